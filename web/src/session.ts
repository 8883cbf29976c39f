// Who is signed in, in which role, and the pages that this role has. Asked for once, and again when the role, or whose
// view is previewed, changes.

import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { get, onSignedOut } from './server'
import type { Problem, Session } from './types'

export interface Signed {
  session: Session
  again: () => void  // asks anew: after another role was chosen
}

export const SignedIn = createContext<Signed | null>(null)

// REQUIRES: inside the frame of somebody who is signed in.
export function useSession(): Signed {
  const signed = useContext(SignedIn)
  if (!signed) throw new Error('nobody is signed in')
  return signed
}

export type State = { is: 'asking' } | { is: 'out' } | { is: 'trouble'; problem: Problem } | { is: 'in'; session: Session }

export function useSessionState(seenAs: string): [State, () => void] {
  const [state, setState] = useState<State>({ is: 'asking' })
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    get<Session>('/api/v1/session', stop.signal).then((answer) => {
      if (stop.signal.aborted) return
      if (answer.ok) setState({ is: 'in', session: answer.value })
      else if (answer.problem.status === 401) setState({ is: 'out' })
      else setState({ is: 'trouble', problem: answer.problem })
    }, () => undefined)
    return () => stop.abort()
  }, [asked, seenAs])
  useEffect(() => onSignedOut(() => setState({ is: 'out' })), [])
  return [state, () => setAsked((before) => before + 1)]
}
