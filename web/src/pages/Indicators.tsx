// Every register and indicator, all practices side by side.

import { go, useAddress, withQuery } from '../address'
import { AsAt } from '../components/AsAt'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { Spread } from '../components/Spread'
import { Standing } from '../components/Standing'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { Figures, Indicator, Register } from '../types'
import { cell, codesOf, nothing, share, shown, shownPercent } from '../words'

const levels: Record<string, string> = { national: 'national', system: 'the system’s', local: 'the network’s own' }

const level: Column<Indicator> = { name: 'level', title: 'Whose', value: (row) => row.rule.level, shown: (row) => levels[row.rule.level] ?? row.rule.level }
const better: Column<Indicator> = { name: 'better', title: 'Better', value: (row) => (row.lower_is_better ? 'lower' : 'higher') }
const several = (values: unknown[]): boolean => new Set(values).size > 1

function indicatorColumns(figures: Figures): Column<Indicator>[] {
  const codes = codesOf(figures)
  const of = (row: Indicator, code: string) => row.figures[code] ?? { numerator: nothing, denominator: nothing, percent: null }
  const rate = (row: Indicator, code: string) => shownPercent(of(row, code).percent, of(row, code).denominator)
  return [
    {
      name: 'id', title: 'Indicator', value: (row) => row.id,
      shown: (row) => <><Link to={`/indicators/${row.id}`}>{row.id}</Link><span class="meso-row-title">{row.title}</span></>,
    },
    {
      name: 'network', title: 'Network %', numeric: true, value: (row) => of(row, 'network').percent ?? rate(row, 'network'),
      shown: (row) => <strong>{of(row, 'network').percent?.toFixed(1) ?? rate(row, 'network')}</strong>,
    },
    { name: 'numerator', title: 'Numerator', numeric: true, value: (row) => cell(of(row, 'network').numerator), shown: (row) => shown(of(row, 'network').numerator) },
    { name: 'denominator', title: 'Denominator', numeric: true, value: (row) => cell(of(row, 'network').denominator), shown: (row) => shown(of(row, 'network').denominator) },
    {
      name: 'spread', title: 'Practices, 0 to 100%', describes: true, value: () => null,
      shown: (row) => <Spread values={codes.map((practice) => ({ practice, percent: row.figures[practice]?.percent ?? null }))} network={row.figures['network']?.percent ?? null} />,
    },
    { name: 'standing', title: 'Standing', value: (row) => row.rule.standing, shown: (row) => <Standing word={row.rule.standing} /> },
    ...(several(figures.indicators.map((row) => row.rule.level)) ? [level] : []),
    ...(several(figures.indicators.map((row) => row.lower_is_better)) ? [better] : []),
    ...codes.map((code): Column<Indicator> => ({
      name: code, title: `${code} %`, numeric: true, value: (row) => of(row, code).percent ?? rate(row, code),
      shown: (row) => of(row, code).percent?.toFixed(1) ?? rate(row, code),
    })),
  ]
}

function registerColumns(figures: Figures): Column<Register>[] {
  const codes = codesOf(figures)
  const of = (row: Register, code: string) => row.figures[code] ?? { size: nothing, base: nothing }
  const rate = (row: Register) => {
    const { size, base } = of(row, 'network')
    return size.value === null || base.value === null ? null : share(size.value, base.value)
  }
  return [
    {
      name: 'id', title: 'Register', value: (row) => row.id,
      shown: (row) => <><Link to={`/rules/${row.id}`}>{row.id}</Link><span class="meso-row-title">{row.title}</span></>,
    },
    { name: 'standing', title: 'Standing', value: (row) => row.rule.standing, shown: (row) => <Standing word={row.rule.standing} /> },
    { name: 'network', title: 'Network', numeric: true, value: (row) => cell(of(row, 'network').size), shown: (row) => <strong>{shown(of(row, 'network').size)}</strong> },
    { name: 'share', title: 'Of its base', numeric: true, value: rate, shown: (row) => shownPercent(rate(row), of(row, 'network').base) },
    ...codes.map((code): Column<Register> => ({ name: code, title: code, numeric: true, value: (row) => cell(of(row, code).size), shown: (row) => shown(of(row, code).size) })),
  ]
}

export function Indicators() {
  const { query } = useAddress()
  const filter = query.get('filter') ?? ''
  const standing = query.get('standing') ?? ''
  const registers = query.get('show') === 'registers'
  const on = query.get('on') ?? ''
  const answer = useAnswer<Figures>(`/api/v1/figures${on ? `?on=${on}` : ''}`)
  const fits = (row: { id: string; title: string; rule: { standing: string } }) =>
    `${row.id} ${row.title}`.toLowerCase().includes(filter.toLowerCase()) && (standing === '' || row.rule.standing === standing)
  return (
    <>
      <Heading text={registers ? 'Registers' : 'Indicators'} />
      <Waiting answer={answer}>
        {(figures) => {
          const rows = figures.indicators.filter(fits)
          const shownRegisters = figures.registers.filter(fits)
          const words = [...new Set([...figures.indicators, ...figures.registers].map((row) => row.rule.standing))].sort()
          return (
            <>
              <AsAt of={figures} />
              <form class="meso-filters" role="search" aria-label="Filter the table" onSubmit={(event) => event.preventDefault()}>
                <div>
                  <label class="nhsuk-label" for="filter">Name or words</label>
                  <input class="nhsuk-input" id="filter" type="search" value={filter} onInput={(event) => go(withQuery({ filter: event.currentTarget.value }), true)} />
                </div>
                <div>
                  <label class="nhsuk-label" for="standing">Standing</label>
                  <select class="nhsuk-select" id="standing" value={standing} onChange={(event) => go(withQuery({ standing: event.currentTarget.value }), true)}>
                    <option value="">any</option>
                    {words.map((word) => <option value={word} key={word}>{word}</option>)}
                  </select>
                </div>
                <div>
                  <label class="nhsuk-label" for="show">Show</label>
                  <select class="nhsuk-select" id="show" value={registers ? 'registers' : ''} onChange={(event) => go(withQuery({ show: event.currentTarget.value, sort: '' }), true)}>
                    <option value="">indicators</option>
                    <option value="registers">registers</option>
                  </select>
                </div>
                <div>
                  <label class="nhsuk-label" for="on">On this day</label>
                  <input class="nhsuk-input" id="on" type="date" value={on || figures.on} onChange={(event) => go(withQuery({ on: event.currentTarget.value }), true)} />
                </div>
              </form>
              <p role="status" class="meso-quiet">
                {registers ? `${shownRegisters.length} of ${figures.registers.length} registers` : `${rows.length} of ${figures.indicators.length} indicators`}
                {(figures.values_left_out_for_their_unit.value ?? 0) > 0 ? `. ${shown(figures.values_left_out_for_their_unit)} values were left out: their unit is not known or not the cluster’s` : ''}
              </p>
              {registers
                ? <DataTable caption="Registers by practice: people on each" columns={registerColumns(figures)} rows={shownRegisters} id={(row) => row.id} file={`registers-${figures.on}.csv`} filtered />
                : <DataTable caption="Indicators by practice: percent of those counted" columns={indicatorColumns(figures)} rows={rows} id={(row) => row.id} file={`indicators-${figures.on}.csv`} filtered />}
            </>
          )
        }}
      </Waiting>
    </>
  )
}
