// Questions to the server. An answer is either what was asked for or a Problem, never an exception; what carries a
// patient's number goes as the body of a POST.

import { useEffect, useState } from 'preact/hooks'
import { previewed } from './address'
import { onChange, restsOn } from './live'
import type { Problem } from './types'

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem }

const whenSignedOut = new Set<() => void>()
// Told when an answer says that nobody is signed in any more.
export function onSignedOut(tell: () => void): () => void {
  whenSignedOut.add(tell)
  return () => { whenSignedOut.delete(tell) }
}

async function ask<T>(path: string, options: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(previewed(path), options)
    const body = response.status === 204 ? {} : await response.json()
    if (response.status === 401 && !path.startsWith('/api/v1/session')) for (const tell of whenSignedOut) tell()
    return response.ok ? { ok: true, value: body as T } : { ok: false, problem: body as Problem }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    const problem = { title: 'The server does not answer', status: 0, detail: 'It may have been stopped.', next: 'Start it again with meso serve, then reload this page.' }
    return { ok: false, problem }
  }
}

export function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, signal ? { signal } : {})
}

// No other site's page can send this header.
const own = { 'Meso-Request': '1' }

export function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object, signal?: AbortSignal): Promise<Answer<T>> {
  const options: RequestInit = { method, headers: own }
  if (body) {
    options.headers = { ...own, 'Content-Type': 'application/json' }
    options.body = JSON.stringify(body)
  }
  if (signal) options.signal = signal
  return ask<T>(path, options)
}

export function post<T>(path: string, question: object, signal?: AbortSignal): Promise<Answer<T>> {
  return send<T>('POST', path, question, signal)
}

// Bytes of a file, as an upload takes them.
export function sendPiece<T>(path: string, piece: Blob, signal: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, { method: 'PUT', headers: { ...own, 'Content-Type': 'application/octet-stream' }, body: piece, signal })
}

// The newest answer to a question, asked again when what it rests on has changed: undefined until there is one, and the
// one before stays while the next is under way. `question` undefined: a GET; null: nothing is asked. Another `round` asks anew.
export function useAnswer<T>(path: string, question?: object | null, round = 0): Answer<T> | undefined {
  const [answer, setAnswer] = useState<Answer<T>>()
  const [times, setTimes] = useState(0)
  const asked = question === undefined ? undefined : JSON.stringify(question)
  useEffect(() => (question === null ? undefined : onChange(restsOn(path), () => setTimes((before) => before + 1))), [path, question === null])
  useEffect(() => {
    if (question === null) {
      setAnswer(undefined)
      return
    }
    const stop = new AbortController()
    const coming = question === undefined ? get<T>(path, stop.signal) : post<T>(path, question, stop.signal)
    coming.then((came) => { if (!stop.signal.aborted) setAnswer(came) }, () => undefined)
    return () => stop.abort()
  }, [path, asked, round, times])
  return answer
}
