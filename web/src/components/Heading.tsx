// The heading of a page, which is also the title of the window.

import { useEffect } from 'preact/hooks'

export function Heading({ text, caption }: { text: string; caption?: string }) {
  useEffect(() => { document.title = `${text} - Meso` }, [text])
  return (
    <h1 class="nhsuk-heading-l">
      {caption ? <span class="nhsuk-caption-l">{caption} </span> : null}
      {text}
    </h1>
  )
}
