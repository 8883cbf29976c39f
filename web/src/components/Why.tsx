// Why one patient is where they are: the deciding step first, then every step that was tried, then the records. The
// question goes by POST, and the patient's number stays out of the address.

import { useEffect, useRef } from 'preact/hooks'
import { useAnswer } from '../server'
import type { Explanation } from '../types'
import { Waiting } from './Waiting'

export interface Subject {
  indicator?: string
  expression?: string
  on?: string
}

interface Props {
  subject: Subject
  patient: string
  practice?: string | undefined
  close: () => void
}

const truths = { true: 'yes', false: 'no', unknown: 'not known' }

export function Why({ subject, patient, practice, close }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const answer = useAnswer<Explanation>('/api/v1/explain', { ...subject, patient, ...(practice ? { practice } : {}) })
  useEffect(() => heading.current?.focus(), [patient, practice])
  return (
    <section class="meso-why" aria-labelledby="why">
      <h2 class="nhsuk-heading-m" id="why" tabIndex={-1} ref={heading}>Why: patient {patient}{practice ? ` of ${practice}` : ''}</h2>
      <Waiting answer={answer}>
        {(why) => (
          <>
            <p class="nhsuk-inset-text meso-verdict">
              <strong>{why.in_words}</strong>{why.deciding_rule > 0 ? `, by step ${why.deciding_rule}` : ''}.
              {why.because ? <> Because: <span class="meso-because">{why.because}</span>.</> : null}
            </p>
            <ol class="meso-steps">
              {why.rules.map((step, position) => (
                <li class="meso-step" key={position}>
                  <span class="meso-step__number">{step.number || '·'}</span>
                  <div>
                    <span class="meso-quiet">{step.list}</span>
                    <code class="meso-code">{step.text}</code>
                    <span class="meso-step__outcome"><strong>{truths[step.truth]}</strong>: {step.outcome}</span>
                    {step.tests.length > 0 ? (
                      <ul class="meso-tests">
                        {step.tests.map((test, number) => (
                          <li key={number}><strong>{truths[test.truth as keyof typeof truths] ?? test.truth}</strong> <code class="meso-code">{test.text}</code>{test.because ? `: ${test.because}` : ''}</li>
                        ))}
                      </ul>
                    ) : null}
                  </div>
                </li>
              ))}
            </ol>
            {why.fields.length > 0 ? (
              <>
                <h3 class="nhsuk-heading-s">What was looked at</h3>
                <dl class="meso-fields">
                  {why.fields.map((field) => (
                    <div key={field.name}>
                      <dt><code class="meso-code">{field.name}</code> = <strong>{field.value}</strong></dt>
                      <dd>
                        <code class="meso-code">{field.text}</code>
                        {field.records.length > 0 ? <ul>{field.records.map((record, number) => <li key={number}>record: {record}</li>)}</ul> : null}
                      </dd>
                    </div>
                  ))}
                </dl>
              </>
            ) : null}
          </>
        )}
      </Waiting>
      <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={close}>Close</button>
    </section>
  )
}
