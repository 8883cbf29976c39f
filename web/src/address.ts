// Where we are: the path and the query of the address hold everything that a page shows, so that it can be kept,
// sent and gone back to. Patients' numbers are never part of it.

import { useEffect, useState } from 'preact/hooks'

export interface Address {
  path: string
  query: URLSearchParams
}

const listeners = new Set<() => void>()

function here(): Address {
  return { path: location.pathname, query: new URLSearchParams(location.search) }
}

export function useAddress(): Address {
  const [address, setAddress] = useState(here)
  useEffect(() => {
    const changed = () => setAddress(here())
    listeners.add(changed)
    addEventListener('popstate', changed)
    return () => {
      listeners.delete(changed)
      removeEventListener('popstate', changed)
    }
  }, [])
  return address
}

// `replace`: what is typed or filtered does not fill the history.
export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  for (const changed of listeners) changed()
}

// Whose view a preview is ("What they can see"): it stays in the address from page to page, and goes with every
// question.
export function preview(): string {
  return new URLSearchParams(location.search).get('seen_as') ?? ''
}

export function previewed(path: string, as = preview()): string {
  if (as === '' || path.includes('seen_as=')) return path
  return `${path}${path.includes('?') ? '&' : '?'}seen_as=${encodeURIComponent(as)}`
}

// The present address with other values in its query; "" takes one out, several stand one after the other.
export function withQuery(changes: Record<string, string | string[]>): string {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name)
    for (const one of typeof value === 'string' ? [value] : value) {
      if (one !== '') query.append(name, one)
    }
  }
  const text = query.toString()
  return location.pathname + (text === '' ? '' : `?${text}`)
}
