// A list of patients, page by page, each with the rule that decided and a way into the reasons.

import { useEffect, useState } from 'preact/hooks'
import { post } from '../server'
import type { ListedPatient, PatientList, Problem } from '../types'
import { save } from '../export'
import { count, people } from '../words'
import { DataTable, type Column } from './DataTable'
import { Trouble } from './Trouble'
import { Why, type Subject } from './Why'

interface Props {
  subject: Subject
  which?: string
  practice?: string
  file: string
  describe?: (list: PatientList) => string
}

export function PatientTable({ subject, which, practice, file, describe }: Props) {
  const [pages, setPages] = useState<PatientList[]>([])
  const [problem, setProblem] = useState<Problem>()
  const [chosen, setChosen] = useState<ListedPatient>()
  const question = { ...subject, ...(which ? { which } : {}), ...(practice ? { practice } : {}) }
  const key = JSON.stringify(question)
  const more = (cursor: string | undefined, before: PatientList[], signal?: AbortSignal) =>
    post<PatientList>('/api/v1/list', { ...question, limit: 50, ...(cursor ? { cursor } : {}) }, signal).then((answer) => {
      if (signal?.aborted) return
      if (answer.ok) setPages([...before, answer.value])
      else setProblem(answer.problem)
    }, () => undefined)
  useEffect(() => {
    const stop = new AbortController()
    setProblem(undefined)
    setChosen(undefined)
    void more(undefined, [], stop.signal)
    return () => stop.abort()
  }, [key])

  if (problem) return <Trouble problem={problem} />
  const first = pages[0]
  if (!first) return <p class="meso-waiting" role="status">Listing…</p>
  const patients = pages.flatMap((page) => page.patients)
  const next = pages.at(-1)?.next
  const columns: Column<ListedPatient>[] = [
    { name: 'patient', title: 'Patient', value: (row) => row.patient },
    { name: 'practice', title: 'Practice', value: (row) => row.practice },
    { name: 'rule', title: 'Decided by', value: (row) => `step ${row.rule}: ${row.outcome}` },
    { name: 'because', title: 'Because', value: (row) => row.because, shown: (row) => <span class="meso-because">{row.because}</span> },
    {
      name: 'why', title: 'Reasons', describes: true, value: () => null,
      shown: (row) => <button type="button" class="meso-button-link" onClick={() => setChosen(row)}>Why<span class="nhsuk-u-visually-hidden"> is patient {row.patient} of {row.practice} here</span></button>,
    },
  ]
  const whole = async () => {
    const answer = await post<PatientList>('/api/v1/list', { ...question, limit: 1000 })
    if (!answer.ok) return setProblem(answer.problem)
    const rows = [...answer.value.patients]
    for (let cursor = answer.value.next; cursor !== null;) {
      const page = await post<PatientList>('/api/v1/list', { ...question, limit: 1000, cursor })
      if (!page.ok) return setProblem(page.problem)
      rows.push(...page.value.patients)
      cursor = page.value.next
    }
    save(file, [['Patient', 'Practice', 'Decided by', 'Because', 'As at'], ...rows.map((row) => [row.patient, row.practice, `step ${row.rule}: ${row.outcome}`, row.because, first.on])])
  }
  return (
    <>
      <p role="status"><strong>{people(first.total)}</strong> {describe ? describe(first) : first.which}{patients.length < first.total ? `; the first ${count(patients.length)} are shown` : ''}.</p>
      {chosen ? <Why subject={subject} patient={chosen.patient} practice={chosen.practice} close={() => setChosen(undefined)} /> : null}
      {first.total > 0 ? <DataTable caption="Patients, by the practices’ own numbers" columns={columns} rows={patients} id={(row) => `${row.practice}/${row.patient}`} file={file} id_sort="by" /> : null}
      {next ? (
        <p class="meso-actions">
          <button type="button" class="nhsuk-button nhsuk-button--small" onClick={() => void more(next, pages)}>Show 50 more</button>{' '}
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => void whole()}>Download all {count(first.total)} (CSV)</button>
        </p>
      ) : null}
    </>
  )
}
