// "What they can see": any page of figures exactly as a commissioner, another practice or the patients' group would see
// it. The choice stands in the address of every page from then on, and a banner says so until the preview is left.

import { useState } from 'preact/hooks'
import { go, previewed } from '../address'
import { Heading } from '../components/Heading'
import { Waiting } from '../components/Waiting'
import { useAnswer } from '../server'
import { useSession } from '../session'
import type { Agreements, Network } from '../types'

const audiences = [
  { role: 'commissioner', words: 'A commissioner', hint: 'fixed tables of the practices that agreed, for commissioning' },
  { role: 'practice-manager', words: 'Another practice', hint: 'its own numbers, and fixed tables of practices that agreed' },
  { role: 'patients-group', words: 'The patients’ group, and so the public', hint: 'fixed tables of the practices that agreed, for everybody to see' },
]

export function Seen() {
  const { session } = useSession()
  const [role, setRole] = useState('commissioner')
  const [code, setCode] = useState('')
  const agreements = useAnswer<Agreements>('/api/v1/access/agreements')
  const network = useAnswer<Network>('/api/v1/network')
  const practices = network?.ok ? [...network.value.practices.map((one) => one.practice), ...network.value.not_shared].sort() : []
  // Who gets something for that purpose; first those who get nothing for another.
  const purpose = role === 'commissioner' ? 'commissioning' : 'the public'
  const all = agreements?.ok ? agreements.value.agreements : []
  const elsewhere = new Set(all.filter((one) => !one.purposes.includes(purpose)).flatMap((one) => one.recipients))
  const named = [...new Set(all.filter((one) => one.purposes.includes(purpose)).flatMap((one) => one.recipients))].sort((a, b) => Number(elsewhere.has(a)) - Number(elsewhere.has(b)) || a.localeCompare(b))
  const own = session.acting?.organisation ?? ''
  const offered = role === 'practice-manager' ? practices.filter((one) => one !== own) : named.filter((one) => !practices.includes(one))
  const chosen = offered.includes(code) ? code : offered[0] ?? ''
  return (
    <>
      <Heading text="What they can see" />
      <p>See the pages exactly as others see them: with what is held back from them held back, and what is rounded for them rounded. Practices that you may not see as closely yourself are left out, and then there is no total.</p>
      <Waiting answer={agreements}>
        {() => (
          <form class="meso-form" onSubmit={(event) => { event.preventDefault(); if (chosen) go(previewed('/indicators', `${role}@${chosen}`)) }}>
            <div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset">
              <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Who looks?</legend>
              <div class="nhsuk-radios">
                {audiences.map((one) => (
                  <div class="nhsuk-radios__item" key={one.role}>
                    <input class="nhsuk-radios__input" id={`as-${one.role}`} type="radio" name="audience" value={one.role} checked={role === one.role} aria-describedby={`as-${one.role}-hint`} onChange={() => setRole(one.role)} />
                    <label class="nhsuk-label nhsuk-radios__label" for={`as-${one.role}`}>{one.words}</label>
                    <div class="nhsuk-hint nhsuk-radios__hint" id={`as-${one.role}-hint`}>{one.hint}</div>
                  </div>
                ))}
              </div>
            </fieldset></div>
            <div class="nhsuk-form-group">
              <label class="nhsuk-label" for="of">Of which organisation?</label>
              {offered.length > 0 ? (
                <select class="nhsuk-select" id="of" value={chosen} onChange={(event) => setCode(event.currentTarget.value)}>
                  {offered.map((one) => <option value={one} key={one}>{one}</option>)}
                </select>
              ) : <input class="nhsuk-input nhsuk-input--width-10" id="of" value={code} autocomplete="off" onInput={(event) => setCode(event.currentTarget.value)} />}
            </div>
            <button type="submit" class="nhsuk-button">See the pages as they do</button>
          </form>
        )}
      </Waiting>
    </>
  )
}
