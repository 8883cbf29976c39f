// Where each practice stands between 0 and 100 percent: a picture beside the numbers of a row, which say the same.

import { percent } from '../words'

interface Props {
  values: { practice: string; percent: number | null }[]
  network: number | null
}

export function Spread({ values, network }: Props) {
  const known = values.flatMap((value) => (value.percent === null ? [] : [value.percent]))
  if (known.length === 0 || network === null) return <span class="meso-quiet">nobody counted</span>
  const x = (value: number) => 4 + 1.32 * value
  return (
    <svg class="meso-spread" viewBox="0 0 140 20" width="140" height="20" aria-hidden="true" focusable="false">
      <line x1="4" x2="136" y1="10" y2="10" class="meso-spread__axis" />
      {known.map((value, position) => <circle key={position} cx={x(value)} cy="10" r="3.5" class="meso-spread__practice" />)}
      <line x1={x(network)} x2={x(network)} y1="2" y2="18" class="meso-spread__network"><title>{percent(network)}</title></line>
    </svg>
  )
}
