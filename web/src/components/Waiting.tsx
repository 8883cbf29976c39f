// An answer on its way, or the problem that came instead.

import type { ComponentChildren } from 'preact'
import type { Answer } from '../server'
import { Trouble } from './Trouble'

interface Props<T> {
  answer: Answer<T> | undefined
  children: (value: T) => ComponentChildren
}

export function Waiting<T>({ answer, children }: Props<T>) {
  if (!answer) return <p class="meso-waiting" role="status">Counting…</p>
  if (!answer.ok) return <Trouble problem={answer.problem} />
  return <>{children(answer.value)}</>
}
