// A network as public files show it: who is in it and where its patients live, who came and went, what each vote can do,
// what the contract asks, and what another footprint would come to.

import { go, useAddress, withQuery } from '../address'
import { ChecksOf } from '../components/ChecksOf'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { Tenths } from '../components/Tenths'
import { useView, Views } from '../components/Views'
import { VoiceOf } from '../components/VoiceOf'
import { Waiting } from '../components/Waiting'
import { WhatIfOf } from '../components/WhatIfOf'
import { useAnswer } from '../server'
import type { AreaRow, Areas, Member, Name, Networks, Portrait } from '../types'
import { count, day, people, percent, share } from '../words'

function columns(patients: number): Column<Member>[] {
  return [
    { name: 'code', title: 'Practice', value: (row) => `${row.code} ${row.name}`, shown: (row) => <><strong>{row.code}</strong><span class="meso-row-title">{row.name}</span></> },
    { name: 'patients', title: 'Patients', numeric: true, value: (row) => row.patients, shown: (row) => (row.patients === null ? 'not counted' : count(row.patients)) },
    { name: 'share', title: 'Share', numeric: true, value: (row) => (row.patients === null ? null : share(row.patients, patients)), shown: (row) => (row.patients === null ? '–' : percent(share(row.patients, patients))) },
    { name: 'counted', title: 'Counted on', value: (row) => row.counted_on, shown: (row) => day(row.counted_on ?? '') },
    { name: 'since', title: 'Member since', value: (row) => row.since, shown: (row) => `${row.since_seen ? 'seen ' : ''}${day(row.since ?? '')}` },
    { name: 'imd', title: 'Deprivation score', numeric: true, value: (row) => row.imd, shown: (row) => row.imd?.toFixed(1) ?? 'not known' },
  ]
}

const names = (those: { code: string; name: string }[]) => those.map(({ code, name }) => `${name} (${code})`).join(', ')

const views = [
  { id: 'who', name: 'Who and where' },
  { id: 'voice', name: 'Voice' },
  { id: 'checks', name: 'Agreements and checks' },
  { id: 'what-if', name: 'What if' },
]

type Movement = Portrait['movements'][number]

const came: Column<Movement>[] = [
  { name: 'day', title: 'Day', value: (row) => row.day, shown: (row) => `${row.seen ? 'seen by ' : ''}${day(row.day ?? '')}` },
  { name: 'practice', title: 'Practice', value: (row) => row.practice.code, shown: (row) => `${row.practice.name} (${row.practice.code})` },
  { name: 'what', title: 'What', value: (row) => (row.joined ? 'joined' : 'left') },
  { name: 'other', title: 'From or to', value: (row) => row.other?.code ?? '', shown: (row) => (row.other ? `${row.joined ? 'from' : 'to'} ${row.other.name} (${row.other.code})` : '–') },
]

const areaColumns: Column<AreaRow>[] = [
  { name: 'code', title: 'Area', value: (row) => row.code, shown: (row) => <>{row.code}{row.name ? <span class="meso-row-title">{row.name}</span> : null}</> },
  { name: 'patients', title: 'Patients of the network', numeric: true, value: (row) => row.patients, shown: (row) => count(row.patients) },
  { name: 'own', title: 'In the network’s area', value: (row) => (row.own ? 'yes' : 'no') },
  { name: 'tenth', title: 'Deprivation tenth (1: most)', numeric: true, value: (row) => row.tenth, shown: (row) => row.tenth ?? 'not known' },
]

function AreasOf({ code }: { code: string }) {
  const answer = useAnswer<Areas>(`/api/v1/networks/${encodeURIComponent(code)}/areas`)
  return (
    <Waiting answer={answer}>
      {(areas) => <DataTable caption="The areas of the map" columns={areaColumns} rows={areas.areas} id={(row) => row.code} file={`${code}-areas.csv`} id_sort="area" />}
    </Waiting>
  )
}

function Portrayed({ network }: { network: Portrait }) {
  const { query } = useAddress()
  const lives = network.residence
  const placed = lives.tenths.reduce((sum, one) => sum + one, 0)
  const worst = (lives.tenths[0] ?? 0) + (lives.tenths[1] ?? 0)
  const path = `/api/v1/networks/${encodeURIComponent(network.code)}`
  const listed = query.get('areas') === 'listed'
  return (
    <>
      <DataTable caption={`${network.members.length} members, ${people(network.patients)}`} columns={columns(network.patients)} rows={network.members} id={(row) => row.code} file={`${network.code}-members.csv`} />
      <div class="meso-places">
        <figure class="meso-map">
          <figcaption class="nhsuk-heading-s">Where the patients live: darker areas are more deprived</figcaption>
          {lives.patients > 0
            ? <img src={`${path}/map.svg`} alt={`Map of the areas and practices of ${network.name}. The table of areas below it holds its numbers.`} />
            : <p>Where the patients live is not known: no file of residents was imported.</p>}
        </figure>
        {placed > 0 ? <Tenths tenths={lives.tenths} index={lives.index} finding={`${percent(share(worst, placed))} of patients live in the most deprived fifth of areas (${lives.index})`} /> : null}
      </div>
      {lives.patients > 0 ? (
        <>
          <p class="meso-quiet">
            Residents counted on {day(lives.on ?? '')}: {people(lives.patients)}; {count(lives.rural)} in rural areas, {count(lives.urban)} in urban ones
            {lives.without_place > 0 ? `; ${count(lives.without_place)} without a place` : ''}{lives.elsewhere > 0 ? `; ${count(lives.elsewhere)} outside England` : ''}.
          </p>
          <p class="meso-actions">
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" aria-expanded={listed} onClick={() => go(withQuery({ areas: listed ? '' : 'listed', 'area-find': '', area: '' }), true)}>{listed ? 'Hide' : 'Show'} the map as a table</button>
          </p>
          {listed ? <AreasOf code={network.code} /> : null}
        </>
      ) : null}
      <h2 class="nhsuk-heading-m">Who came and went</h2>
      {network.movements.length === 0
        ? <p>Nobody, as far as the files reach.</p>
        : <DataTable caption="Joined and left" columns={came} rows={network.movements} id={(row) => `${row.day} ${row.practice.code} ${row.joined}`} file={`${network.code}-history.csv`} id_sort="came" />}
      {network.partners.length > 0 ? <><h2 class="nhsuk-heading-m">Partners</h2><p>{names(network.partners)}</p></> : null}
      <details class="nhsuk-details">
        <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">The files that say so</span></summary>
        <div class="nhsuk-details__text"><ul>{network.sources.map((source) => <li key={source.file}>{source.file}: {source.layout}, {count(source.rows)} rows</li>)}</ul></div>
      </details>
    </>
  )
}

function OneNetwork({ code, networks }: { code: string; networks: Name[] }) {
  const answer = useAnswer<Portrait>(`/api/v1/networks/${encodeURIComponent(code)}`)
  const view = useView(views)
  return (
    <Waiting answer={answer}>
      {(network) => (
        <>
          <Heading text={network.name} caption={network.code} />
          <p class="meso-quiet">
            On {day(network.day ?? '')}: {network.members.length === 1 ? 'one practice' : `${network.members.length} practices`}, {people(network.patients)}.
            {network.commissioners.length > 0 ? ` Commissioned by ${names(network.commissioners)}` : ''}{network.boards.length > 0 ? `, part of ${names(network.boards)}` : ''}.
          </p>
          <Views label="Parts of this page" views={views} />
          {view === 'voice' ? <VoiceOf code={network.code} /> : view === 'checks' ? <ChecksOf code={network.code} /> : view === 'what-if' ? <WhatIfOf code={network.code} members={network.members} networks={networks} key={network.code} /> : <Portrayed network={network} />}
        </>
      )}
    </Waiting>
  )
}

export function Network() {
  const { query } = useAddress()
  const answer = useAnswer<Networks>('/api/v1/networks')
  if (answer && !answer.ok && answer.problem.status === 404) {
    return (
      <>
        <Heading text="Network" />
        <p>No public files were imported yet, so the network’s members, map and history are not known.</p>
        <p>On the machine that holds the network: <code class="meso-code">meso network import NETWORK FILES</code>. A fictional country to try it with comes from <code class="meso-code">meso network country FOLDER</code>.</p>
      </>
    )
  }
  return (
    <Waiting answer={answer}>
      {({ own, networks }) => {
        const code = query.get('network') ?? own ?? networks[0]?.code ?? ''
        return (
          <>
            <OneNetwork code={code} networks={networks} />
            <form class="meso-filters" aria-label="Another network" onSubmit={(event) => event.preventDefault()}>
              <div>
                <label class="nhsuk-label" for="network">Look at another network</label>
                <select class="nhsuk-select" id="network" value={code} onChange={(event) => go(withQuery({ network: event.currentTarget.value, list: '', rule: '', change: '', areas: '' }))}>
                  {networks.map((one) => <option value={one.code} key={one.code}>{one.name} ({one.code}), {count(one.patients)}{one.code === own ? ', ours' : ''}</option>)}
                </select>
              </div>
            </form>
          </>
        )
      }}
    </Waiting>
  )
}
