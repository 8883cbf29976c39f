// A link within the program: an ordinary link that does not load the whole program again. In a preview it stays in
// the preview.

import type { ComponentChildren } from 'preact'
import { go, previewed } from '../address'

interface Props {
  to: string
  children: ComponentChildren
  class?: string
  current?: boolean
}

export function Link({ to, children, class: name, current }: Props) {
  const target = previewed(to)
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(target)
  }
  return <a href={target} class={name ?? 'nhsuk-link'} aria-current={current ? 'page' : undefined} onClick={follow}>{children}</a>
}
