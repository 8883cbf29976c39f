// What went wrong and what to do next.

import type { Problem } from '../types'

export function Trouble({ problem }: { problem: Problem }) {
  return (
    <div class="nhsuk-error-summary" role="alert" aria-labelledby="trouble">
      <h2 class="nhsuk-error-summary__title" id="trouble">{problem.title}</h2>
      <div class="nhsuk-error-summary__body">
        <p>{problem.detail}{problem.next ? `; ${problem.next}` : ''}</p>
      </div>
    </div>
  )
}
