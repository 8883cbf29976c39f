// Who may sign in and as what, what the practices agreed to share, the four ways, and who looked. Each part is there for
// the roles that have it; what is switched holds with the next question that anybody asks.

import { useState } from 'preact/hooks'
import { go, useAddress, withQuery } from '../address'
import { DataTable, type Column } from '../components/DataTable'
import { ErrorSummary, Field, mistakeOf, type Mistake } from '../components/Field'
import { Heading } from '../components/Heading'
import { Waiting } from '../components/Waiting'
import { send, useAnswer, type Answer } from '../server'
import { useSession } from '../session'
import type { Agreement, Agreements, Looks, People, PersonRow, Ways } from '../types'
import { day } from '../words'

const sentence = (answer: Answer<unknown>): string => (answer.ok ? '' : `${answer.problem.detail}${answer.problem.next ? `; ${answer.problem.next}` : ''}`)
const parts = [
  { show: 'agreements', title: 'Agreements' },
  { show: 'looks', title: 'Who looked' },
  { show: 'people', title: 'People' },
  { show: 'ways', title: 'The four ways' },
]
// Which part a role has: as the server refuses the others.
const has: Record<string, string[]> = {
  administrator: ['people', 'agreements', 'ways'], 'caldicott-guardian': ['looks', 'agreements', 'ways'], 'safety-officer': ['ways', 'agreements'],
  'practice-manager': ['agreements', 'looks', 'ways'], 'general-practitioner': ['agreements', 'looks', 'ways'],
}

export function Access() {
  const { session } = useSession()
  const { query } = useAddress()
  const mine = parts.filter((part) => has[session.acting?.role ?? '']?.includes(part.show))
  const shown = mine.find((part) => part.show === query.get('show')) ?? mine[0]
  return (
    <>
      <Heading text="Access" />
      <nav class="meso-parts" aria-label="Parts of this page">
        <ul>
          {mine.map((part) => (
            <li key={part.show}><a href={withQuery({ show: part.show })} aria-current={part === shown ? 'true' : undefined} onClick={(event) => { event.preventDefault(); go(withQuery({ show: part.show, sort: '', find: '' })) }}>{part.title}</a></li>
          ))}
        </ul>
      </nav>
      {shown?.show === 'people' ? <PeoplePart /> : null}
      {shown?.show === 'agreements' ? <AgreementsPart /> : null}
      {shown?.show === 'looks' ? <LooksPart /> : null}
      {shown?.show === 'ways' ? <WaysPart /> : null}
    </>
  )
}

// Asks again after each act: `round` is in no address, so it is a header of the question's own.
function useAgain(): [number, () => void] {
  const [round, setRound] = useState(0)
  return [round, () => setRound((before) => before + 1)]
}

function PeoplePart() {
  const [round, again] = useAgain()
  const answer = useAnswer<People>('/api/v1/access/people', undefined, round)
  const [told, setTold] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const [name, setName] = useState('')
  const [signIn, setSignIn] = useState('')
  const [person, setPerson] = useState('')
  const [role, setRole] = useState('analyst')
  const [organisation, setOrganisation] = useState('')
  const act = async (coming: Promise<Answer<unknown>>, done: string) => {
    const answered = await coming
    setMistakes(answered.ok ? [] : [{ text: sentence(answered) }])
    setTold(answered.ok ? done : '')
    again()
  }
  const invite = async (row: PersonRow) => {
    const answered = await send<{ path: string }>('POST', `/api/v1/access/people/${row.id}/invitation`)
    setMistakes(answered.ok ? [] : [{ text: sentence(answered) }])
    setTold(answered.ok ? `Give this to ${row.name} and to nobody else; it works once, within a week: ${location.origin}${answered.value.path}` : '')
    again()
  }
  const add = (event: Event) => {
    event.preventDefault()
    const wrong: Mistake[] = []
    if (name.trim() === '') wrong.push({ field: 'person-name', text: 'Enter their name' })
    if (signIn.trim() === '') wrong.push({ field: 'person-sign-in', text: 'Enter the name that they will sign in with' })
    setMistakes(wrong)
    if (wrong.length === 0) void act(send('POST', '/api/v1/access/people', { name: name.trim(), sign_in: signIn.trim() }), `${name.trim()} is added. Give them a role, then an invitation.`).then(() => { setName(''); setSignIn('') })
  }
  const columns: Column<PersonRow>[] = [
    { name: 'name', title: 'Person', value: (row) => row.name },
    { name: 'sign_in', title: 'Signs in as', value: (row) => row.sign_in },
    { name: 'state', title: 'State', value: (row) => row.state },
    {
      name: 'roles', title: 'Roles', value: (row) => row.roles.map((held) => `${held.words} at ${held.organisation}`).join('; '),
      shown: (row) => (
        <ul class="meso-plain">
          {row.roles.map((held) => (
            <li key={held.role + held.organisation}>{held.words} at {held.organisation} <button type="button" class="meso-button-link" onClick={() => void act(send('PUT', `/api/v1/access/people/${row.id}/roles`, { role: held.role, organisation: held.organisation, held: false }), `${row.name} is no longer ${held.words} at ${held.organisation}.`)}>End<span class="nhsuk-u-visually-hidden"> the role of {held.words} of {row.name}</span></button></li>
          ))}
        </ul>
      ),
    },
    {
      name: 'acts', title: 'Acts', describes: true, value: () => null,
      shown: (row) => row.state === 'closed' ? '' : (
        <span class="meso-acts">
          <button type="button" class="meso-button-link" onClick={() => void invite(row)}>Invite<span class="nhsuk-u-visually-hidden"> {row.name}</span></button>
          {row.second_step ? <button type="button" class="meso-button-link" onClick={() => void act(send('DELETE', `/api/v1/access/people/${row.id}/second-step`), `${row.name} sets up a second step with their next sign-in.`)}>Clear second step<span class="nhsuk-u-visually-hidden"> of {row.name}</span></button> : null}
          <Reasoned label="Close" of={row.name} ask={`Why does the account of ${row.name} end?`} act={(reason) => act(send('POST', `/api/v1/access/people/${row.id}/close`, { reason }), `The account of ${row.name} is closed.`)} />
        </span>
      ),
    },
  ]
  return (
    <>
      <ErrorSummary mistakes={mistakes} />
      <p role="status" class={told ? 'nhsuk-inset-text meso-told' : ''}>{told}</p>
      <Waiting answer={answer}>
        {({ people, roles }) => (
          <>
            <DataTable caption="People" columns={columns} rows={people} id={(row) => row.id} file="people.csv" />
            <div class="meso-forms">
              <form onSubmit={add} noValidate>
                <h2 class="nhsuk-heading-s">Add a person</h2>
                <Field id="person-name" label="Name" value={name} change={setName} error={mistakeOf(mistakes, 'person-name')} />
                <Field id="person-sign-in" label="Sign-in name" hint="An e-mail address, for example" value={signIn} change={setSignIn} error={mistakeOf(mistakes, 'person-sign-in')} />
                <button type="submit" class="nhsuk-button nhsuk-button--secondary">Add</button>
              </form>
              <form noValidate onSubmit={(event) => { event.preventDefault(); void act(send('PUT', `/api/v1/access/people/${person || people.find((one) => one.state !== 'closed')?.id}/roles`, { role, organisation: organisation.trim(), held: true }), 'The role is given.') }}>
                <h2 class="nhsuk-heading-s">Give a role</h2>
                <div class="nhsuk-form-group"><label class="nhsuk-label" for="role-person">Person</label>
                  <select class="nhsuk-select" id="role-person" value={person || people.find((one) => one.state !== 'closed')?.id} onChange={(event) => setPerson(event.currentTarget.value)}>{people.filter((one) => one.state !== 'closed').map((one) => <option value={one.id} key={one.id}>{one.name}</option>)}</select></div>
                <div class="nhsuk-form-group"><label class="nhsuk-label" for="role-role">Role</label>
                  <select class="nhsuk-select" id="role-role" value={role} onChange={(event) => setRole(event.currentTarget.value)}>{roles.map((one) => <option value={one.role} key={one.role}>{one.words}</option>)}</select></div>
                <Field id="role-organisation" label="At" hint="The code of a practice, a network or a commissioner" value={organisation} change={setOrganisation} width={10} />
                <button type="submit" class="nhsuk-button nhsuk-button--secondary">Give the role</button>
              </form>
            </div>
          </>
        )}
      </Waiting>
    </>
  )
}

// An act that needs a reason: the button opens the question, and the answer goes into the journal.
function Reasoned({ label, of, ask, act }: { label: string; of: string; ask: string; act: (reason: string) => Promise<void> }) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const id = `reason-${label}-${of}`.replaceAll(/\W+/g, '-')
  if (!open) return <button type="button" class="meso-button-link" onClick={() => setOpen(true)}>{label}<span class="nhsuk-u-visually-hidden"> {of}</span></button>
  return (
    <form class="meso-reason" onSubmit={(event) => { event.preventDefault(); if (reason.trim() !== '') void act(reason.trim()).then(() => { setOpen(false); setReason('') }) }}>
      <label for={id}>{ask}</label>
      <input class="nhsuk-input" id={id} autocomplete="off" value={reason} ref={(box) => { if (box && reason === '') box.focus() }} onInput={(event) => setReason(event.currentTarget.value)} />
      <button type="submit" class="nhsuk-button nhsuk-button--small">{label}</button> <button type="button" class="meso-button-link" onClick={() => setOpen(false)}>Leave it</button>
    </form>
  )
}

function AgreementsPart() {
  const [round, again] = useAgain()
  const answer = useAnswer<Agreements>('/api/v1/access/agreements', undefined, round)
  const [told, setTold] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const change = async (row: Agreement, on: boolean, reason: string) => {
    const answered = await send('PUT', `/api/v1/access/agreements/${row.id}`, { on, reason })
    setMistakes(answered.ok ? [] : [{ text: sentence(answered) }])
    setTold(answered.ok ? `The agreement of ${row.practice} is ${on ? 'on' : 'off'}, with the next question that anybody asks.` : '')
    again()
  }
  const ask = async (row: Agreement) => {
    const answered = await send<{ path: string }>('POST', `/api/v1/access/agreements/${row.id}/link`, {})
    setMistakes(answered.ok ? [] : [{ text: sentence(answered) }])
    setTold(answered.ok ? `Send this to whoever should read the agreement; it works once, within two weeks: ${location.origin}${answered.value.path}` : '')
  }
  const columns: Column<Agreement>[] = [
    { name: 'practice', title: 'Practice', value: (row) => row.practice },
    { name: 'state', title: 'State', value: (row) => row.state, shown: (row) => <strong class={`nhsuk-tag nhsuk-tag--${row.state === 'in force' ? 'green' : row.state === 'off' ? 'red' : 'grey'} meso-tag`}>{row.state}</strong> },
    { name: 'recipients', title: 'Lets', value: (row) => row.recipients.join(', ') },
    { name: 'shared', title: 'Have', value: (row) => row.shared },
    { name: 'purposes', title: 'For', value: (row) => row.purposes.join(', ') },
    { name: 'hidden', title: 'Without', value: (row) => row.hidden.join(', ') || 'nothing left out' },
    { name: 'basis', title: 'Legal basis', value: (row) => row.legal_basis },
    { name: 'starts', title: 'From', value: (row) => row.starts, shown: (row) => day(row.starts) },
    { name: 'ends', title: 'Until', value: (row) => row.ends ?? '', shown: (row) => (row.ends ? day(row.ends) : 'no last day') },
    { name: 'read', title: 'Read', value: (row) => row.acknowledged ?? '', shown: (row) => (row.acknowledged ? day(row.acknowledged.slice(0, 10)) : row.may_switch_on ? <button type="button" class="meso-button-link" onClick={() => void ask(row)}>Ask by a link<span class="nhsuk-u-visually-hidden"> that the agreement {row.id} be read</span></button> : 'not yet') },
    {
      name: 'acts', title: 'Switch', describes: true, value: () => null,
      shown: (row) => row.on
        ? row.may_switch_off ? <Reasoned label="Switch off" of={`${row.practice}, ${row.id}`} ask="Why is it switched off?" act={(reason) => change(row, false, reason)} /> : ''
        : row.may_switch_on ? <Reasoned label="Switch on" of={`${row.practice}, ${row.id}`} ask="Why is it switched on?" act={(reason) => change(row, true, reason)} /> : '',
    },
  ]
  return (
    <>
      <ErrorSummary mistakes={mistakes} />
      <p role="status" class={told ? 'nhsuk-inset-text meso-told' : ''}>{told}</p>
      <Waiting answer={answer}>
        {({ agreements, purposes, may_agree_for }) => (
          <>
            {agreements.length > 0 ? <DataTable caption="Sharing agreements" columns={columns} rows={agreements} id={(row) => row.id} file="agreements.csv" /> : <p>No agreement concerns you.</p>}
            {may_agree_for ? <Agree practice={may_agree_for} purposes={purposes} done={() => { setTold(`${may_agree_for} agreed.`); again() }} /> : null}
          </>
        )}
      </Waiting>
    </>
  )
}

function Agree({ practice, purposes, done }: { practice: string; purposes: Agreements['purposes']; done: () => void }) {
  const [recipients, setRecipients] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [shared, setShared] = useState('counts')
  const [basis, setBasis] = useState('')
  const [ends, setEnds] = useState('')
  const [reason, setReason] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const submit = async (event: Event) => {
    event.preventDefault()
    const wrong: Mistake[] = []
    if (recipients.trim() === '') wrong.push({ field: 'agree-to', text: 'Enter who gets it' })
    if (chosen.length === 0) wrong.push({ field: `agree-for-${purposes[0]?.purpose ?? ''}`, text: 'Choose what it is for' })
    if (basis.trim() === '') wrong.push({ field: 'agree-basis', text: 'Enter the legal basis' })
    if (reason.trim() === '') wrong.push({ field: 'agree-reason', text: 'Enter why the practice agrees' })
    setMistakes(wrong)
    if (wrong.length > 0) return
    const answer = await send('POST', '/api/v1/access/agreements', {
      practice, recipients: recipients.split(/[\s,;]+/).filter(Boolean), purposes: chosen, shared, legal_basis: basis.trim(), ...(ends ? { ends } : {}), reason: reason.trim(),
    })
    if (!answer.ok) return setMistakes([{ text: sentence(answer) }])
    setRecipients(''); setChosen([]); setBasis(''); setReason('')
    done()
  }
  return (
    <details class="nhsuk-details">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Make an agreement of {practice}</span></summary>
      <form class="nhsuk-details__text meso-form" onSubmit={(event) => void submit(event)} noValidate>
        <ErrorSummary mistakes={mistakes} />
        <Field id="agree-to" label="Who gets it?" hint="Codes of organisations, with commas" value={recipients} change={setRecipients} error={mistakeOf(mistakes, 'agree-to')} />
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
          <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">What for?</legend>
          <div class="nhsuk-checkboxes">
            {purposes.map(({ purpose, words }) => (
              <div class="nhsuk-checkboxes__item" key={purpose}>
                <input class="nhsuk-checkboxes__input" id={`agree-for-${purpose}`} type="checkbox" checked={chosen.includes(purpose)} onChange={() => setChosen(chosen.includes(purpose) ? chosen.filter((one) => one !== purpose) : [...chosen, purpose])} />
                <label class="nhsuk-label nhsuk-checkboxes__label" for={`agree-for-${purpose}`}>{words}</label>
              </div>
            ))}
          </div>
        </fieldset>
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for="agree-shared">How much?</label>
          <select class="nhsuk-select" id="agree-shared" value={shared} onChange={(event) => setShared(event.currentTarget.value)}>
            <option value="counts">counts</option>
            <option value="records">records: typed cohorts and lists by own number too</option>
            <option value="names">names too, for direct care</option>
          </select>
        </div>
        <Field id="agree-basis" label="Legal basis" value={basis} change={setBasis} error={mistakeOf(mistakes, 'agree-basis')} />
        <Field id="agree-ends" label="Last day" hint="Leave it empty to share until it is switched off" type="date" value={ends} change={setEnds} width={10} />
        <Field id="agree-reason" label="Why does the practice agree?" value={reason} change={setReason} error={mistakeOf(mistakes, 'agree-reason')} />
        <button type="submit" class="nhsuk-button">Agree</button>
      </form>
    </details>
  )
}

function LooksPart() {
  const answer = useAnswer<Looks>('/api/v1/access/looks')
  const columns: Column<Looks['looks'][number]>[] = [
    { name: 'at', title: 'When', value: (row) => row.at, shown: (row) => <>{day(row.at.slice(0, 10))}, {row.at.slice(11, 16)} UTC</> },
    { name: 'who', title: 'Who', value: (row) => row.who },
    { name: 'what', title: 'What', value: (row) => row.sentence, shown: (row) => <>{row.stands_out ? <strong class="nhsuk-tag nhsuk-tag--red meso-tag">without an agreement</strong> : null} {row.sentence}{row.reason ? ` Reason: ${row.reason}` : ''}</> },
    { name: 'people', title: 'People', numeric: true, value: (row) => row.people },
  ]
  return (
    <Waiting answer={answer}>
      {({ heading, looks }) => (
        <>
          <p>{heading} Who was looked at is kept nowhere; how many is.</p>
          {looks.length > 0 ? <DataTable caption="Who looked, newest first" columns={columns} rows={looks} id={(row) => `${row.at} ${row.sentence}`} file="looks.csv" /> : null}
        </>
      )}
    </Waiting>
  )
}

function WaysPart() {
  const [round, again] = useAgain()
  const answer = useAnswer<Ways>('/api/v1/access/ways', undefined, round)
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const change = async (way: string, open: boolean, reason: string) => {
    const answered = await send('PUT', `/api/v1/access/ways/${way}`, { open, reason })
    setMistakes(answered.ok ? [] : [{ text: sentence(answered) }])
    again()
  }
  return (
    <>
      <ErrorSummary mistakes={mistakes} />
      <Waiting answer={answer}>
        {({ ways, may_switch }) => (
          <dl class="nhsuk-summary-list meso-summary">
            {ways.map((way) => (
              <div class="nhsuk-summary-list__row" key={way.way}>
                <dt class="nhsuk-summary-list__key">{way.words}</dt>
                <dd class="nhsuk-summary-list__value">{way.open ? 'open' : 'shut'}{way.waits_for.length > 0 ? `; waits for ${way.waits_for.join('; ')}` : ''}</dd>
                <dd class="nhsuk-summary-list__actions">{may_switch && way.way !== 'together' ? <Reasoned label={way.open ? 'Shut' : 'Open'} of={way.words} ask={`Why is ${way.words} ${way.open ? 'shut' : 'opened'}?`} act={(reason) => change(way.way, !way.open, reason)} /> : null}</dd>
              </div>
            ))}
          </dl>
        )}
      </Waiting>
    </>
  )
}
