// The two ways in that need no account yet: the first administrator, by the code that the terminal printed, and an
// invitation, which sets a password. The code stands behind the # of the address, which no browser sends or logs.

import { useState } from 'preact/hooks'
import { ErrorSummary, Field, mistakeOf, type Mistake } from '../components/Field'
import { Heading } from '../components/Heading'
import { send } from '../server'

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`

function passwordMistakes(password: string, again: string): Mistake[] {
  if ([...password].length < 12) return [{ field: 'new-password', text: 'Enter at least 12 characters: three or four words do' }]
  return password === again ? [] : [{ field: 'again', text: 'Enter the same password twice' }]
}

function Passwords({ password, setPassword, again, setAgain, mistakes }: { password: string; setPassword: (value: string) => void; again: string; setAgain: (value: string) => void; mistakes: Mistake[] }) {
  return (
    <>
      <Field id="new-password" label="Password" hint="12 to 128 characters of any kind. Three or four words that you can remember, or what your password manager makes." type="password" autocomplete="new-password" value={password} change={setPassword} error={mistakeOf(mistakes, 'new-password')} />
      <Field id="again" label="The same password again" type="password" autocomplete="new-password" value={again} change={setAgain} error={mistakeOf(mistakes, 'again')} />
    </>
  )
}

export function Invitation({ done }: { done: () => void }) {
  const [invitation] = useState(location.hash.slice(1))
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const submit = async (event: Event) => {
    event.preventDefault()
    const wrong = passwordMistakes(password, again)
    setMistakes(wrong)
    if (wrong.length > 0) return
    const answer = await send('POST', '/api/v1/invitation', { invitation, password })
    if (answer.ok) return done()
    setMistakes([{ field: 'new-password', text: sentence(`${answer.problem.detail}${answer.problem.next ? `; ${answer.problem.next}` : ''}`) }])
  }
  return (
    <div class="meso-form">
      <ErrorSummary mistakes={mistakes} />
      <Heading text="Set your password" />
      {invitation === '' ? <p>Open the whole link that you were given: it ends in a long code.</p> : (
        <form onSubmit={(event) => void submit(event)} noValidate>
          <Passwords {...{ password, setPassword, again, setAgain, mistakes }} />
          <button type="submit" class="nhsuk-button">Set password</button>
        </form>
      )}
    </div>
  )
}

export function Begin({ done }: { done: () => void }) {
  const [code, setCode] = useState(location.hash.slice(1))
  const [name, setName] = useState('')
  const [signIn, setSignIn] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const submit = async (event: Event) => {
    event.preventDefault()
    const wrong: Mistake[] = []
    if (code.trim() === '') wrong.push({ field: 'code', text: 'Enter the code that the terminal printed' })
    if (name.trim() === '') wrong.push({ field: 'name', text: 'Enter your name' })
    if (signIn.trim() === '') wrong.push({ field: 'username', text: 'Enter a name to sign in with' })
    if (organisation.trim() === '') wrong.push({ field: 'organisation', text: 'Enter the code of your network' })
    wrong.push(...passwordMistakes(password, again))
    setMistakes(wrong)
    if (wrong.length > 0) return
    const answer = await send('POST', '/api/v1/first-administrator', { code: code.trim(), organisation: organisation.trim(), sign_in: signIn.trim(), name: name.trim(), password })
    if (answer.ok) return done()
    setMistakes([{ text: sentence(`${answer.problem.detail}${answer.problem.next ? `; ${answer.problem.next}` : ''}`) }])
  }
  return (
    <div class="meso-form">
      <ErrorSummary mistakes={mistakes} />
      <Heading text="The first administrator" />
      <p>An administrator adds people and gives them roles. This role sees no figures and no patients.</p>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Field id="code" label="Code from the terminal" value={code} change={setCode} error={mistakeOf(mistakes, 'code')} />
        <Field id="name" label="Your name" value={name} change={setName} autocomplete="name" error={mistakeOf(mistakes, 'name')} />
        <Field id="organisation" label="Code of your network" hint="The ODS code, such as U12345" value={organisation} change={setOrganisation} width={10} error={mistakeOf(mistakes, 'organisation')} />
        <Field id="username" label="Sign-in name" hint="An e-mail address, for example" value={signIn} change={setSignIn} autocomplete="username" error={mistakeOf(mistakes, 'username')} />
        <Passwords {...{ password, setPassword, again, setAgain, mistakes }} />
        <button type="submit" class="nhsuk-button">Become administrator</button>
      </form>
    </div>
  )
}
