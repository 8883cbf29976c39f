// A register or indicator at the last 24 month-ends: a line with every point, the network's or one practice's, and the
// same numbers as a table. Its marks say where the axis begins.

import { go, useAddress, withQuery } from '../address'
import { useAnswer } from '../server'
import type { Trend } from '../types'
import { count, day, percent, share } from '../words'
import { DataTable, type Column } from './DataTable'
import { Waiting } from './Waiting'

type Point = Trend['points'][number]

function rate(point: Point, of: string): number | null {
  const figure = point.figures[of]
  const part = figure?.numerator.value ?? null, whole = figure?.denominator.value ?? null
  return part === null || whole === null ? null : share(part, whole)
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
const monthOf = (iso: string) => month.format(new Date(`${iso}T00:00:00Z`))

function Line({ points, of, finding }: { points: Point[]; of: string; finding: string }) {
  const left = 56, right = 700, top = 16, bottom = 210
  const known = points.flatMap((point) => { const value = rate(point, of); return value === null ? [] : [value] })
  const low = Math.max(0, Math.floor((Math.min(...known) - 2) / 5) * 5)
  const high = Math.min(100, Math.ceil((Math.max(...known) + 2) / 5) * 5)
  const x = (position: number) => left + (position / Math.max(1, points.length - 1)) * (right - left)
  const y = (value: number) => bottom - ((value - low) / Math.max(1, high - low)) * (bottom - top)
  const line = points.map((point, position) => ({ value: rate(point, of), position })).filter((one): one is { value: number; position: number } => one.value !== null)
  const last = line.at(-1)
  return (
    <figure class="meso-chart" tabIndex={0} aria-labelledby="trend-finding">
      <figcaption id="trend-finding" class="nhsuk-heading-s">{finding}</figcaption>
      <svg viewBox="0 0 760 250" role="img" aria-label={`${finding} The table below holds every number of this chart.`}>
        {[low, (low + high) / 2, high].map((mark) => (
          <g key={mark}>
            <line x1={left} x2={right} y1={y(mark)} y2={y(mark)} class="meso-chart__grid" />
            <text x={left - 8} y={y(mark) + 5} text-anchor="end" class="meso-chart__mark">{mark}%</text>
          </g>
        ))}
        {points.map((point, position) => (position % 6 === (points.length - 1) % 6 ? <text key={point.on} x={x(position)} y={bottom + 26} text-anchor={position === points.length - 1 ? 'end' : 'middle'} class="meso-chart__mark">{monthOf(point.on)}</text> : null))}
        <polyline class="meso-chart__line" points={line.map((one) => `${x(one.position)},${y(one.value)}`).join(' ')} />
        {line.map((one) => <circle key={one.position} cx={x(one.position)} cy={y(one.value)} r="4" class="meso-chart__dot" />)}
        {last ? <text x={x(last.position)} y={y(last.value) - 12} text-anchor="end" class="meso-chart__label">{percent(last.value)}</text> : null}
      </svg>
    </figure>
  )
}

export function TrendOf({ id, on }: { id: string; on: string }) {
  const { query } = useAddress()
  const answer = useAnswer<Trend>(`/api/v1/rules/${encodeURIComponent(id)}/trend${on ? `?on=${on}` : ''}`)
  return (
    <section>
      <h2 class="nhsuk-heading-m" id="trend">Over time</h2>
      <Waiting answer={answer}>
        {(trend) => {
          const codes = ['network', ...trend.practices.map((one) => one.practice)]
          const of = codes.includes(query.get('line') ?? '') ? (query.get('line') ?? 'network') : 'network'
          const known = trend.points.flatMap((point) => { const value = rate(point, of); return value === null ? [] : [value] })
          const last = trend.points.at(-1)
          const newest = last ? rate(last, of) : null
          const name = of === 'network' ? 'The network' : of
          const finding = known.length < 2
            ? `There are too few month-ends with a figure of ${of === 'network' ? 'the network' : of} to draw a line.`
            : `${name} lay between ${percent(Math.min(...known))} and ${percent(Math.max(...known))} at ${known.length} month-ends${newest === null || !last ? '' : `, and is at ${percent(newest)} on ${day(last.on)}`}.`
          const missing = trend.practices.filter((one) => one.leavers_missing).map((one) => one.practice)
          const columns: Column<Point>[] = [
            { name: 'on', title: 'Day', value: (row) => row.on, shown: (row) => day(row.on) },
            { name: 'numerator', title: 'Numerator', numeric: true, value: (row) => row.figures['network']?.numerator.value ?? null, shown: (row) => { const value = row.figures['network']?.numerator.value ?? null; return value === null ? 'not shown' : count(value) } },
            { name: 'denominator', title: 'Denominator', numeric: true, value: (row) => row.figures['network']?.denominator.value ?? null, shown: (row) => { const value = row.figures['network']?.denominator.value ?? null; return value === null ? 'not shown' : count(value) } },
            ...codes.map((code): Column<Point> => ({ name: code, title: code === 'network' ? 'Network %' : `${code} %`, numeric: true, value: (row) => rate(row, code), shown: (row) => rate(row, code)?.toFixed(1) ?? '–' })),
          ]
          return (
            <>
              <div class="meso-find">
                <label class="nhsuk-label" for="line">Whose line</label>
                <select class="nhsuk-select" id="line" value={of} onChange={(event) => go(withQuery({ line: event.currentTarget.value === 'network' ? '' : event.currentTarget.value }), true)}>
                  {codes.map((code) => <option value={code} key={code}>{code === 'network' ? 'the network' : code}</option>)}
                </select>
              </div>
              {known.length < 2 ? <p>{finding}</p> : <Line points={trend.points} of={of} finding={finding} />}
              <p class="meso-quiet">
                Counted anew for each month-end from the same records, by the rules of {trend.year} throughout. Many rules look at the contract year, so a line may begin anew each April; compare a month with the same month.
                {missing.length > 0 ? ` Those who left are missing from the extracts of ${missing.join(', ')}: earlier figures there count only who is still registered.` : ''}
              </p>
              <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">The same as a table</span></summary>
                <DataTable caption={`${trend.id} at month-ends`} columns={columns} rows={[...trend.points].reverse()} id={(row) => row.on} file={`${trend.id}-trend.csv`} id_sort="month" />
              </details>
            </>
          )
        }}
      </Waiting>
    </section>
  )
}
