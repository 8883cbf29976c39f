// What the contract asks of a network, answered with clause and remedy; and what the network has recorded of itself:
// who holds which role, which agreement and schedule is signed, what a leaver still has to do.

import { useAnswer } from '../server'
import type { Checks, CheckStatus, Finding, NetworkRecord } from '../types'
import { count, day, people } from '../words'
import { DataTable, type Column } from './DataTable'
import { Standing } from './Standing'
import { Waiting } from './Waiting'

const colours: Record<CheckStatus, string> = { met: 'green', 'not met': 'orange', excepted: 'aqua-green', advice: 'blue', 'not known': 'grey' }
const order: CheckStatus[] = ['not met', 'not known', 'advice', 'excepted', 'met']
const roles: Record<string, string> = { 'clinical-director': 'Clinical director', payee: 'Nominated payee', agreement: 'Network agreement', 'data-sharing': 'Data sharing agreement' }

const columns: Column<Finding>[] = [
  { name: 'title', title: 'What is asked', value: (row) => row.title, shown: (row) => <><strong>{row.title}</strong><span class="meso-row-title">{row.clause}</span></> },
  { name: 'status', title: 'Answer', value: (row) => order.indexOf(row.status), shown: (row) => <strong class={`nhsuk-tag nhsuk-tag--${colours[row.status]} meso-tag`}>{row.status}</strong> },
  { name: 'found', title: 'What was found', value: (row) => row.found, shown: (row) => <span class="meso-row-text">{row.found}</span> },
  { name: 'remedy', title: 'What to do', value: (row) => (row.status === 'met' ? '' : row.remedy), shown: (row) => <span class="meso-row-text">{row.status === 'met' ? '–' : row.remedy}</span> },
  { name: 'standing', title: 'How sure the clause is', value: (row) => row.standing, shown: (row) => <Standing word={row.standing} /> },
  { name: 'source', title: 'Read in', value: (row) => row.source, shown: (row) => <span class="meso-row-text">{row.source}</span> },
]

function finding(checks: Checks): string {
  const number = (status: CheckStatus) => checks.findings.filter((one) => one.status === status).length
  const open = [number('not met') > 0 ? `${number('not met')} not met` : '', number('not known') > 0 ? `${number('not known')} not known` : '', number('advice') > 0 ? `${number('advice')} to consider` : ''].filter(Boolean)
  return `${number('met') + number('excepted')} of ${checks.findings.length} requirements are met${open.length > 0 ? `; ${open.join(', ')}` : ''}`
}

function Agreements({ record }: { record: NetworkRecord | null }) {
  if (record === null) {
    return <p>The network has recorded nothing of itself: neither its agreement and schedules, nor its clinical director or payee. They are written in <code class="meso-code">network.record</code> in its directory.</p>
  }
  const rows = [
    ...record.signed.map((one) => ({ what: roles[one.what] ?? one.what, state: one.yet ? 'signed' : 'to be signed', on: one.on, note: '' })),
    ...record.schedules.map((one) => ({ what: `Schedule ${one.schedule}`, state: one.complete ? 'complete' : 'incomplete', on: one.on, note: one.missing })),
    ...record.holders.map((one) => ({ what: roles[one.role] ?? one.role, state: [one.name, one.practice].filter(Boolean).join(', ') || 'named', on: one.from, note: '' })),
    ...record.exceptions.map((one) => ({ what: `Exception: ${one.requirement}`, state: `agreed by ${one.agreed_by}`, on: one.on, note: one.because })),
  ]
  return (
    <>
      <DataTable
        caption="Agreements, schedules and roles" file="agreements.csv" id_sort="agreed" id={(row) => row.what} rows={rows}
        columns={[
          { name: 'what', title: 'What', value: (row) => row.what },
          { name: 'state', title: 'State', value: (row) => row.state },
          { name: 'on', title: 'Since', value: (row) => row.on, shown: (row) => (row.on ? day(row.on) : '–') },
          { name: 'note', title: 'What is missing, or why', value: (row) => row.note, shown: (row) => row.note || '–' },
        ]}
      />
      {record.open_questions.length > 0 ? <><h3 class="nhsuk-heading-s">To be decided</h3><ul>{record.open_questions.map((question) => <li key={question}>{question}</li>)}</ul></> : null}
      {record.leavers.map((leaver) => (
        <section key={leaver.practice}>
          <h3 class="nhsuk-heading-s">{leaver.practice} left on {day(leaver.on ?? '')}{leaver.because ? `: ${leaver.because}` : ''}</h3>
          <ul>{leaver.tasks.map((task) => <li key={task.task}>{task.title}: {task.done ? `done ${day(task.done)}` : `due ${day(task.due ?? '')}${task.overdue ? ', overdue' : ''}`}</li>)}</ul>
        </section>
      ))}
    </>
  )
}

export function ChecksOf({ code }: { code: string }) {
  const answer = useAnswer<Checks>(`/api/v1/networks/${encodeURIComponent(code)}/checks`)
  return (
    <Waiting answer={answer}>
      {(checks) => (
        <>
          <section>
            <h2 class="nhsuk-heading-m">{finding(checks)}</h2>
            <p class="meso-quiet">On {day(checks.day)}, {checks.practices} practices, {people(checks.patients)}. Nothing recorded is “not known”, never “not met”.</p>
            {checks.windows.map((window) => <p class="nhsuk-inset-text" key={window.title}>Open until {day(window.until)}: {window.title}.</p>)}
            <DataTable caption="What the contract asks" columns={columns} rows={[...checks.findings].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))} id={(row) => row.requirement} file={`${code}-checks.csv`} />
          </section>
          <section>
            <h2 class="nhsuk-heading-m">Agreements</h2>
            <Agreements record={checks.record} />
          </section>
          {checks.area ? (
            <section>
              <h2 class="nhsuk-heading-m">{count(checks.area.in_all)} areas are the network’s under every way to draw it, {count(checks.area.in_any)} under at least one</h2>
              <DataTable
                caption="How much the area hangs on the policy" file={`${code}-area-policies.csv`} id_sort="area" id={(row) => row.policy} rows={checks.area.policies}
                columns={[
                  { name: 'policy', title: 'Policy', value: (row) => row.policy },
                  { name: 'areas', title: 'Areas', numeric: true, value: (row) => row.areas, shown: (row) => count(row.areas) },
                  { name: 'patients', title: 'Its patients there', numeric: true, value: (row) => row.patients, shown: (row) => count(row.patients) },
                  { name: 'pieces', title: 'Pieces', numeric: true, value: (row) => row.pieces, shown: (row) => (row.pieces === null ? 'not known' : count(row.pieces)) },
                ]}
              />
            </section>
          ) : null}
        </>
      )}
    </Waiting>
  )
}
