// A network as public files show it: where its patients live, who is in it, who came and went, and which files say so.

import { go, useAddress, withQuery } from '../address'
import { DataTable, type Column } from '../components/DataTable'
import { Heading } from '../components/Heading'
import { Tenths } from '../components/Tenths'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import type { Member, Networks, Portrait } from '../types'
import { count, day, people, percent, share } from '../words'

function columns(patients: number): Column<Member>[] {
  return [
    { name: 'code', title: 'Practice', value: (row) => row.code, shown: (row) => <><strong>{row.code}</strong><span class="meso-row-title">{row.name}</span></> },
    { name: 'patients', title: 'Patients', numeric: true, value: (row) => row.patients, shown: (row) => (row.patients === null ? 'not counted' : count(row.patients)) },
    { name: 'share', title: 'Share', numeric: true, value: (row) => (row.patients === null ? null : share(row.patients, patients)), shown: (row) => (row.patients === null ? '–' : percent(share(row.patients, patients))) },
    { name: 'counted', title: 'Counted on', value: (row) => row.counted_on, shown: (row) => day(row.counted_on ?? '') },
    { name: 'since', title: 'Member since', value: (row) => row.since, shown: (row) => `${row.since_seen ? 'seen ' : ''}${day(row.since ?? '')}` },
    { name: 'imd', title: 'Deprivation score', numeric: true, value: (row) => row.imd, shown: (row) => row.imd?.toFixed(1) ?? 'not known' },
  ]
}

const names = (those: { code: string; name: string }[]) => those.map(({ code, name }) => `${name} (${code})`).join(', ')

function OneNetwork({ code }: { code: string }) {
  const answer = useAnswer<Portrait>(`/api/v1/networks/${encodeURIComponent(code)}`)
  return (
    <Waiting answer={answer}>
      {(network) => {
        const lives = network.residence
        const placed = lives.tenths.reduce((sum, one) => sum + one, 0)
        const worst = (lives.tenths[0] ?? 0) + (lives.tenths[1] ?? 0)
        return (
          <>
            <Heading text={network.name} caption={network.code} />
            <p class="meso-quiet">
              On {day(network.day ?? '')}: {network.members.length === 1 ? 'one practice' : `${network.members.length} practices`}, {people(network.patients)}.
              {network.commissioners.length > 0 ? ` Commissioned by ${names(network.commissioners)}` : ''}{network.boards.length > 0 ? `, part of ${names(network.boards)}` : ''}.
            </p>
            <div class="meso-places">
              <figure class="meso-map">
                <figcaption class="nhsuk-heading-s">Where the patients live: darker areas are more deprived</figcaption>
                <img src={`/api/v1/networks/${encodeURIComponent(network.code)}/map.svg`} alt={`Map of the areas and practices of ${network.name}. The tables beside and below hold its numbers.`} />
              </figure>
              {placed > 0 ? (
                <Tenths tenths={lives.tenths} index={lives.index} finding={`${percent(share(worst, placed))} of patients live in the most deprived fifth of areas (${lives.index})`} />
              ) : <p>Where the patients live is not known: no file of residents was imported.</p>}
            </div>
            {lives.patients > 0 ? (
              <p class="meso-quiet">
                Residents counted on {day(lives.on ?? '')}: {people(lives.patients)}; {count(lives.rural)} in rural areas, {count(lives.urban)} in urban ones
                {lives.without_place > 0 ? `; ${count(lives.without_place)} without a place` : ''}{lives.elsewhere > 0 ? `; ${count(lives.elsewhere)} outside England` : ''}.
              </p>
            ) : null}
            <DataTable caption="Members" columns={columns(network.patients)} rows={network.members} id={(row) => row.code} file={`${network.code}-members.csv`} />
            <h2 class="nhsuk-heading-m">Who came and went</h2>
            {network.movements.length === 0 ? <p>Nobody, as far as the files reach.</p> : (
              <ul>
                {network.movements.map((movement, position) => (
                  <li key={position}>
                    {movement.seen ? 'Seen by ' : ''}{day(movement.day ?? '')}: {movement.practice.name} ({movement.practice.code}) {movement.joined ? 'joined' : 'left'}
                    {movement.other ? `${movement.joined ? ', from ' : ', to '}${movement.other.name}` : ''}
                  </li>
                ))}
              </ul>
            )}
            {network.partners.length > 0 ? <><h2 class="nhsuk-heading-m">Partners</h2><p>{names(network.partners)}</p></> : null}
            <details class="nhsuk-details">
              <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">The files that say so</span></summary>
              <div class="nhsuk-details__text"><ul>{network.sources.map((source) => <li key={source.file}>{source.file}: {source.layout}, {count(source.rows)} rows</li>)}</ul></div>
            </details>
          </>
        )
      }}
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
            <OneNetwork code={code} />
            <form class="meso-filters" aria-label="Another network" onSubmit={(event) => event.preventDefault()}>
              <div>
                <label class="nhsuk-label" for="network">Look at another network</label>
                <select class="nhsuk-select" id="network" value={code} onChange={(event) => go(withQuery({ network: event.currentTarget.value }))}>
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
