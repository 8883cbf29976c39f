// Setting up the second step. Until it is there the session holds no role, so this is the one page that somebody
// without it sees.

import { useEffect, useState } from 'preact/hooks'
import { ErrorSummary, Field, mistakeOf, type Mistake } from '../components/Field'
import { Heading } from '../components/Heading'
import { Trouble } from '../components/Trouble'
import { send } from '../server'
import type { Problem } from '../types'

export function SecondStep({ done }: { done: () => void }) {
  const [begun, setBegun] = useState<{ secret: string; address: string }>()
  const [problem, setProblem] = useState<Problem>()
  const [code, setCode] = useState('')
  const [mistakes, setMistakes] = useState<Mistake[]>([])
  useEffect(() => {
    void send<{ secret: string; address: string }>('POST', '/api/v1/session/second-step').then((answer) => {
      if (answer.ok) setBegun(answer.value)
      else setProblem(answer.problem)
    })
  }, [])
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!begun) return
    if (!/^\d{3} ?\d{3}$/.test(code.trim())) return setMistakes([{ field: 'code', text: 'Enter the six digits that your authenticator shows' }])
    const answer = await send('PUT', '/api/v1/session/second-step', { secret: begun.secret, code: code.trim() })
    if (answer.ok) return done()
    setMistakes([{ field: 'code', text: `${answer.problem.detail}${answer.problem.next ? `; ${answer.problem.next}` : ''}` }])
  }
  if (problem) return <Trouble problem={problem} />
  return (
    <div class="meso-form">
      <ErrorSummary mistakes={mistakes} />
      <Heading text="Set up your second step" />
      <p>From now on you sign in with your password and a code that changes every half minute. A password manager or an authenticator on your telephone shows it.</p>
      {begun ? (
        <>
          <p><a class="nhsuk-link" href={begun.address}>Open it in your authenticator</a>, or add this key there by hand or by pasting:</p>
          <p class="nhsuk-inset-text"><code class="meso-code">{begun.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code></p>
          <form onSubmit={(event) => void submit(event)} noValidate>
            <Field id="code" label="The code that it shows now" hint="Six digits" value={code} change={setCode} autocomplete="one-time-code" inputMode="numeric" width={10} error={mistakeOf(mistakes, 'code')} />
            <button type="submit" class="nhsuk-button">Confirm</button>
          </form>
        </>
      ) : <p class="meso-waiting" role="status">Making a key…</p>}
    </div>
  )
}
