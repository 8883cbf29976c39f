// Where one begins, by role: three things that changed, what waits, what is due. Every line leads somewhere.

import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import { useSession } from '../session'
import type { HomePage, Line } from '../types'

const questions = [
  { expression: 'DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT', words: 'Diabetes, and no blood pressure in the last 12 months' },
  { expression: 'HYP_REG and DM_REG and age in years at ACHV_DAT >= 65', words: 'High blood pressure and diabetes, aged 65 or over' },
]

function Lines({ title, lines, none }: { title: string; lines: Line[]; none: string }) {
  return (
    <section class="meso-lines">
      <h2 class="nhsuk-heading-m">{title}</h2>
      {lines.length === 0 ? <p class="meso-quiet">{none}</p> : <ul>{lines.map(({ text, to }) => <li key={text}><Link to={to}>{text}</Link></li>)}</ul>}
    </section>
  )
}

export function Home() {
  const { session } = useSession()
  const home = useAnswer<HomePage>('/api/v1/home')
  const acting = session.acting
  return (
    <>
      <Heading text="Home" {...(acting ? { caption: `${acting.words} of ${acting.organisation}` } : {})} />
      <Waiting answer={home}>
        {({ changed, waiting, due, nothing_seen }) => (
          <>
            {nothing_seen ? <div class="nhsuk-inset-text"><p>No figures for you yet: {nothing_seen}.</p></div> : null}
            <div class="meso-begin">
              <Lines title="What changed" lines={changed} none="Nothing that concerns you changed in the last 30 days." />
              {session.seen_as ? null : <Lines title="What waits for you" lines={waiting} none="Nothing waits for you." />}
              {session.seen_as ? null : <Lines title="What is due" lines={due} none="Nothing is due in the next 60 days." />}
            </div>
            {changed.some((one) => one.to.startsWith('/indicators')) ? <p class="meso-quiet">Indicators stand here when they moved most since a year before, of those with 50 or more people counted and an unchanged rule.</p> : null}
          </>
        )}
      </Waiting>
      {session.pages.some((page) => page.path === '/cohort') ? (
        <>
          <h2 class="nhsuk-heading-m">Ask your own question</h2>
          <ul>{questions.map(({ expression, words }) => <li key={expression}><Link to={`/cohort?expression=${encodeURIComponent(expression)}`}>{words}</Link></li>)}</ul>
        </>
      ) : null}
      <h2 class="nhsuk-heading-m">Your pages</h2>
      <ul>
        {session.pages.filter((page) => page.path !== '/').map((page) => (
          <li key={page.path}><Link to={page.path}>{page.title}</Link> <span class="meso-quiet">the way of {page.way}{page.open ? '' : ', which is shut in this network'}</span></li>
        ))}
      </ul>
    </>
  )
}
