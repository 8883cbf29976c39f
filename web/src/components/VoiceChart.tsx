// A practice's share of the voice beside its share of the patients: two bars each, told apart by place, fill and label.

import type { Voter } from '../types'
import { percent, share } from '../words'

export const voiceOf = (voter: Voter): number => (100 * voter.banzhaf.part) / voter.banzhaf.whole

export function VoiceChart({ voters, finding }: { voters: Voter[]; finding: string }) {
  const patients = voters.reduce((sum, one) => sum + one.patients, 0)
  const left = 110, right = 560, top = 8, step = 48
  const most = Math.max(10, ...voters.flatMap((one) => [voiceOf(one), share(one.patients, patients) ?? 0]))
  const wide = (value: number) => (value / most) * (right - left)
  return (
    <figure class="meso-chart" tabIndex={0} aria-labelledby="voice-finding">
      <figcaption id="voice-finding" class="nhsuk-heading-s">{finding}</figcaption>
      <svg viewBox={`0 0 760 ${top + voters.length * step}`} role="img" aria-label={`${finding} The table below holds every number of this chart.`}>
        {voters.map((voter, position) => {
          const y = top + position * step
          const of = share(voter.patients, patients) ?? 0
          return (
            <g key={voter.code}>
              <text x={left - 12} y={y + 24} text-anchor="end" class="meso-chart__label">{voter.code}</text>
              <rect x={left} y={y + 4} width={Math.max(1, wide(voiceOf(voter)))} height="16" class="meso-bar__part" />
              <text x={left + wide(voiceOf(voter)) + 8} y={y + 17} class="meso-chart__label">{percent(voiceOf(voter))} of the voice</text>
              <rect x={left + 0.5} y={y + 22.5} width={Math.max(1, wide(of))} height="11" class="meso-bar__whole" />
              <text x={left + wide(of) + 8} y={y + 33} class="meso-chart__mark">{percent(of)} of the patients</text>
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
