// How much of a whole: a picture beside the number in the same row.

export function Bar({ part, whole }: { part: number; whole: number }) {
  const width = whole > 0 ? (140 * Math.min(part, whole)) / whole : 0
  return (
    <svg class="meso-bar" viewBox="0 0 142 14" width="142" height="14" aria-hidden="true" focusable="false">
      <rect x="0.5" y="0.5" width="141" height="13" class="meso-bar__whole" />
      <rect x="1" y="1" width={width} height="12" class="meso-bar__part" />
    </svg>
  )
}
