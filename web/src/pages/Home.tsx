// Where one begins: what is here, from when, and the ways on.

import { AsAt } from '../components/AsAt'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { Figures, Rejects } from '../types'
import { count, people } from '../words'

const questions = [
  { expression: 'DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT', words: 'Diabetes, and no blood pressure in the last 12 months' },
  { expression: 'HYP_REG and DM_REG and age in years at ACHV_DAT >= 65', words: 'High blood pressure and diabetes, aged 65 or over' },
]

export function Home() {
  const figures = useAnswer<Figures>('/api/v1/figures')
  const rejects = useAnswer<Rejects>('/api/v1/rejects')
  return (
    <>
      <Heading text="Your network" />
      <Waiting answer={figures}>
        {(all) => {
          const reached = all.indicators.filter((indicator) => (indicator.figures['network']?.denominator ?? 0) > 0)
          const last = rejects?.ok ? rejects.value.loads[0] : undefined
          const lost = last?.rows.reduce((sum, row) => sum + row.rows, 0) ?? 0
          return (
            <>
              <AsAt of={all} />
              <ul class="meso-cards">
                <li class="meso-card">
                  <p class="meso-card__figure">{count(all.registered['network'] ?? 0)}</p>
                  <p>people registered with {all.practices.length} practices</p>
                  <Link to="/data">What was loaded, and from when</Link>
                </li>
                <li class="meso-card">
                  <p class="meso-card__figure">{reached.length}</p>
                  <p>indicators of {all.year} with somebody to count, of {all.indicators.length}</p>
                  <Link to="/indicators">See every indicator by practice</Link>
                </li>
                <li class="meso-card">
                  <p class="meso-card__figure">{last ? count(lost) : 'None'}</p>
                  <p>{last ? `rows of the newest load with a reject report were not taken` : 'of the rows that were read were rejected'}</p>
                  <Link to="/data">{last ? 'See where and why' : 'See what was loaded'}</Link>
                </li>
              </ul>
              <h2 class="nhsuk-heading-m">Ask your own question</h2>
              <ul>
                {questions.map(({ expression, words }) => (
                  <li key={expression}><Link to={`/cohort?expression=${encodeURIComponent(expression)}`}>{words}</Link></li>
                ))}
              </ul>
              <h2 class="nhsuk-heading-m">Most people still to be reached</h2>
              <p class="meso-quiet">In the denominator and not in the numerator, in the whole network.</p>
              <ol class="nhsuk-list--number">
                {[...reached].filter((indicator) => !indicator.lower_is_better)
                  .map((indicator) => ({ indicator, left: (indicator.figures['network']?.denominator ?? 0) - (indicator.figures['network']?.numerator ?? 0) }))
                  .sort((a, b) => b.left - a.left).slice(0, 3)
                  .map(({ indicator, left }) => (
                    <li key={indicator.id}><Link to={`/indicators/${indicator.id}`}>{indicator.id}, {indicator.title}</Link>: {people(left)}</li>
                  ))}
              </ol>
            </>
          )
        }}
      </Waiting>
    </>
  )
}
