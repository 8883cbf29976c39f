// How sure a rule is, in a word with its meaning.

import { standings } from '../words'
import type { Standing as Word } from '../types'

const colours: Record<Word, string> = {
  verified: 'green', transcribed: 'blue', reported: 'blue', derived: 'aqua-green', entered: 'white', estimated: 'yellow', recalled: 'orange',
}

export function Standing({ word, explained = false }: { word: Word; explained?: boolean }) {
  return (
    <>
      <strong class={`nhsuk-tag nhsuk-tag--${colours[word]} meso-tag`} title={standings[word]}>{word}</strong>
      {explained ? <span class="meso-quiet"> {standings[word]}.</span> : null}
    </>
  )
}
