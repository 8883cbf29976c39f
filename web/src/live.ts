// What has changed elsewhere, as the server tells it: a word, never the thing itself. Whoever shows the thing asks again.
//
// A browser opens few connections to one server, so of all its windows one listens (the holder of a lock) and tells the
// others. A connection that breaks is made again by the browser, with the number of the last change that it heard.

export type Change = 'records' | 'places' | 'acts' | 'jobs'

const listeners = new Set<(what: Change) => void>()
const others = new BroadcastChannel('meso-changes')

function tell(what: Change): void {
  for (const listener of listeners) listener(what)
}

others.addEventListener('message', (event: MessageEvent<Change>) => tell(event.data))

let begun = false
function begin(): void {
  if (begun) return
  begun = true
  void navigator.locks.request('meso-changes', () => new Promise<never>(() => {
    let source: EventSource
    let heard = ''
    const listen = () => {
      // A browser gives up for good when it is refused; we ask again, slowly.
      source = new EventSource('/api/v1/events')
      source.addEventListener('changed', (event) => {
        heard = event.lastEventId
        others.postMessage(event.data)
        tell(event.data as Change)
      })
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, heard === '' ? 10_000 : 3_000)
      })
    }
    listen()
  }))
}

// Calls back on each of these changes until the function that it returns is called.
export function onChange(changes: Change[], changed: () => void): () => void {
  begin()
  let waiting = 0
  const hear = (what: Change) => {
    if (!changes.includes(what) || waiting !== 0) return
    // Several at once are one.
    waiting = window.setTimeout(() => { waiting = 0; changed() }, 60)
  }
  listeners.add(hear)
  return () => {
    clearTimeout(waiting)
    listeners.delete(hear)
  }
}

// What an answer rests on, by its address.
export function restsOn(path: string): Change[] {
  if (/^\/api\/v1\/(jobs|uploads)/.test(path)) return ['jobs']
  if (path === '/api/v1/explain') return []  // each time is a look at somebody, and is written down
  if (/^\/api\/v1\/(networks|what-if)/.test(path)) return ['places', 'acts']
  return ['records', 'acts', ...(path.endsWith('/beside') ? (['places'] as const) : [])]
}
