// One rule as a page: whose it is, how sure, its steps in order, its fields, its codes, its text as written; of a
// register also how it went over time and how others count it.

import { AsWritten } from '../components/AsWritten'
import { BesideOf } from '../components/BesideOf'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { Standing } from '../components/Standing'
import { TrendOf } from '../components/TrendOf'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { RulePage } from '../types'
import { count } from '../words'

export function Rule({ id }: { id: string }) {
  const answer = useAnswer<RulePage>(`/api/v1/rules/${encodeURIComponent(id)}`)
  return (
    <Waiting answer={answer}>
      {(rule) => (
        <>
          <Link to={rule.kind === 'indicator' ? `/indicators/${rule.id}` : '/indicators?show=registers'} class="nhsuk-back-link">{rule.kind === 'indicator' ? `Figures of ${rule.id}` : 'All registers'}</Link>
          <Heading text={rule.title} caption={`The rule of ${rule.id}`} />
          <dl class="nhsuk-summary-list meso-summary">
            <div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Standing</dt><dd class="nhsuk-summary-list__value"><Standing word={rule.rule.standing} explained /></dd></div>
            <div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Ruleset and year</dt><dd class="nhsuk-summary-list__value">{rule.rule.ruleset} {rule.rule.year}{rule.rule.version ? `, ${rule.rule.version}` : ''}, {rule.rule.level}</dd></div>
            <div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Source</dt><dd class="nhsuk-summary-list__value">{rule.rule.source}</dd></div>
            <div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Of</dt><dd class="nhsuk-summary-list__value">{rule.of === 'GMS' ? 'everybody registered and alive on the day (GMS)' : <Link to={`/rules/${rule.of}`}>{rule.of}</Link>}{rule.lower_is_better ? '; lower is better' : ''}</dd></div>
          </dl>
          <p>Each step is tried in order. The first that decides ends it; a step that cannot be answered, because something was not recorded, goes on to the next.</p>
          {rule.lists.map(({ list, title, rules }) => (
            <section key={list}>
              <h2 class="nhsuk-heading-m">{title} <span class="meso-quiet">({list})</span></h2>
              <ol class="meso-steps">
                {rules.map((step, position) => (
                  <li class="meso-step" key={position}>
                    <span class="meso-step__number">{step.number}</span>
                    <div>
                      <code class="meso-code">{step.text}</code>
                      <span class="meso-step__outcome">Yes: {step.then}. Otherwise: {step.otherwise}.</span>
                    </div>
                  </li>
                ))}
              </ol>
            </section>
          ))}
          {rule.fields.length > 0 ? (
            <section>
              <h2 class="nhsuk-heading-m">What the steps look at</h2>
              <dl class="meso-fields">
                {rule.fields.map(({ name, text }) => <div key={name}><dt><code class="meso-code">{name}</code></dt><dd><code class="meso-code">{text}</code></dd></div>)}
              </dl>
            </section>
          ) : null}
          {rule.clusters.length > 0 ? (
            <section>
              <h2 class="nhsuk-heading-m">Code clusters</h2>
              <ul>
                {rule.clusters.map((cluster) => (
                  <li key={cluster.name}><code class="meso-code">{cluster.name}</code> {cluster.description}, {cluster.codes === 1 ? '1 code' : `${count(cluster.codes)} codes`}{cluster.release ? `, ${cluster.release}` : ''}</li>
                ))}
              </ul>
            </section>
          ) : null}
          {rule.kind === 'register' ? <><TrendOf id={rule.id} on="" /><BesideOf id={rule.id} own={undefined} /></> : null}
          <AsWritten text={rule.written} file={rule.file} />
        </>
      )}
    </Waiting>
  )
}
