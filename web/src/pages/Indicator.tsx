// One indicator: what it found, by practice, with everybody who was left out and for which reason; how many are needed to
// the thresholds, how it went over time, and how others count it.

import { useAddress } from '../address'
import { AsAt } from '../components/AsAt'
import { BesideOf } from '../components/BesideOf'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { NeededOf, type Counted } from '../components/NeededOf'
import { PracticeChart, wilson } from '../components/PracticeChart'
import { Standing } from '../components/Standing'
import { TrendOf } from '../components/TrendOf'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { Figures, IndicatorFigures, Shown } from '../types'
import { cell, codesOf, nothing, percent, shown, shownPercent } from '../words'
import { Lost } from './Lost'

interface Row {
  practice: string
  figures: IndicatorFigures
}

const nobody: IndicatorFigures = { register: nothing, exclusions: nothing, adjusted: [], denominator: nothing, numerator: nothing, percent: null }

// Sums and differences of what may be seen are no more exact than the least exact part.
function together(parts: Shown[], sum: (values: number[]) => number): Shown {
  const missing = parts.find((part) => part.value === null)
  if (missing || parts.length === 0) return missing ?? nothing
  const kind = parts.find((part) => part.kind !== 'exact')?.kind ?? 'exact'
  return { kind, value: Math.max(0, sum(parts.map((part) => part.value ?? 0))) }
}
const interval = (of: IndicatorFigures) => (of.numerator.value === null || of.denominator.value === null ? null : wilson(of.numerator.value, of.denominator.value))

// What the six categories of adjustment are for, in the order in which they are counted.
function columns(id: string, listed: Set<string>): Column<Row>[] {
  const behind = (row: Row, which: string, number: Shown, words: string) => {
    if (number.kind !== 'exact' || number.value === 0 || !listed.has(row.practice)) return shown(number)
    const where = row.practice === 'network' ? '' : `&practice=${encodeURIComponent(row.practice)}`
    return <Link to={`/indicators/${id}/patients?which=${which}${where}`}>{shown(number)}<span class="nhsuk-u-visually-hidden"> {words}, {row.practice}</span></Link>
  }
  const adjusted = (row: Row) => together(row.figures.adjusted, (all) => all.reduce((sum, one) => sum + one, 0))
  const missing = (row: Row) => together([row.figures.denominator, row.figures.numerator], ([whole = 0, part = 0]) => whole - part)
  return [
    { name: 'practice', title: 'Practice', value: (row) => row.practice },
    { name: 'register', title: 'Register', numeric: true, value: (row) => cell(row.figures.register), shown: (row) => shown(row.figures.register) },
    { name: 'excluded', title: 'Excluded', numeric: true, value: (row) => cell(row.figures.exclusions), shown: (row) => behind(row, 'excluded', row.figures.exclusions, 'excluded') },
    { name: 'adjusted', title: 'Adjusted', numeric: true, value: (row) => cell(adjusted(row)), shown: (row) => behind(row, 'adjusted', adjusted(row), 'adjusted') },
    { name: 'denominator', title: 'Denominator', numeric: true, value: (row) => cell(row.figures.denominator), shown: (row) => shown(row.figures.denominator) },
    { name: 'numerator', title: 'Numerator', numeric: true, value: (row) => cell(row.figures.numerator), shown: (row) => behind(row, 'met', row.figures.numerator, 'in the numerator') },
    { name: 'missing', title: 'Not yet', numeric: true, value: (row) => cell(missing(row)), shown: (row) => behind(row, 'missing', missing(row), 'not yet') },
    { name: 'percent', title: 'Percent', numeric: true, value: (row) => row.figures.percent, shown: (row) => shownPercent(row.figures.percent, row.figures.denominator) },
    {
      name: 'interval', title: '95% interval', numeric: true, value: (row) => interval(row.figures)?.low ?? null,
      shown: (row) => {
        const span = interval(row.figures)
        return span ? `${span.low.toFixed(1)} to ${span.high.toFixed(1)}` : '–'
      },
    },
    ...[1, 2, 3, 4, 5, 6].map((category): Column<Row> => ({ name: `adjusted_${category}`, title: `Adj. ${category}`, numeric: true, value: (row) => cell(row.figures.adjusted[category - 1] ?? nothing) })),
  ]
}

const counted = ({ practice, figures }: Row): Counted => ({ practice, numerator: figures.numerator.value, denominator: figures.denominator.value })

export function Indicator({ id }: { id: string }) {
  const { query } = useAddress()
  const on = query.get('on') ?? ''
  const answer = useAnswer<Figures>(`/api/v1/figures${on ? `?on=${on}` : ''}`)
  return (
    <Waiting answer={answer}>
      {(all) => {
        const indicator = all.indicators.find((one) => one.id.toLowerCase() === id.toLowerCase())
        if (!indicator) return <Lost />
        const rows = codesOf(all).map((practice) => ({ practice, figures: indicator.figures[practice] ?? nobody }))
        const network = indicator.figures['network'] ?? nobody
        const listed = new Set(all.practices.filter((one) => one.may_list).map((one) => one.practice))
        if (rows.every((row) => listed.has(row.practice))) listed.add('network')
        const exact = rows.every(({ figures }) => figures.denominator.kind === 'exact' || figures.denominator.value === null)
        const setAside = rows.some(({ figures }) => figures.exclusions.value !== null)
        const known = rows.flatMap(({ figures }) => (figures.percent === null ? [] : [figures.percent]))
        const apart = rows.filter(({ figures }) => {
          const span = interval(figures)
          return span !== null && network.percent !== null && (span.high < network.percent || span.low > network.percent)
        })
        const finding = network.percent === null
          ? network.denominator.value === 0 ? `Nobody is counted for ${indicator.id}.` : `The network’s figure for ${indicator.id} is ${shown(network.denominator.value === null ? network.denominator : network.numerator)}.`
          : `${percent(network.percent)} across the network; practices from ${percent(Math.min(...known))} to ${percent(Math.max(...known))}. ${
            !exact ? 'Numbers are rounded, so whether chance explains the difference is not told here.' : apart.length === 0 ? 'None differs from the network by more than chance explains.' : `Beyond what chance explains: ${apart.map(({ practice }) => practice).join(', ')}.`}`
        return (
          <>
            <Link to="/indicators" class="nhsuk-back-link">All indicators</Link>
            <Heading text={indicator.title} caption={indicator.id} />
            <p>
              <Standing word={indicator.rule.standing} explained />{' '}
              {indicator.lower_is_better ? 'Lower is better. ' : ''}
              <Link to={`/rules/${indicator.id}`}>Read the rule</Link>
            </p>
            <AsAt of={all} />
            {network.percent === null ? <p>{finding}</p> : <PracticeChart rows={rows} network={network} finding={finding} />}
            <DataTable caption={`${indicator.id} by practice`} columns={columns(indicator.id, listed).filter(({ name }) => setAside || !/^(excluded|adjusted)/.test(name))} rows={rows} id={(row) => row.practice} file={`${indicator.id}-${all.on}.csv`} total={{ practice: 'network', figures: network }} />
            <p class="meso-quiet">Every number that is a link opens the list behind it. The interval is what chance alone would leave, 19 times in 20. Practices are in the order of their codes and are not ranked.</p>
            <NeededOf id={indicator.id} on={on} rows={rows.map(counted)} network={counted({ practice: 'network', figures: network })} lowerIsBetter={indicator.lower_is_better} />
            <TrendOf id={indicator.id} on={on} />
            <BesideOf id={indicator.id} own={{ on: all.on, ...counted({ practice: 'network', figures: network }) }} />
          </>
        )
      }}
    </Waiting>
  )
}
