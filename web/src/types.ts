// What the server answers: src/server/openapi.json in TypeScript.

export interface Practice {
  practice: string
  as_at: string
  patients: number
  events: number
  synthetic: boolean
  leavers_missing: boolean
  registrations_assumed: boolean
  source: string
}

export interface Preamble {
  seen_by: string
  on: string
  period_end: string
  year: string
  cluster_releases: string[]
  rules_hash: string
  practices: Practice[]
  unreadable: { practice: string; error: string }[]
}

export interface Provenance {
  ruleset: string
  year: string
  version: string
  standing: Standing
  level: string
  source: string
  text_hash: string
}

export type Standing = 'verified' | 'transcribed' | 'reported' | 'recalled' | 'derived' | 'estimated' | 'entered'

export interface IndicatorFigures {
  register: number
  exclusions: number
  eligible: number
  adjusted: number[]
  denominator: number
  numerator: number
  percent: number | null
}

export interface RegisterFigures {
  base: number
  size: number
}

export interface Indicator {
  id: string
  title: string
  lower_is_better: boolean
  rule: Provenance
  figures: Record<string, IndicatorFigures>
}

export interface Register {
  id: string
  title: string
  rule: Provenance
  figures: Record<string, RegisterFigures>
}

export interface Figures extends Preamble {
  registered: Record<string, number>
  values_left_out_for_their_unit: number
  registers: Register[]
  indicators: Indicator[]
}

export interface Network extends Preamble {
  name: string
}

export interface Rejects {
  loads: { report: string; rows: { file: string; reason: string; rows: number; first_line: number }[] }[]
}

export interface Rulebook {
  year: string
  registers: { id: string; title: string; of: string; rule: Provenance }[]
  indicators: { id: string; title: string; of: string; lower_is_better: boolean; rule: Provenance }[]
  clusters: { name: string; description: string; codes: number }[]
}

export interface RulePage {
  kind: 'register' | 'indicator'
  id: string
  title: string
  of: string
  rule: Provenance
  written: string
  file: string
  lower_is_better?: boolean
  lists: { list: string; title: string; rules: { number: number; text: string; then: string; otherwise: string }[] }[]
  fields: { name: string; text: string }[]
  clusters: { name: string; description: string; release: string; unit: string; codes: number }[]
}

export interface Count extends Preamble {
  expression: string
  figures: Record<string, { registered: number; cohort: number }>
}

export interface ListedPatient {
  practice: string
  patient: string
  standing: string
  rule: number
  rule_text: string
  outcome: string
  because: string
}

export interface PatientList extends Preamble {
  id: string
  title: string
  rule: Provenance
  which: string
  total: number
  patients: ListedPatient[]
  next: string | null
}

export interface Explanation extends Preamble {
  id: string
  title: string
  patient: string
  standing: string
  in_words: string
  because: string
  deciding_rule: number
  rules: {
    list: string
    number: number
    text: string
    truth: 'true' | 'false' | 'unknown'
    outcome: string
    tests: { text: string; truth: string; because: string }[]
  }[]
  fields: { name: string; text: string; value: string; records: string[] }[]
}

export interface Mistake {
  line: number
  column: number
  message: string
  hint: string
}

export interface Problem {
  title: string
  status: number
  detail: string
  next?: string
  mistakes?: Mistake[]
}

export interface Name {
  code: string
  name: string
}

export interface Networks {
  day: string | null
  own: string | null
  networks: (Name & { practices: number; patients: number })[]
}

export type Member = Name & { postcode: string; since: string | null; since_seen: boolean; patients: number | null; counted_on: string | null; imd: number | null }

export interface Portrait extends Name {
  day: string | null
  patients: number
  members: Member[]
  residence: { on: string | null; patients: number; without_place: number; elsewhere: number; imd: number | null; index: string; tenths: number[]; rural: number; urban: number }
  commissioners: Name[]
  boards: Name[]
  partners: Name[]
  movements: { practice: Name; day: string | null; joined: boolean; seen: boolean; other: Name | null }[]
  sources: { file: string; layout: string; from: string | null; to: string | null; rows: number }[]
}
