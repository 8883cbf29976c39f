// The patients behind one number of an indicator.

import { go, useAddress, withQuery } from '../address'
import { Heading } from '../components/Heading'
import { Link } from '../components/Link'
import { PatientTable } from '../components/PatientTable'
import { useAnswer } from '../server'
import type { Network } from '../types'

const choices: Record<string, string> = { missing: 'not yet: counted, and not in the numerator', met: 'in the numerator', adjusted: 'adjusted: left out for a recorded reason', excluded: 'excluded: not part of the indicator' }

export function Patients({ id }: { id: string }) {
  const { query } = useAddress()
  const which = query.get('which') ?? 'missing'
  const practice = query.get('practice') ?? ''
  const on = query.get('on') ?? ''
  const network = useAnswer<Network>('/api/v1/network')
  const practices = network?.ok ? network.value.practices.map((one) => one.practice) : practice ? [practice] : []
  return (
    <>
      <Link to={`/indicators/${id}`} class="nhsuk-back-link">Figures of {id}</Link>
      <Heading text={`${id}: who is behind the number`} />
      <form class="meso-filters" aria-label="Which patients" onSubmit={(event) => event.preventDefault()}>
        <div>
          <label class="nhsuk-label" for="which">Who</label>
          <select class="nhsuk-select" id="which" value={which} onChange={(event) => go(withQuery({ which: event.currentTarget.value }), true)}>
            {Object.entries(choices).map(([value, words]) => <option value={value} key={value}>{words}</option>)}
          </select>
        </div>
        <div>
          <label class="nhsuk-label" for="practice">Practice</label>
          <select class="nhsuk-select" id="practice" value={practice} onChange={(event) => go(withQuery({ practice: event.currentTarget.value }), true)}>
            <option value="">all of them</option>
            {practices.map((code) => <option value={code} key={code}>{code}</option>)}
          </select>
        </div>
      </form>
      <PatientTable subject={{ indicator: id, ...(on ? { on } : {}) }} which={which} practice={practice} file={`${id}-${which}.csv`} />
    </>
  )
}
