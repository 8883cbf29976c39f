// A rule's own text, as it stands in its file.

export function AsWritten({ text, file }: { text: string; file: string }) {
  return (
    <details class="nhsuk-details">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">The text as written</span></summary>
      <div class="nhsuk-details__text">
        <p class="meso-quiet">{file}</p>
        <pre class="meso-text" tabIndex={0}>{text}</pre>
      </div>
    </details>
  )
}
