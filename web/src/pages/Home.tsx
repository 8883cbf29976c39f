// Where one begins, by role: what is here, from when, and the ways on.

import { AsAt } from '../components/AsAt'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import { useSession } from '../session'
import type { Figures } from '../types'
import { nothing, shown } from '../words'

const questions = [
  { expression: 'DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT', words: 'Diabetes, and no blood pressure in the last 12 months' },
  { expression: 'HYP_REG and DM_REG and age in years at ACHV_DAT >= 65', words: 'High blood pressure and diabetes, aged 65 or over' },
]

function Reached({ all }: { all: Figures }) {
  const reached = all.indicators.filter((indicator) => (indicator.figures['network']?.denominator.value ?? 0) > 0)
  return (
    <>
      <AsAt of={all} />
      <ul class="meso-cards">
        <li class="meso-card">
          <p class="meso-card__figure">{shown(all.registered['network'] ?? nothing)}</p>
          <p>people registered with the {all.practices.length} practices that you may see</p>
          <Link to="/network">See the network</Link>
        </li>
        <li class="meso-card">
          <p class="meso-card__figure">{reached.length}</p>
          <p>indicators of {all.year} with somebody to count, of {all.indicators.length}</p>
          <Link to="/indicators">See every indicator by practice</Link>
        </li>
      </ul>
    </>
  )
}

export function Home() {
  const { session } = useSession()
  const has = (path: string) => session.pages.some((page) => page.path === path)
  const figures = useAnswer<Figures>('/api/v1/figures', has('/indicators') ? undefined : null)
  return (
    <>
      <Heading text="Your network" />
      {has('/indicators') ? <Waiting answer={figures}>{(all) => <Reached all={all} />}</Waiting> : null}
      {has('/cohort') ? (
        <>
          <h2 class="nhsuk-heading-m">Ask your own question</h2>
          <ul>{questions.map(({ expression, words }) => <li key={expression}><Link to={`/cohort?expression=${encodeURIComponent(expression)}`}>{words}</Link></li>)}</ul>
        </>
      ) : null}
    </>
  )
}
