// Before and after a supposed change of who stands together. Sentences are the state: they stand in the address, can be
// written by hand or put together with the form, and nothing is stored.

import { useState } from 'preact/hooks'
import { go, useAddress, withQuery } from '../address'
import { useAnswer } from '../server'
import type { Mean, Member, Name, Profile, WhatIfAnswer } from '../types'
import { count, day, people } from '../words'
import { DataTable, type Column } from './DataTable'
import { Trouble } from './Trouble'

interface Line {
  what: string
  before: string
  after: string
}

const kilometres = (mean: Mean) => (mean ? `${mean.value.toFixed(1)} km` : 'not known')
const shareOf = (mean: Mean) => (mean ? `${(100 * mean.value).toFixed(1)}%` : 'not known')
const lines: { what: string; of: (one: Profile) => string }[] = [
  { what: 'Practices', of: (one) => count(one.practices.length) },
  { what: 'Patients', of: (one) => count(one.patients) },
  { what: 'Areas', of: (one) => count(one.area.areas) },
  { what: 'Pieces of its area', of: (one) => (one.area.on_no_map > 0 ? 'not known' : count(one.area.pieces.length)) },
  { what: 'Patients who live in its area', of: (one) => (one.area.patients > 0 ? `${((100 * one.area.inside) / one.area.patients).toFixed(1)}%` : 'not known') },
  { what: 'To the own practice', of: (one) => kilometres(one.travel_km.own) },
  { what: 'To the nearest practice of the network', of: (one) => kilometres(one.travel_km.nearest) },
  { what: 'Between the furthest practices', of: (one) => `${one.travel_km.widest.toFixed(1)} km` },
  { what: 'Deprivation, mean score', of: (one) => one.deprivation.score?.value.toFixed(1) ?? 'not known' },
  { what: 'In the most deprived fifth', of: (one) => shareOf(one.deprivation.most_deprived_fifth) },
  { what: 'In rural areas', of: (one) => shareOf(one.deprivation.rural) },
]

const columns: Column<Line>[] = [
  { name: 'what', title: 'Measure', value: (row) => row.what },
  { name: 'before', title: 'Before', numeric: true, value: (row) => row.before },
  { name: 'after', title: 'After', numeric: true, value: (row) => row.after, shown: (row) => (row.after === row.before ? row.after : <strong>{row.after}</strong>) },
]

const touched: Column<WhatIfAnswer['touched'][number]>[] = [
  { name: 'network', title: 'Network', value: (row) => row.network },
  { name: 'what', title: 'What', value: (row) => row.what },
]

// What votes can no longer do, or newly can.
function voices(one: Profile | undefined): string {
  const rule = one?.voice[0]
  if (!rule) return '–'
  if (rule.error) return rule.error
  const voters = rule.voters ?? []
  const alone = voters.filter((voter) => voter.decides_alone).map((voter) => voter.code)
  const never = voters.filter((voter) => voter.never_decides).map((voter) => voter.code)
  return alone.length > 0 ? `${alone.join(', ')} decides alone` : never.length > 0 ? `${never.join(', ')} can never change a result` : 'every practice can tip a result'
}

function Comparison({ answer, networks }: { answer: WhatIfAnswer; networks: Name[] }) {
  const codes = [...new Set([...answer.before, ...answer.after].map((one) => one.network))]
  const name = (code: string) => networks.find((one) => one.code === code)?.name ?? 'Supposed network'
  return (
    <>
      <p class="meso-quiet">On {day(answer.day)}; areas by the policy “{answer.policy}”, homes of {day(answer.residents)}; distances along a great circle, without roads. Nothing was stored.</p>
      <ul>{answer.moves.map((move) => <li key={move.practice}>{move.practice}: from {move.from} to {move.to}</li>)}</ul>
      {codes.map((code) => {
        const before = answer.before.find((one) => one.network === code)
        const after = answer.after.find((one) => one.network === code)
        const rows: Line[] = lines.map(({ what, of }) => ({ what, before: before ? of(before) : '–', after: after ? of(after) : '–' }))
        rows.push({ what: `Voice, under the rule “${(after ?? before)?.voice[0]?.rule ?? ''}”`, before: voices(before), after: voices(after) })
        const change = before && after ? `${people(before.patients)} before, ${people(after.patients)} after` : after ? `new, with ${people(after.patients)}` : 'no practice is left'
        return (
          <section key={code}>
            <h3 class="nhsuk-heading-s">{name(code)} ({code}): {change}</h3>
            <DataTable caption={`${code} before and after`} columns={columns} rows={rows} id={(row) => row.what} file={`${code}-what-if.csv`} id_sort={`by-${code}`} filtered />
          </section>
        )
      })}
      {answer.touched.length > 0 ? <><h3 class="nhsuk-heading-s">What it touches besides</h3><DataTable caption="Agreements and relations that it touches" columns={touched} rows={answer.touched} id={(row) => `${row.network} ${row.what}`} file="what-if-touches.csv" id_sort="touched" /></> : null}
    </>
  )
}

export function WhatIfOf({ code, members, networks }: { code: string; members: Member[]; networks: Name[] }) {
  const { query } = useAddress()
  const changes = query.getAll('change')
  const [practice, setPractice] = useState(members[0]?.code ?? '')
  const [to, setTo] = useState(networks.find((one) => one.code !== code)?.code ?? '')
  const answer = useAnswer<WhatIfAnswer>(`/api/v1/what-if?${changes.map((change) => `change=${encodeURIComponent(change)}`).join('&')}`, changes.length === 0 ? null : undefined)
  const add = (sentence: string) => go(withQuery({ change: [...changes, sentence] }), true)
  const others = networks.filter((one) => one.code !== code)
  return (
    <section>
      <h2 class="nhsuk-heading-m">What if it were another footprint?</h2>
      <form class="meso-filters" aria-label="Suppose a change" onSubmit={(event) => event.preventDefault()}>
        <div>
          <label class="nhsuk-label" for="what-practice">Practice</label>
          <select class="nhsuk-select" id="what-practice" value={practice} onChange={(event) => setPractice(event.currentTarget.value)}>{members.map((one) => <option value={one.code} key={one.code}>{one.code}, {one.name}</option>)}</select>
        </div>
        <div>
          <label class="nhsuk-label" for="what-network">Other network</label>
          <select class="nhsuk-select" id="what-network" value={to} onChange={(event) => setTo(event.currentTarget.value)}>{others.map((one) => <option value={one.code} key={one.code}>{one.code}, {one.name}</option>)}</select>
        </div>
        <div class="meso-filters__buttons">
          <button type="button" class="nhsuk-button nhsuk-button--small" disabled={to === ''} onClick={() => add(`move ${practice} to ${to}`)}>Suppose it moves</button>{' '}
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" disabled={to === ''} onClick={() => add(`merge ${code}, ${to} as "${code} and ${to}"`)}>Suppose they merge</button>{' '}
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => add(`split ${practice} from ${code} as "Apart"`)}>Suppose it leaves</button>
        </div>
      </form>
      <label class="nhsuk-label" for="what-sentences">The changes as sentences, one a line</label>
      <textarea class="nhsuk-textarea meso-expression" id="what-sentences" rows={Math.max(2, changes.length + 1)} spellcheck={false} autocomplete="off" value={changes.join('\n')} onChange={(event) => go(withQuery({ change: event.currentTarget.value.split('\n').map((line) => line.trim()).filter(Boolean) }), true)} />
      {changes.length > 0 ? <p class="meso-actions"><button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => go(withQuery({ change: '' }), true)}>As it is</button></p> : null}
      {changes.length > 0 && answer && !answer.ok ? <Trouble problem={answer.problem} /> : null}
      {changes.length > 0 && !answer ? <p class="meso-waiting" role="status">Comparing…</p> : null}
      {changes.length > 0 && answer?.ok ? <Comparison answer={answer.value} networks={networks} /> : null}
    </section>
  )
}
