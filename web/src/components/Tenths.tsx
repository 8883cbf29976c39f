// Patients by the deprivation of where they live, in national tenths: bars with their numbers, and the finding as title.
// The bars are a list for readers of screens, so the chart is its own table.

import { count, percent, share } from '../words'

interface Props {
  tenths: number[]
  index: string
  finding: string
}

export function Tenths({ tenths, index, finding }: Props) {
  const all = tenths.reduce((sum, one) => sum + one, 0)
  const most = Math.max(1, ...tenths)
  return (
    <figure class="meso-tenths">
      <figcaption class="nhsuk-heading-s">{finding}</figcaption>
      <table class="meso-tenths__table">
        <caption class="nhsuk-u-visually-hidden">Patients by national tenth of deprivation, {index}</caption>
        <thead class="nhsuk-u-visually-hidden"><tr><th scope="col">Tenth</th><th scope="col">Patients</th><th scope="col">Share</th></tr></thead>
        <tbody>
          {tenths.map((patients, position) => (
            <tr key={position}>
              <th scope="row">{position + 1}{position === 0 ? ', most deprived' : position === 9 ? ', least deprived' : ''}</th>
              <td class="meso-tenths__bar">
                <svg viewBox="0 0 200 14" width="200" height="14" aria-hidden="true" focusable="false" preserveAspectRatio="none"><rect x="0" y="0" width={(200 * patients) / most} height="14" class="meso-bar__part" /></svg>
                <span>{count(patients)}</span>
              </td>
              <td>{percent(share(patients, all))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
