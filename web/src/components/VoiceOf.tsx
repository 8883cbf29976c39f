// What each practice's vote can do under a rule, and what it could do under another or with other lists.

import { go, useAddress, withQuery } from '../address'
import { useAnswer } from '../server'
import type { Power, Voice, Voter } from '../types'
import { count, day, percent, share } from '../words'
import { DataTable, type Column } from './DataTable'
import { Standing } from './Standing'
import { VoiceChart, voiceOf } from './VoiceChart'
import { Waiting } from './Waiting'

const inWords = (voter: Voter): string =>
  voter.decides_alone ? 'decides alone' : voter.never_decides ? 'can never change a result' : voter.can_block ? 'can block, cannot decide alone' : 'can tip a result'

const names = (voters: Voter[]) => voters.map((voter) => voter.code).join(', ')

export function voiceFinding(power: Power): string {
  if (power.carrying === 0) return 'Nobody can carry anything under this rule'
  const alone = power.voters.filter((voter) => voter.decides_alone)
  if (alone.length > 0) return `${names(alone)} decides alone; no other vote can change a result`
  const never = power.voters.filter((voter) => voter.never_decides)
  const block = power.voters.filter((voter) => voter.can_block)
  const first = never.length > 0 ? `${names(never)} can never change a result` : 'Every practice can tip a result'
  const second = block.length > 0 ? `nothing is carried without ${names(block)}` : 'nobody can block alone'
  return `${first}; ${second}`
}

function columns(power: Power): Column<Voter>[] {
  const patients = power.voters.reduce((sum, one) => sum + one.patients, 0)
  const before = new Map((power.before ?? []).map((voter) => [voter.code, voter]))
  const was: Column<Voter> = {
    name: 'before', title: 'Voice with known lists', numeric: true,
    value: (row) => { const known = before.get(row.code); return known ? voiceOf(known) : null },
    shown: (row) => { const known = before.get(row.code); return known ? percent(voiceOf(known)) : '–' },
  }
  return [
    { name: 'code', title: 'Practice', value: (row) => row.code },
    { name: 'patients', title: 'Patients', numeric: true, value: (row) => row.patients, shown: (row) => count(row.patients) },
    { name: 'share', title: 'Share of patients', numeric: true, value: (row) => share(row.patients, patients), shown: (row) => percent(share(row.patients, patients)) },
    { name: 'banzhaf', title: 'Voice (Banzhaf)', numeric: true, value: voiceOf, shown: (row) => <strong>{percent(voiceOf(row))}</strong> },
    ...(before.size > 0 ? [was] : []),
    { name: 'swings', title: 'Votes it turns', numeric: true, value: (row) => row.swings, shown: (row) => `${count(row.swings)} of ${count(power.sets / 2)}` },
    {
      name: 'shapley', title: 'Shapley-Shubik', numeric: true, value: (row) => (100 * row.shapley_shubik.part) / row.shapley_shubik.whole,
      shown: (row) => percent((100 * row.shapley_shubik.part) / row.shapley_shubik.whole),
    },
    { name: 'words', title: 'What its vote can do', value: inWords },
  ]
}

export function VoiceOf({ code }: { code: string }) {
  const { query } = useAddress()
  const lists = query.getAll('list')
  const own = query.get('own-rule') ?? ''
  const chosen = query.get('rule') ?? ''
  const asked = lists.map((list) => `list=${encodeURIComponent(list)}`)
  const all = useAnswer<Voice>(`/api/v1/networks/${encodeURIComponent(code)}/voice${asked.length > 0 ? `?${asked.join('&')}` : ''}`)
  const other = useAnswer<Voice>(`/api/v1/networks/${encodeURIComponent(code)}/voice?${[`rule=${encodeURIComponent(own)}`, ...asked].join('&')}`, own === '' ? null : undefined)
  const suppose = (practice: string, patients: string) => {
    const rest = lists.filter((list) => !list.startsWith(`${practice}=`))
    go(withQuery({ list: patients === '' ? rest : [...rest, `${practice}=${patients}`] }), true)
  }
  return (
    <section>
      <h2 class="nhsuk-heading-m">What each vote can do</h2>
      <p>Votes are not power: a practice with a tenth of the patients may decide nothing. Voice counts the ways in which the others can vote, and in how many of them this practice’s vote decides. It says nothing of how anybody does vote.</p>
      <Waiting answer={all}>
        {(voice) => {
          const power = voice.rules.find((rule) => rule.rule === chosen) ?? voice.rules[0]
          const shown = own !== '' && other?.ok ? other.value.rules[0] : power
          return (
            <>
              <form class="meso-filters" aria-label="Rule and lists" onSubmit={(event) => event.preventDefault()}>
                <div>
                  <label class="nhsuk-label" for="rule">{voice.usual ? 'Usual voting rule' : 'Voting rule of the network'}</label>
                  <select class="nhsuk-select" id="rule" value={own === '' ? power?.rule ?? '' : ''} onChange={(event) => go(withQuery({ rule: event.currentTarget.value, 'own-rule': '' }), true)}>
                    {own !== '' ? <option value="">the one beside</option> : null}
                    {voice.rules.map((rule) => <option value={rule.rule} key={rule.rule}>{rule.title || rule.rule}</option>)}
                  </select>
                </div>
                <div class="meso-filters__wide">
                  <label class="nhsuk-label" for="own-rule">Or try a rule of your own</label>
                  <input class="nhsuk-input" id="own-rule" autocomplete="off" spellcheck={false} aria-describedby="own-rule-hint" value={own} onInput={(event) => go(withQuery({ 'own-rule': event.currentTarget.value }), true)} />
                  <div class="nhsuk-hint" id="own-rule-hint">As: carried by at least 60% of patients and more than half of practices</div>
                </div>
              </form>
              {own !== '' && other && !other.ok ? <p class="nhsuk-error-message" role="status">{other.problem.detail}{other.problem.next ? `; ${other.problem.next}` : ''}</p> : null}
              {shown ? (
                <>
                  <p class="meso-quiet">{shown.title ? `${shown.title}: ` : ''}{shown.text}. On {day(voice.day)}. {own === '' ? <Standing word={shown.standing} explained /> : null}{voice.usual && own === '' ? ' The network has recorded no voting rule of its own; this is a usual one.' : ''}</p>
                  <VoiceChart voters={shown.voters} finding={voiceFinding(shown)} />
                  <DataTable caption="Voice of each practice" columns={columns(shown)} rows={shown.voters} id={(row) => row.code} file={`${code}-voice.csv`} id_sort="by" />
                  {shown.carrying > 0 ? <p class="meso-quiet">Of {count(shown.sets)} ways to vote, {count(shown.carrying)} carry. The fewest practices that carry: {shown.fewest}; the fewest patients behind a decision: {count(shown.fewest_patients)}.{shown.contradicts_itself ? ' Two opposite decisions can both be carried: the rule contradicts itself.' : ''}</p> : null}
                </>
              ) : null}
              <details class="nhsuk-details" open={lists.length > 0}>
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Suppose other list sizes</span></summary>
                <div class="nhsuk-details__text">
                  <form class="meso-filters" aria-label="Supposed lists" onSubmit={(event) => event.preventDefault()}>
                    {(power?.before ?? power?.voters ?? []).filter((voter) => voter.code !== 'chair').map((voter) => (
                      <div key={voter.code}>
                        <label class="nhsuk-label" for={`list-${voter.code}`}>{voter.code}</label>
                        <input
                          class="nhsuk-input nhsuk-input--width-5" id={`list-${voter.code}`} inputMode="numeric" autocomplete="off" value={lists.find((list) => list.startsWith(`${voter.code}=`))?.split('=')[1] ?? String(voter.patients)}
                          onChange={(event) => { const text = event.currentTarget.value.replaceAll(/[^0-9]/g, ''); suppose(voter.code, text === String(voter.patients) ? '' : text) }}
                        />
                      </div>
                    ))}
                    {lists.length > 0 ? <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => go(withQuery({ list: '' }), true)}>Back to the known lists</button> : null}
                  </form>
                </div>
              </details>
            </>
          )
        }}
      </Waiting>
    </section>
  )
}
