// A one-time link: what it would do is told first, and done when one says so. It needs no account. What it is stands
// behind the # of the address, which no browser sends.

import { useEffect, useState } from 'preact/hooks'
import { Heading } from '../components/Heading'
import { Trouble } from '../components/Trouble'
import { post, send, type Answer } from '../server'
import type { OneTime as Link } from '../types'

export function OneTime() {
  const [link] = useState(location.hash.slice(1))
  const [answer, setAnswer] = useState<Answer<Link>>()
  const [done, setDone] = useState(false)
  useEffect(() => { void post<Link>('/api/v1/link', { link }).then(setAnswer) }, [link])
  const use = async () => {
    const used = await send('PUT', '/api/v1/link', { link })
    if (used.ok) setDone(true)
    else setAnswer({ ok: false, problem: used.problem })
  }
  if (done) return <><Heading text="Thank you" /><p role="status">It is written down that you have read the agreement. The link works no more.</p></>
  if (!answer) return <><Heading text="A link for you" /><p class="meso-waiting" role="status">Opening…</p></>
  if (!answer.ok) return <><Heading text="A link for you" /><Trouble problem={answer.problem} /></>
  const about = answer.value
  return (
    <div class="meso-form">
      <Heading text={`A sharing agreement of practice ${about.practice}`} />
      <dl class="nhsuk-summary-list">
        {[['It lets', about.recipients.join(', ')], ['have', about.shared], ['for', about.purposes.join(', ')], ['on the legal basis of', about.legal_basis]].map(([key, value]) => (
          <div class="nhsuk-summary-list__row" key={key}><dt class="nhsuk-summary-list__key">{key}</dt><dd class="nhsuk-summary-list__value">{value}</dd></div>
        ))}
      </dl>
      <button type="button" class="nhsuk-button" onClick={() => void use()}>I have read it</button>
    </div>
  )
}
