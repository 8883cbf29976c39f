// The same register or indicator as others count it: our own figure, then what public files say of the network, its
// commissioners and everybody in the file, each with its period and source. Nothing is averaged or made to agree.

import { useAnswer } from '../server'
import type { Beside } from '../types'
import { count, day, percent, share } from '../words'
import { Bar } from './Bar'
import { DataTable, type Column } from './DataTable'
import { Waiting } from './Waiting'

export interface Own {
  on: string
  numerator: number | null
  denominator: number | null
}

interface Row {
  id: string
  whose: string
  level: string
  numerator: number
  denominator: number
  practices: string
  period: string
  source: string
}

const levels: Record<string, string> = { network: 'network', 'sub-icb': 'place', ccg: 'commissioning group', icb: 'system', stp: 'system', region: 'region', all: 'national' }
const order = ['practice', 'network', 'neighbourhood', 'place', 'commissioning group', 'system', 'region', 'national']

function columns(highest: number): Column<Row>[] {
  return [
    { name: 'whose', title: 'Whose figure', value: (row) => row.whose, shown: (row) => <><strong>{row.whose}</strong><span class="meso-row-title">{row.source}</span></> },
    { name: 'level', title: 'Level', value: (row) => order.indexOf(row.level), shown: (row) => row.level },
    { name: 'percent', title: 'Percent', numeric: true, value: (row) => share(row.numerator, row.denominator), shown: (row) => <strong>{percent(share(row.numerator, row.denominator))}</strong> },
    { name: 'bar', title: `0 to ${highest.toFixed(1)}%`, describes: true, value: () => null, shown: (row) => <Bar part={share(row.numerator, row.denominator) ?? 0} whole={highest} /> },
    { name: 'numerator', title: 'Numerator', numeric: true, value: (row) => row.numerator, shown: (row) => count(row.numerator) },
    { name: 'denominator', title: 'Denominator', numeric: true, value: (row) => row.denominator, shown: (row) => count(row.denominator) },
    { name: 'practices', title: 'Practices in it', value: (row) => row.practices },
    { name: 'period', title: 'Period', value: (row) => row.period },
  ]
}

export function BesideOf({ id, own }: { id: string; own: Own | undefined }) {
  const answer = useAnswer<Beside>(`/api/v1/rules/${encodeURIComponent(id)}/beside`)
  return (
    <section>
      <h2 class="nhsuk-heading-m" id="beside">National, system and local side by side</h2>
      <Waiting answer={answer}>
        {(beside) => {
          if (beside.counts.length === 0) return <p>No imported file counts {id}, so there is nothing to lay beside the network’s own figure.</p>
          const rows: Row[] = []
          if (own && own.numerator !== null && own.denominator !== null) rows.push({ id: 'own', whose: 'Meso, from the loaded records', level: 'network', numerator: own.numerator, denominator: own.denominator, practices: 'those loaded', period: day(own.on), source: `as at ${day(own.on)}` })
          for (const counted of beside.counts) {
            const period = counted.from === counted.to ? day(counted.to ?? '') : `${day(counted.from ?? '')} to ${day(counted.to ?? '')}`
            for (const level of counted.levels) {
              rows.push({ id: `${counted.source} ${counted.measure} ${level.kind} ${level.code ?? ''}`, whose: level.kind === 'all' ? 'Every practice in the file' : level.name, level: levels[level.kind] ?? level.kind, numerator: level.numerator, denominator: level.denominator, practices: count(level.practices), period, source: `${counted.measure}, ${counted.source}` })
            }
            for (const practice of counted.practices) {
              rows.push({ id: `${counted.source} ${counted.measure} ${practice.code}`, whose: practice.code, level: 'practice', numerator: practice.numerator, denominator: practice.denominator, practices: '1', period, source: `${counted.measure}, ${counted.source}` })
            }
          }
          const rate = (row: Row | undefined) => (row ? share(row.numerator, row.denominator) : null)
          const local = rows.find((row) => row.level === 'network' && row.id !== 'own')
          const everybody = rows.find((row) => row.level === 'national')
          const finding = local && everybody ? `${local.whose}: ${percent(rate(local))}; every practice in the file: ${percent(rate(everybody))}` : 'What the imported files say'
          rows.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
          return (
            <>
              <p><strong>{finding}.</strong> <span class="meso-quiet">“National” is as many practices as the file holds.</span></p>
              <DataTable caption={`${id} as others count it`} columns={columns(Math.max(0.1, ...rows.map((row) => rate(row) ?? 0)))} rows={rows} id={(row) => row.id} file={`${id}-beside.csv`} id_sort="beside" />
            </>
          )
        }}
      </Waiting>
    </section>
  )
}
