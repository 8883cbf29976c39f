// One question of a form: label, hint, what is wrong, the box. What is wrong also stands in the summary above the form
// (ErrorSummary), which takes the focus and leads to each box.

import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface Props {
  id: string
  label: string
  value: string
  change: (value: string) => void
  hint?: string
  error?: string | undefined
  type?: 'text' | 'password' | 'date'
  autocomplete?: string
  width?: number
  inputMode?: 'numeric'
  spellcheck?: boolean
}

export function Field({ id, label, value, change, hint, error, type = 'text', autocomplete = 'off', width, inputMode, spellcheck = false }: Props) {
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  const more: JSX.InputHTMLAttributes<HTMLInputElement> = {}
  if (described) more['aria-describedby'] = described
  if (inputMode) more.inputMode = inputMode
  return (
    <div class={`nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}`}>
      <label class="nhsuk-label" for={id}>{label}</label>
      {hint ? <div class="nhsuk-hint" id={`${id}-hint`}>{hint}</div> : null}
      {error ? <span class="nhsuk-error-message" id={`${id}-error`}><span class="nhsuk-u-visually-hidden">Error: </span>{error}</span> : null}
      <input
        class={`nhsuk-input${error ? ' nhsuk-input--error' : ''}${width ? ` nhsuk-input--width-${width}` : ''}`} id={id} name={id} type={type} autocomplete={autocomplete}
        spellcheck={spellcheck} autocapitalize="none" value={value} onInput={(event) => change(event.currentTarget.value)} {...more}
      />
    </div>
  )
}

export interface Mistake {
  field?: string  // the id of the box
  text: string
}

export function ErrorSummary({ mistakes }: { mistakes: Mistake[] }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => { if (mistakes.length > 0) box.current?.focus() }, [mistakes])
  if (mistakes.length === 0) return null
  return (
    <div class="nhsuk-error-summary" role="alert" aria-labelledby="summary" tabIndex={-1} ref={box}>
      <h2 class="nhsuk-error-summary__title" id="summary">There is a problem</h2>
      <div class="nhsuk-error-summary__body">
        <ul class="nhsuk-list nhsuk-error-summary__list">
          {mistakes.map(({ field, text }) => (
            <li key={text}>{field ? <a href={`#${field}`} onClick={(event) => { event.preventDefault(); document.getElementById(field)?.focus() }}>{text}</a> : text}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export const mistakeOf = (mistakes: Mistake[], field: string): string | undefined => mistakes.find((one) => one.field === field)?.text
