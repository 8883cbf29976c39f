// Numbers, dates and standings as people read them.

import type { Preamble, Shown, Standing } from './types'

const numbers = new Intl.NumberFormat('en-GB')
const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

export const count = (value: number): string => numbers.format(value)
export const percent = (value: number | null): string => (value === null ? 'nobody counted' : `${value.toFixed(1)}%`)
// A number as it may be seen: "1,235", "about 1,235", or in words why there is none. Never 0 for what is hidden.
export function shown(number: Shown): string {
  const value = number.value ?? 0
  if (number.kind === 'exact') return count(value)
  if (number.kind === 'rounded' || number.kind === 'noised') return value === 0 ? '0' : `about ${count(value)}`
  return hidden[number.kind]
}
const hidden = { too_few: 'too few to show', held_back: 'held back', not_available: 'not available' }
// Percent of shown numbers, or in words why there is none.
export function shownPercent(value: number | null, of: Shown): string {
  if (value !== null) return `${of.kind === 'exact' ? '' : 'about '}${value.toFixed(1)}%`
  return of.value === 0 ? 'nobody counted' : of.value === null ? shown(of) : 'held back'
}
// The same for a table's cell: a number sorts and exports as one.
export const cell = (number: Shown): number | string => number.value ?? shown(number)
// Every practice of the network, those included of which nothing may be seen.
export const codesOf = (of: Preamble): string[] => [...of.practices.map((practice) => practice.practice), ...of.not_shared].sort()
export const nothing: Shown = { kind: 'not_available', value: null }
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole)
export const day = (iso: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(iso) ? dates.format(new Date(`${iso}T00:00:00Z`)) : 'not known')
export const people = (value: number): string => (value === 1 ? '1 person' : `${count(value)} people`)

export const standings: Record<Standing, string> = {
  verified: 'Compared with the official text, sentence by sentence',
  transcribed: 'Taken from a published implementation of the official rules',
  reported: 'As a source other than the official one reports it',
  recalled: 'From memory: check before relying on it',
  derived: 'Worked out from official figures or sentences',
  estimated: 'The official sentence is known, its order or window is not',
  entered: 'Written by the network itself',
}
