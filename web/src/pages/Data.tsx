// What was loaded, from when; the way in for more; and which rows were not taken and why.

import { AsAt } from '../components/AsAt'
import { BringIn } from '../components/BringIn'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { Network, Practice, Rejects } from '../types'
import { count, day } from '../words'

type Reject = Rejects['loads'][number]['rows'][number]

const practices: Column<Practice>[] = [
  { name: 'practice', title: 'Practice', value: (row) => row.practice },
  { name: 'as_at', title: 'As at', value: (row) => row.as_at, shown: (row) => day(row.as_at) },
  { name: 'patients', title: 'Patients ever', numeric: true, value: (row) => row.patients, shown: (row) => (row.patients === null ? 'not available' : count(row.patients)) },
  { name: 'events', title: 'Coded entries', numeric: true, value: (row) => row.events, shown: (row) => (row.events === null ? 'not available' : count(row.events)) },
  { name: 'source', title: 'Came as', value: (row) => row.source },
  {
    name: 'remarks', title: 'To know', value: (row) =>
      [row.synthetic ? 'synthetic, no real person' : '', row.registrations_assumed ? 'registrations were assumed' : '', row.leavers_missing ? 'those who left are missing' : ''].filter(Boolean).join('; ') || 'nothing',
  },
]

const rejects: Column<Reject>[] = [
  { name: 'file', title: 'File', value: (row) => row.file },
  { name: 'reason', title: 'Reason', value: (row) => row.reason },
  { name: 'rows', title: 'Rows', numeric: true, value: (row) => row.rows, shown: (row) => count(row.rows) },
  { name: 'first', title: 'First line', numeric: true, value: (row) => row.first_line, shown: (row) => count(row.first_line) },
]

// "rejects-20260401T093000Z.csv" is named by its time.
function loadedAt(report: string): string {
  const found = /(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/.exec(report)
  return found ? `${day(`${found[1]}-${found[2]}-${found[3]}`)}, ${found[4]}:${found[5]}:${found[6]} UTC` : report
}

export function Data() {
  const network = useAnswer<Network>('/api/v1/network')
  const report = useAnswer<Rejects>('/api/v1/rejects')
  return (
    <>
      <Heading text="Data" />
      <Waiting answer={network}>
        {(loaded) => (
          <>
            <AsAt of={loaded} />
            <DataTable caption="What is loaded" columns={practices} rows={loaded.practices} id={(row) => row.practice} file="loaded.csv" />
          </>
        )}
      </Waiting>
      <BringIn />
      <h2 class="nhsuk-heading-m">What was not taken</h2>
      <Waiting answer={report}>
        {({ loads }) => loads.length === 0
          ? <p>Every row that was read was taken: there is no report of rejected rows.</p>
          : <>{loads.map((load) => <DataTable key={load.report} caption={`Load of ${loadedAt(load.report)}`} columns={rejects} rows={load.rows} id={(row) => `${row.file} ${row.reason}`} file={load.report} id_sort={load.report.replaceAll(/\D/g, '')} />)}</>}
      </Waiting>
    </>
  )
}
