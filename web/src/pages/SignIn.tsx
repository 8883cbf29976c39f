// Signing in: name, password and the code in one form, so that a password manager fills it and nothing must be
// remembered or copied by hand (WCAG 2.2, 3.3.8). Pasting works. What was wrong is never told more closely than the
// server does.

import { useState } from 'preact/hooks'
import { ErrorSummary, Field, mistakeOf, type Mistake } from '../components/Field'
import { Heading } from '../components/Heading'
import { send } from '../server'
import type { Session } from '../types'

export function SignIn({ done, set }: { done: () => void; set?: boolean }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [shown, setShown] = useState(false)
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    const wrong: Mistake[] = []
    if (name.trim() === '') wrong.push({ field: 'username', text: 'Enter the name that you sign in with' })
    if (password === '') wrong.push({ field: 'password', text: 'Enter your password' })
    setMistakes(wrong)
    if (wrong.length > 0 || busy) return
    setBusy(true)
    const answer = await send<Session>('POST', '/api/v1/session', { name: name.trim(), password, code: code.trim() })
    setBusy(false)
    if (answer.ok) return done()
    const { detail, next } = answer.problem
    setMistakes([{ field: 'username', text: `${detail[0]?.toUpperCase()}${detail.slice(1)}${next ? `. ${next[0]?.toUpperCase()}${next.slice(1)}` : ''}.` }])
  }
  return (
    <div class="meso-form">
      <ErrorSummary mistakes={mistakes} />
      <Heading text="Sign in" />
      {set ? <p class="nhsuk-inset-text">Your password is set. Sign in with it.</p> : null}
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Field id="username" label="Sign-in name" value={name} change={setName} autocomplete="username" error={mistakeOf(mistakes, 'username')} />
        <Field id="password" label="Password" value={password} change={setPassword} type={shown ? 'text' : 'password'} autocomplete="current-password" error={mistakeOf(mistakes, 'password')} />
        <p><button type="button" class="meso-button-link" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? 'Hide the password' : 'Show the password'}</button></p>
        <Field id="code" label="Code from your authenticator" hint="Six digits. Leave it empty if you have not set one up yet." value={code} change={setCode} autocomplete="one-time-code" inputMode="numeric" width={10} />
        <button type="submit" class="nhsuk-button" aria-disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
      </form>
      <p class="meso-quiet">If you forgot your password or lost your authenticator, ask your administrator: a new invitation is the way back.</p>
    </div>
  )
}
