// One indicator by practice: a dot with its 95% interval (Wilson) for each, and the network as a line. Practices stand
// in the order of their codes: this is no league table. The table below the chart holds the same numbers.

import type { IndicatorFigures } from '../types'
import { percent, shown } from '../words'

export interface Interval {
  low: number
  high: number
}

// Percent within which the share would lie by chance, 19 times in 20.
export function wilson(part: number, whole: number): Interval | null {
  if (whole === 0) return null
  const z = 1.959964
  const p = part / whole
  const middle = (p + (z * z) / (2 * whole)) / (1 + (z * z) / whole)
  const half = (z / (1 + (z * z) / whole)) * Math.sqrt((p * (1 - p)) / whole + (z * z) / (4 * whole * whole))
  return { low: 100 * Math.max(0, middle - half), high: 100 * Math.min(1, middle + half) }
}

interface Props {
  rows: { practice: string; figures: IndicatorFigures }[]
  network: IndicatorFigures
  finding: string
}

const span = (of: IndicatorFigures) => (of.numerator.value === null || of.denominator.value === null ? null : wilson(of.numerator.value, of.denominator.value))

export function PracticeChart({ rows, network, finding }: Props) {
  const left = 110, right = 640, top = 34, step = 30
  const bounds = rows.map(({ figures }) => span(figures)).filter((one) => one !== null)
  const low = Math.max(0, Math.floor((Math.min(...bounds.map((one) => one.low)) - 3) / 10) * 10)
  const high = Math.min(100, Math.ceil((Math.max(...bounds.map((one) => one.high)) + 3) / 10) * 10)
  const x = (value: number) => left + ((value - low) / (high - low)) * (right - left)
  const height = top + rows.length * step + 30
  const marks = [low, low + (high - low) / 2, high]
  return (
    <figure class="meso-chart" tabIndex={0} aria-labelledby="chart-finding">
      <figcaption id="chart-finding" class="nhsuk-heading-s">{finding}</figcaption>
      <svg viewBox={`0 0 820 ${height}`} role="img" aria-label={`${finding} The table below holds every number of this chart.`}>
        {marks.map((mark) => (
          <g key={mark}>
            <line x1={x(mark)} x2={x(mark)} y1={top - 8} y2={height - 26} class="meso-chart__grid" />
            <text x={x(mark)} y={height - 8} class="meso-chart__mark" text-anchor="middle">{mark}%</text>
          </g>
        ))}
        {network.percent !== null ? (
          <g>
            <line x1={x(network.percent)} x2={x(network.percent)} y1={top - 12} y2={height - 26} class="meso-chart__network" />
            <text x={x(network.percent)} y={top - 18} text-anchor="middle" class="meso-chart__label">network {percent(network.percent)}</text>
          </g>
        ) : null}
        {rows.map(({ practice, figures }, position) => {
          const y = top + position * step + step / 2
          const reach = span(figures)
          return (
            <g key={practice}>
              <text x={left - 12} y={y + 5} text-anchor="end" class="meso-chart__label">{practice}</text>
              {reach && figures.percent !== null ? (
                <>
                  <line x1={x(reach.low)} x2={x(reach.high)} y1={y} y2={y} class="meso-chart__interval" />
                  <circle cx={x(figures.percent)} cy={y} r="6" class="meso-chart__dot" />
                </>
              ) : null}
              <text x={right + 12} y={y + 5} class="meso-chart__label">{figures.percent !== null ? `${figures.percent.toFixed(1)}% of ${shown(figures.denominator)}` : figures.denominator.value === 0 ? 'nobody' : shown(figures.denominator.value === null ? figures.denominator : figures.numerator)}</text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
