// What stands round every page: skip link, name, the ways to the other pages, and who sees what.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useAddress } from '../address'
import { useAnswer } from '../server'
import type { Network } from '../types'
import { Link } from './Link'

const places = [
  { to: '/', name: 'Home' },
  { to: '/indicators', name: 'Indicators' },
  { to: '/cohort', name: 'Cohort' },
  { to: '/network', name: 'Network' },
  { to: '/data', name: 'Data' },
]

export function Frame({ children }: { children: ComponentChildren }) {
  const { path } = useAddress()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const network = useAnswer<Network>('/api/v1/network')
  // A new page is announced: its heading takes the focus, as after loading one.
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    scrollTo(0, 0)
    main.current?.focus()
  }, [path])
  const synthetic = network?.ok === true && network.value.practices.every((practice) => practice.synthetic)
  return (
    <>
      <a class="nhsuk-skip-link" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus() }}>Skip to main content</a>
      <header class="meso-header">
        <div class="meso-width meso-header__inner">
          <Link to="/" class="meso-header__name">Meso{network?.ok ? <span class="meso-header__network"> {network.value.name}</span> : null}</Link>
          <nav aria-label="Pages">
            <ul class="meso-header__places">
              {places.map(({ to, name }) => {
                const current = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
                return <li key={to}><Link to={to} class="meso-header__place" current={current}>{name}</Link></li>
              })}
            </ul>
          </nav>
        </div>
        {synthetic ? <div class="meso-strip"><div class="meso-width">Synthetic records: nobody here is a real person.</div></div> : null}
      </header>
      <main class="meso-width meso-main" id="main" tabIndex={-1} ref={main}>{children}</main>
      <footer class="meso-footer">
        <div class="meso-width">
          <p class="nhsuk-body-s">{network?.ok ? network.value.seen_by : ''}</p>
          <p class="nhsuk-body-s">For analysis. Not a medical device: nobody’s care may depend on these lists.</p>
        </div>
      </footer>
    </>
  )
}
