// Any question in the rule language. The count moves with the keys; a mistake is told by place, with a hint, and the
// last count that was right stays in view.

import { useEffect, useRef, useState } from 'preact/hooks'
import { go, useAddress, withQuery } from '../address'
import { AsAt } from '../components/AsAt'
import { Bar } from '../components/Bar'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { PatientTable } from '../components/PatientTable'
import { Trouble } from '../components/Trouble'
import { Why } from '../components/Why'
import { onChange } from '../live'
import { post } from '../server'
import type { Count, Problem, Shown } from '../types'
import { cell, codesOf, nothing, shown, shownPercent } from '../words'

interface Row {
  practice: string
  registered: Shown
  cohort: Shown
  percent: number | null
}
const people = (number: Shown): string => (number.value === 1 && number.kind === 'exact' ? '1 person' : `${shown(number)}${number.value === null ? '' : ' people'}`)

// The bars compare rates: the highest is full.
function columns(highest: number): Column<Row>[] {
  return [
    { name: 'practice', title: 'Practice', value: (row) => row.practice },
    { name: 'cohort', title: 'In the cohort', numeric: true, value: (row) => cell(row.cohort), shown: (row) => <strong>{shown(row.cohort)}</strong> },
    { name: 'registered', title: 'Registered', numeric: true, value: (row) => cell(row.registered), shown: (row) => shown(row.registered) },
    { name: 'percent', title: 'Percent', numeric: true, value: (row) => row.percent, shown: (row) => shownPercent(row.percent, row.registered) },
    {
      name: 'bar', title: `Percent, 0 to ${highest.toFixed(1)}`, describes: true, value: () => null,
      shown: (row) => <Bar part={row.percent ?? 0} whole={highest} />,
    },
  ]
}

const examples = [
  'HYP_REG and age in years at ACHV_DAT >= 65',
  'DM_REG and no BPSYS_COD in the 12 months to ACHV_DAT',
  'DM_REG and HYP_REG and value of (latest IFCCHBAM_COD take highest) > 58',
]

export function Cohort() {
  const { query } = useAddress()
  const expression = query.get('expression') ?? ''
  const on = query.get('on') ?? ''
  const [counted, setCounted] = useState<Count>()
  const [problem, setProblem] = useState<Problem>()
  const [listed, setListed] = useState('')
  const [asked, setAsked] = useState('')
  const [patient, setPatient] = useState('')
  const [times, setTimes] = useState(0)
  const box = useRef<HTMLTextAreaElement>(null)

  // A load that finishes, or an agreement that is switched, moves the count too.
  useEffect(() => onChange(['records', 'acts'], () => setTimes((before) => before + 1)), [])

  useEffect(() => {
    const text = expression.trim()
    if (text === '') {
      setCounted(undefined)
      setProblem(undefined)
      return
    }
    const stop = new AbortController()
    post<Count>('/api/v1/count', { expression: text, ...(on ? { on } : {}) }, stop.signal).then((answer) => {
      if (stop.signal.aborted) return
      if (answer.ok) setCounted(answer.value)
      setProblem(answer.ok ? undefined : answer.problem)
    }, () => undefined)
    return () => stop.abort()
  }, [expression, on, times])

  const type = (text: string) => {
    setListed('')
    setPatient('')
    go(withQuery({ expression: text }), true)
  }
  const network = counted?.figures['network']
  const mistakes = problem?.mistakes ?? []
  const point = (line: number, column: number) => {
    const before = expression.split('\n').slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
    box.current?.focus()
    box.current?.setSelectionRange(before + column - 1, before + column - 1)
  }
  const subject = { expression: listed, ...(on ? { on } : {}) }
  return (
    <>
      <Heading text="Cohort" />
      <div class={`nhsuk-form-group${mistakes.length > 0 ? ' nhsuk-form-group--error' : ''}`}>
        <label class="nhsuk-label" for="expression">Who are you looking for?</label>
        <div class="nhsuk-hint" id="expression-hint">A condition of the rule language: registers, code clusters, ages, dates and values.</div>
        <textarea
          class={`nhsuk-textarea meso-expression${mistakes.length > 0 ? ' nhsuk-textarea--error' : ''}`} id="expression" rows={3} spellcheck={false} autocomplete="off"
          aria-describedby={`expression-hint${mistakes.length > 0 ? ' mistakes' : ''}`} ref={box} value={expression} onInput={(event) => type(event.currentTarget.value)}
        />
        {mistakes.length > 0 ? (
          <ul class="nhsuk-error-message meso-mistakes" id="mistakes" aria-live="polite">
            {mistakes.map((mistake, number) => (
              <li key={number}>
                <button type="button" class="meso-button-link" onClick={() => point(mistake.line, mistake.column)}>Line {mistake.line}, column {mistake.column}</button>: {mistake.message}{mistake.hint ? `; ${mistake.hint}` : ''}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {problem && mistakes.length === 0 ? <Trouble problem={problem} /> : null}
      {expression.trim() === '' ? (
        <>
          <h2 class="nhsuk-heading-s">Try one of these</h2>
          <ul class="meso-examples">{examples.map((text) => <li key={text}><button type="button" class="meso-button-link" onClick={() => type(text)}><code class="meso-code">{text}</code></button></li>)}</ul>
        </>
      ) : null}
      {counted && network ? (
        <div class={problem ? 'meso-stale' : ''}>
          <p class="meso-count" role="status" aria-live="polite">
            <strong>{people(network.cohort)}</strong> of {shown(network.registered)} ({shownPercent(network.percent, network.registered)})
            {problem ? <span class="meso-quiet"> when the text was last right</span> : null}
          </p>
          <AsAt of={counted} />
          <DataTable
            caption="The cohort by practice" columns={columns(Math.max(0.1, ...Object.values(counted.figures).map((one) => one.percent ?? 0)))} file={`cohort-${counted.on}.csv`} id={(row) => row.practice}
            rows={codesOf(counted).map((practice) => ({ practice, registered: nothing, cohort: nothing, percent: null, ...counted.figures[practice] }))}
            total={{ practice: 'network', ...network }}
          />
          {problem || !counted.practices.some((one) => one.may_list) ? null : (
            <>
              <h2 class="nhsuk-heading-m">Who, and why</h2>
              {listed === '' ? <button type="button" class="nhsuk-button" onClick={() => setListed(expression.trim())}>List {counted.practices.every((one) => one.may_list) && counted.not_shared.length === 0 ? `the ${people(network.cohort)}` : 'those whose practice you may list'}</button> : null}
              <form class="meso-filters" aria-label="Why is somebody in or out" onSubmit={(event) => { event.preventDefault(); setListed(expression.trim()); setPatient(asked.trim()) }}>
                <div>
                  <label class="nhsuk-label" for="patient">Why is this patient in, or out?</label>
                  <div class="nhsuk-hint" id="patient-hint">The practice’s own number, as DEMO01/10001</div>
                  <input class="nhsuk-input nhsuk-input--width-10" id="patient" autocomplete="off" aria-describedby="patient-hint" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
                </div>
                <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">Explain</button>
              </form>
              {patient !== '' && listed !== '' ? <Why subject={subject} patient={patient} close={() => setPatient('')} /> : null}
              {listed !== '' ? <PatientTable subject={subject} file="cohort-patients.csv" describe={() => 'in the cohort'} /> : null}
            </>
          )}
        </div>
      ) : null}
    </>
  )
}
