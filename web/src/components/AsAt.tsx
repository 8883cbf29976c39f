// From when the figures are, and what they leave out. Stands on every page that shows a figure.

import type { Preamble } from '../types'
import { day } from '../words'

export function AsAt({ of }: { of: Preamble }) {
  const days = [...new Set(of.practices.map((practice) => practice.as_at))].sort()
  const newest = days.at(-1) ?? of.on
  const assumed = of.practices.filter((practice) => practice.registrations_assumed).map((practice) => practice.practice)
  const leavers = of.practices.filter((practice) => practice.leavers_missing).map((practice) => practice.practice)
  return (
    <>
      <p class="meso-quiet">
        As at {day(of.on)}, rules of {of.year}. {of.practices.length} practices
        {days.length > 1 ? `, whose extracts are from ${day(days[0] ?? '')} to ${day(newest)}` : ''}.
        {of.not_shared.length > 0 ? ` Not shared with you: ${of.not_shared.join(', ')}.` : ''}
        {assumed.length > 0 ? ` Registrations were assumed: ${assumed.join(', ')}.` : ''}
        {leavers.length > 0 ? ` Leavers are missing from the extract: ${leavers.join(', ')}.` : ''}
      </p>
      {of.unreadable.length > 0 ? (
        <div class="nhsuk-warning-callout">
          <h2 class="nhsuk-warning-callout__label">Not everybody is counted</h2>
          <ul>{of.unreadable.map(({ practice, error }) => <li key={practice}>Practice {practice} does not read: {error}</li>)}</ul>
        </div>
      ) : null}
    </>
  )
}
