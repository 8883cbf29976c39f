// A link within the program: an ordinary link that does not load the whole program again.

import type { ComponentChildren } from 'preact'
import { go } from '../address'

interface Props {
  to: string
  children: ComponentChildren
  class?: string
  current?: boolean
}

export function Link({ to, children, class: name, current }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return <a href={to} class={name ?? 'nhsuk-link'} aria-current={current ? 'page' : undefined} onClick={follow}>{children}</a>
}
