// How many more people it takes to the lower and the upper threshold, by practice. A threshold comes from the contract's
// text or it is not shown: an unknown one is a gap and never a guess.

import { useAnswer } from '../server'
import type { Thresholds } from '../types'
import { count } from '../words'
import { DataTable, type Column } from './DataTable'
import { Standing } from './Standing'
import { Waiting } from './Waiting'

export interface Counted {
  practice: string
  numerator: number | null
  denominator: number | null
}

// Exact: the least whole number of people with whom the share is at least the percentage.
export function needed(numerator: number, denominator: number, percentage: number): number {
  return Math.max(0, Math.ceil((denominator * Math.round(10 * percentage)) / 1000) - numerator)
}

const more = (people: number | null): string => (people === null ? 'not available' : people === 0 ? 'reached' : people === 1 ? '1 more' : `${count(people)} more`)

export function NeededOf({ id, on, rows, network, lowerIsBetter }: { id: string; on: string; rows: Counted[]; network: Counted; lowerIsBetter: boolean }) {
  const answer = useAnswer<Thresholds>(`/api/v1/thresholds${on ? `?on=${on}` : ''}`)
  return (
    <section>
      <h2 class="nhsuk-heading-m" id="needed">Number needed to the thresholds</h2>
      <Waiting answer={answer}>
        {(known) => {
          const one = known.thresholds.find((threshold) => threshold.id === id)
          if (!one) return <p>No threshold of {id} is known: none was found in a contract’s text. Whoever has the guidance writes it in <code class="meso-code">rulebook/own.thresholds</code> of the network.</p>
          if (lowerIsBetter) return <p>Its thresholds are {one.lower}% and {one.upper}%; lower is better, so no number is needed.</p>
          const to = (row: Counted, percentage: number) => (row.numerator === null || row.denominator === null ? null : needed(row.numerator, row.denominator, percentage))
          const columns: Column<Counted>[] = [
            { name: 'practice', title: 'Practice', value: (row) => row.practice },
            { name: 'lower', title: `To ${one.lower}% (lower)`, numeric: true, value: (row) => to(row, one.lower), shown: (row) => more(to(row, one.lower)) },
            { name: 'upper', title: `To ${one.upper}% (upper)`, numeric: true, value: (row) => to(row, one.upper), shown: (row) => <strong>{more(to(row, one.upper))}</strong> },
          ]
          const reached = rows.filter((row) => to(row, one.upper) === 0).length
          return (
            <>
              <p><strong>{reached} of {rows.length} practices have reached the upper threshold.</strong> The others need so many more people in the numerator, with the denominator as it is.</p>
              <p class="meso-quiet">
                Thresholds of {one.year}{one.year === known.year ? '' : `, because those of ${known.year} are not known`}. <Standing word={one.standing} explained /> {one.source ? `Read in: ${one.source}.` : ''}
              </p>
              <DataTable caption={`People still needed for ${id}`} columns={columns} rows={rows} id={(row) => row.practice} file={`${id}-needed.csv`} total={network} id_sort="need" filtered />
            </>
          )
        }}
      </Waiting>
    </section>
  )
}
