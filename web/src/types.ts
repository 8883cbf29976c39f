// What the server answers: src/server/openapi.json in TypeScript.

export interface Practice {
  practice: string
  as_at: string
  patients: number | null  // these two only where the practice is seen exactly
  events: number | null
  synthetic: boolean
  leavers_missing: boolean
  registrations_assumed: boolean
  source: string
  may_list: boolean  // the patients behind its numbers may be asked for
}

export interface Preamble {
  seen_by: string
  on: string
  period_end: string
  year: string
  cluster_releases: string[]
  rules_hash: string
  practices: Practice[]
  not_shared: string[]  // practices of which nothing may be seen
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

// A number as whoever asks may see it; without a value unless it is one of the first three kinds.
export interface Shown {
  kind: 'exact' | 'rounded' | 'noised' | 'too_few' | 'held_back' | 'not_available'
  value: number | null
}

export interface IndicatorFigures {
  register: Shown
  exclusions: Shown
  adjusted: Shown[]
  denominator: Shown
  numerator: Shown
  percent: number | null
}

export interface RegisterFigures {
  base: Shown
  size: Shown
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
  registered: Record<string, Shown>
  left_out: Record<string, Record<string, Shown>>
  values_left_out_for_their_unit: Shown
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
  left_out: Record<string, Record<string, Shown>>
  figures: Record<string, { registered: Shown; cohort: Shown; percent: number | null }>
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

export interface Session {
  person: { id: string; name: string }
  demo: boolean
  ends: string
  second_step_missing: boolean
  network: string
  synthetic: boolean
  roles: HeldRole[]
  acting: Acting | null
  seen_as: { role: string; words: string; organisation: string; purpose_words: string } | null
  pages: { path: string; title: string; way: string; open: boolean }[]
}

export interface HeldRole {
  role: string
  words: string
  organisation: string
  purposes: { purpose: string; words: string }[]
}

export interface Acting {
  role: string
  words: string
  organisation: string
  purpose: string | null
  purpose_words: string | null
}

export interface Line {
  text: string
  to: string
}

export interface HomePage {
  changed: Line[]
  waiting: Line[]
  due: Line[]
  nothing_seen: string  // why no figure may be seen, where none may
}

export interface PersonRow {
  id: string
  sign_in: string
  name: string
  state: string
  second_step: boolean
  roles: { role: string; words: string; organisation: string }[]
}

export interface People {
  people: PersonRow[]
  roles: { role: string; words: string }[]
}

export interface Agreement {
  id: string
  practice: string
  recipients: string[]
  shared: string
  purposes: string[]
  hidden: string[]
  legal_basis: string
  starts: string
  ends: string | null
  on: boolean
  acknowledged: string | null
  state: string
  may_switch_on: boolean
  may_switch_off: boolean
}

export interface OneTime {
  what: string
  ends: string
  practice: string
  recipients: string[]
  shared: string
  purposes: string[]
  legal_basis: string
}

export interface Agreements {
  agreements: Agreement[]
  purposes: { purpose: string; words: string }[]
  may_agree_for: string | null
}

export interface Ways {
  ways: { way: string; words: string; open: boolean; waits_for: string[] }[]
  may_switch: boolean
}

export interface Looks {
  heading: string
  looks: { at: string; who: string; practices: string[]; people: number; sentence: string; reason: string; stands_out: boolean }[]
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

export interface Share {
  part: number
  whole: number
}

export interface Voter {
  code: string
  patients: number
  swings: number
  banzhaf: Share
  shapley_shubik: Share
  never_decides: boolean
  can_block: boolean
  decides_alone: boolean
}

export interface Power {
  rule: string
  title: string
  text: string
  standing: Standing
  source: string
  sets: number
  carrying: number
  fewest: number
  fewest_patients: number
  contradicts_itself: boolean
  voters: Voter[]
  before?: Voter[]
}

export interface Voice {
  network: string
  name: string
  day: string
  usual: boolean
  rules: Power[]
}

export type CheckStatus = 'met' | 'not met' | 'excepted' | 'advice' | 'not known'

export interface Finding {
  requirement: string
  title: string
  status: CheckStatus
  found: string
  clause: string
  remedy: string
  source: string
  standing: Standing
}

export interface NetworkRecord {
  holders: { role: string; practice: string; name: string; from: string | null }[]
  signed: { what: string; on: string | null; yet: boolean }[]
  schedules: { schedule: number; complete: boolean; on: string | null; missing: string }[]
  exceptions: { requirement: string; agreed_by: string; on: string | null; because: string }[]
  open_questions: string[]
  leavers: { practice: string; on: string | null; because: string; tasks: { task: string; title: string; due: string | null; done: string | null; overdue: boolean }[] }[]
}

export interface Checks {
  network: string
  name: string
  day: string
  practices: number
  patients: number
  findings: Finding[]
  policy: string
  windows: { title: string; until: string }[]
  record: NetworkRecord | null
  area?: { in_all: number; in_any: number; policies: { policy: string; areas: number; patients: number; pieces: number | null }[] }
}

export interface AreaRow {
  code: string
  name: string
  own: boolean
  patients: number
  tenth: number | null
}

export interface Areas {
  policy: string
  words: string
  areas: AreaRow[]
}

export type Mean = { value: number; patients: number } | null

export interface Profile {
  network: string
  patients: number
  practices: string[]
  practices_without_list: number
  area: { areas: number; patients: number; inside: number; on_no_map: number; pieces: { patients: number; words: string }[] }
  travel_km: { factor: number; own: Mean; nearest: Mean; widest: number }
  deprivation: { score: Mean; most_deprived_fifth: Mean; rural: Mean }
  indicators: { measure: string; from: string; to: string; source: string; numerator: number; denominator: number; practices: number }[]
  voice: { rule: string; error?: string; voters?: { code: string; banzhaf: number; never_decides: boolean; can_block: boolean; decides_alone: boolean }[] }[]
}

export interface WhatIfAnswer {
  day: string
  policy: string
  residents: string
  moves: { practice: string; from: string; to: string }[]
  before: Profile[]
  after: Profile[]
  touched: { network: string; what: string }[]
}

export interface Trend extends Preamble {
  id: string
  points: { on: string; shown: boolean; figures: Record<string, { numerator: { value: number | null }; denominator: { value: number | null } }> }[]
}

export interface Level {
  code: string | null
  name: string
  kind: string
  numerator: number
  denominator: number
  practices: number
}

export interface Beside {
  id: string
  own: Name | null
  counts: { measure: string; title: string; from: string | null; to: string | null; source: string; levels: Level[]; practices: (Name & { numerator: number; denominator: number })[] }[]
}

export interface Threshold {
  id: string
  year: string
  lower: number
  upper: number
  standing: Standing
  source: string
}

export interface Thresholds {
  year: string
  thresholds: Threshold[]
}

export interface UploadedFile {
  name: string
  size: number
  received: number
}

export type UploadKind = 'extracts' | 'public'

export interface Upload {
  id: string
  kind: UploadKind
  complete: boolean
  loading: boolean
  piece: number
  files: UploadedFile[]
}

export interface Rejected {
  file: string
  reason: string
  count: number
  first_line: number
}

export interface LoadReport {
  format?: string
  practices?: { practice: string; as_at: string; patients: number; events: number }[] | number
  kinds?: { kind: string; read: number; stored: number; duplicates: number; set_aside: number; rejected: number }[]
  notes?: string[]
  files?: { file: string; layout: string; rows: number; rejected: number; reason: string }[]
  rejects: Rejected[]
}

export interface Job {
  id: string
  title: string
  of: string
  state: 'waiting' | 'running' | 'done' | 'failed'
  step: string
  done: number
  begun: string
  ended: string | null
  report: LoadReport | null
  problem: { detail: string; next: string } | null
}
