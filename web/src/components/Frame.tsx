// What stands round every page: skip link, name, the ways to the pages that the role has, who one is and in which
// role, and whose view it is.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { go, previewed, useAddress } from '../address'
import { send } from '../server'
import type { Session } from '../types'
import { Link } from './Link'

interface Props {
  session: Session | null
  changed: () => void  // the role, or who is signed in
  children: ComponentChildren
}

// One of somebody's roles with one of its purposes, as the choice of a list writes it.
const choice = (role: string, organisation: string, purpose: string | null): string => `${role}@${organisation}/${purpose ?? ''}`

function Who({ session, changed }: { session: Session; changed: () => void }) {
  const choices = session.roles.flatMap((held) =>
    (held.purposes.length > 0 ? held.purposes : [{ purpose: null, words: '' }]).map(({ purpose, words }) => ({
      value: choice(held.role, held.organisation, purpose), role: held.role, organisation: held.organisation, purpose,
      words: `${held.words} of ${held.organisation}${words ? `, for ${words}` : ''}`,
    })))
  const acting = session.acting
  const actAs = async (value: string) => {
    const chosen = choices.find((one) => one.value === value)
    if (!chosen) return
    await send('PUT', '/api/v1/session/acting', { role: chosen.role, organisation: chosen.organisation, purpose: chosen.purpose ?? '' })
    changed()
    go('/')
  }
  const signOut = async () => {
    await send('DELETE', '/api/v1/session')
    go('/', true)
    changed()
  }
  return (
    <div class="meso-who">
      <span>{session.person.name}{session.demo ? ' (demo account)' : ''}</span>
      {choices.length > 1 ? (
        <label class="meso-who__role">
          <span class="nhsuk-u-visually-hidden">You act as</span>
          <select value={acting ? choice(acting.role, acting.organisation, acting.purpose) : ''} onChange={(event) => void actAs(event.currentTarget.value)}>
            {choices.map((one) => <option value={one.value} key={one.value}>{one.words}</option>)}
          </select>
        </label>
      ) : <span>{choices[0]?.words ?? ''}</span>}
      <button type="button" class="meso-who__out" onClick={() => void signOut()}>Sign out</button>
    </div>
  )
}

export function Frame({ session, changed, children }: Props) {
  const { path } = useAddress()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // A new page is announced: its heading takes the focus, as after loading one.
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    scrollTo(0, 0)
    main.current?.focus()
  }, [path])
  const seen = session?.seen_as
  return (
    <>
      <a class="nhsuk-skip-link" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus() }}>Skip to main content</a>
      <header class="meso-header">
        <div class="meso-width meso-header__inner">
          <Link to="/" class="meso-header__name">Meso{session ? <span class="meso-header__network"> {session.network}</span> : null}</Link>
          {session && session.pages.length > 0 ? (
            <nav aria-label="Pages">
              <ul class="meso-header__places">
                {session.pages.map(({ path: to, title }) => {
                  const current = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
                  return <li key={to}><Link to={to} class="meso-header__place" current={current}>{title}</Link></li>
                })}
              </ul>
            </nav>
          ) : null}
        </div>
        {session ? <div class="meso-header__who"><div class="meso-width"><Who session={session} changed={changed} /></div></div> : null}
        {session?.synthetic ? <div class="meso-strip"><div class="meso-width">Synthetic records: nobody here is a real person.</div></div> : null}
        {seen ? (
          <div class="meso-preview" role="region" aria-label="Preview">
            <div class="meso-width">
              <strong>You see this as the {seen.words} of {seen.organisation} would, for {seen.purpose_words}.</strong> It is for looking: nothing is changed, and practices that you may not see as closely yourself are left out.{' '}
              <a href={previewed('/seen', '')} onClick={(event) => { event.preventDefault(); go('/seen') ; changed() }}>Leave the preview</a>
            </div>
          </div>
        ) : null}
      </header>
      <main class="meso-width meso-main" id="main" tabIndex={-1} ref={main}>{children}</main>
      <footer class="meso-footer">
        <div class="meso-width">
          <p class="nhsuk-body-s">{session?.acting ? `Seen by the ${session.acting.words} of ${session.acting.organisation}${session.acting.purpose_words ? `, for ${session.acting.purpose_words}` : ''}.` : ''}</p>
          <p class="nhsuk-body-s">For analysis. Not a medical device: nobody’s care may depend on these lists.</p>
        </div>
      </footer>
    </>
  )
}
