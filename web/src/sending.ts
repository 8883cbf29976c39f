// Files on their way to the server. Sending belongs to the program and not to the page that began it: it goes on while
// other pages are looked at. What breaks off is taken up where the server says that it stands.

import { useEffect, useState } from 'preact/hooks'
import { get, post, send, sendPiece, type Answer } from './server'
import type { Problem, Upload, UploadedFile, UploadKind } from './types'

export interface Sending {
  id: string
  names: string[]
  sent: number
  size: number
  problem: Problem | undefined
}

export interface HowToLoad {
  kind: UploadKind
  practice: string
  assumed: boolean
}

const patience = [500, 1000, 2000, 4000, 8000]
let sending: Sending | undefined
let stop = new AbortController()
const listeners = new Set<() => void>()

function now(next: Sending | undefined): void {
  sending = next
  for (const listener of listeners) listener()
}

export function useSending(): Sending | undefined {
  const [seen, setSeen] = useState(sending)
  useEffect(() => {
    const changed = () => setSeen(sending)
    listeners.add(changed)
    changed()
    return () => { listeners.delete(changed) }
  }, [])
  return seen
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
const path = (id: string) => `/api/v1/uploads/${encodeURIComponent(id)}`

async function whereItStands(id: string): Promise<Upload | undefined> {
  const answer = await get<{ uploads: Upload[] }>('/api/v1/uploads')
  return answer.ok ? answer.value.uploads.find((one) => one.id === id) : undefined
}

// Sends the rest of one file. The problem that ended it, if any.
async function sendFile(upload: Upload, number: number, file: File, told: (received: number) => void): Promise<Problem | undefined> {
  let at = upload.files[number]?.received ?? 0
  let tries = 0
  while (at < file.size) {
    const piece = file.slice(at, at + upload.piece)
    const answer: Answer<UploadedFile> = await sendPiece<UploadedFile>(`${path(upload.id)}/files/${number}?at=${at}`, piece, stop.signal)
    if (answer.ok) {
      at = answer.value.received
      tries = 0
      told(at)
      continue
    }
    const wait = patience[tries++]
    if (wait === undefined) return answer.problem
    await pause(wait)
    at = (await whereItStands(upload.id))?.files[number]?.received ?? at
  }
  return undefined
}

// One after the other, then the job that loads them.
export async function bring(files: File[], how: HowToLoad, unfinished: Upload | undefined): Promise<Problem | undefined> {
  stop = new AbortController()
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const names = files.map((file) => file.name)
  const begun: Answer<Upload> = unfinished
    ? { ok: true, value: unfinished }
    : await post<Upload>('/api/v1/uploads', { kind: how.kind, files: files.map((file) => ({ name: file.name, size: file.size })) })
  if (!begun.ok) return begun.problem
  const upload = begun.value
  const received = upload.files.map((file) => file.received)
  const show = (problem?: Problem) => now({ id: upload.id, names, size, sent: received.reduce((sum, one) => sum + one, 0), problem })
  show()
  try {
    for (const [number, announced] of upload.files.entries()) {
      const file = files.find((one) => one.name === announced.name)
      if (!file) continue
      const problem = await sendFile(upload, number, file, (at) => { received[number] = at; show() })
      if (problem) {
        show(problem)
        return problem
      }
    }
  } catch {
    now(undefined)  // dropped
    return undefined
  }
  const loading = await post<{ job: string }>(`${path(upload.id)}/load`, { ...(how.practice ? { practice: how.practice } : {}), registrations: how.assumed ? 'assumed' : 'stated' })
  now(undefined)
  return loading.ok ? undefined : loading.problem
}

export async function drop(id: string): Promise<void> {
  if (sending?.id === id) stop.abort()
  now(undefined)
  await send('DELETE', path(id))
}
