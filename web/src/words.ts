// Numbers, dates and standings as people read them.

import type { Standing } from './types'

const numbers = new Intl.NumberFormat('en-GB')
const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

export const count = (value: number): string => numbers.format(value)
export const percent = (value: number | null): string => (value === null ? 'nobody counted' : `${value.toFixed(1)}%`)
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
