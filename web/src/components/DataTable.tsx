// Every list of the program: filtered by words, sorted by its headings, in a frame that scrolls sideways, with the
// rows to take along as a file. What it is filtered and sorted by stands in the address. The first column names the row
// and stays in view.

import type { ComponentChildren } from 'preact'
import { go, useAddress, withQuery } from '../address'
import { save } from '../export'
import { count } from '../words'

export interface Column<Row> {
  name: string
  title: string
  numeric?: boolean
  value: (row: Row) => string | number | null
  shown?: (row: Row) => ComponentChildren
  describes?: boolean  // not a value: neither sorted nor exported
}

interface Props<Row> {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  id: (row: Row) => string
  file: string
  total?: Row | undefined  // stands last, whatever the order
  id_sort?: string         // its place in the address, where a page has two tables
  filtered?: boolean       // the page has a filter of its own
}

// Shorter lists are seen at one look.
const worthFiltering = 6

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en-GB', { numeric: true })
}

export function DataTable<Row>({ caption, columns, rows, id, file, total, id_sort = 'sort', filtered = false }: Props<Row>) {
  const { query } = useAddress()
  const wanted = query.get(id_sort) ?? ''
  const falling = wanted.startsWith('-')
  const sorted = columns.find((column) => column.name === wanted.replace(/^-/, ''))
  const id_find = id_sort === 'sort' ? 'find' : `${id_sort}-find`
  const find = filtered ? '' : (query.get(id_find) ?? '')
  const exported = columns.filter((column) => !column.describes)
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  const found = words.length === 0 ? rows : rows.filter((row) => {
    const text = exported.map((column) => column.value(row) ?? '').join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const shown = sorted ? [...found].sort((a, b) => compare(sorted.value(a), sorted.value(b)) * (falling ? -1 : 1)) : found
  const sort = (column: Column<Row>) => {
    const next = column !== sorted ? column.name : falling ? '' : `-${column.name}`
    go(withQuery({ [id_sort]: next }), true)
  }
  const line = (row: Row) => exported.map((column) => column.value(row) ?? '')
  const cells = (row: Row) => columns.map((column, position) => {
    const content = column.shown ? column.shown(row) : column.value(row)
    const kind = column.numeric ? 'nhsuk-table__cell--numeric' : ''
    return position === 0
      ? <th scope="row" class={`nhsuk-table__header ${kind}`} key={column.name}>{content}</th>
      : <td class={`nhsuk-table__cell ${kind}`} key={column.name}>{content}</td>
  })
  return (
    <div class="meso-table">
      {!filtered && (find !== '' || rows.length > worthFiltering) ? (
        <div class="meso-find">
          <label class="nhsuk-label" for={id_find}>Filter<span class="nhsuk-u-visually-hidden">: {caption}</span></label>
          <input class="nhsuk-input" id={id_find} type="search" autocomplete="off" value={find} onInput={(event) => go(withQuery({ [id_find]: event.currentTarget.value }), true)} />
          <span class="meso-quiet" role="status">{find === '' ? `${count(rows.length)} rows` : `${count(found.length)} of ${count(rows.length)} rows`}</span>
        </div>
      ) : null}
      <div class="meso-scroll" tabIndex={0} role="region" aria-label={caption}>
        <table class="nhsuk-table">
          <caption class="nhsuk-table__caption nhsuk-table__caption--s">{caption}</caption>
          <thead class="nhsuk-table__head">
            <tr>
              {columns.map((column) => {
                const order = column === sorted ? (falling ? 'descending' : 'ascending') : 'none'
                const kind = column.numeric ? 'nhsuk-table__header--numeric' : ''
                if (column.describes) return <th scope="col" class={`nhsuk-table__header ${kind}`} key={column.name}>{column.title}</th>
                return (
                  <th scope="col" class={`nhsuk-table__header ${kind}`} aria-sort={order} key={column.name}>
                    <button type="button" class="meso-sort" onClick={() => sort(column)}>
                      {column.title}<span class="meso-sort__mark" aria-hidden="true">{order === 'none' ? '↕' : falling ? '▼' : '▲'}</span>
                    </button>
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody class="nhsuk-table__body">
            {shown.map((row) => <tr class="nhsuk-table__row" key={id(row)}>{cells(row)}</tr>)}
            {total && words.length === 0 ? <tr class="nhsuk-table__row meso-total">{cells(total)}</tr> : null}
          </tbody>
        </table>
      </div>
      <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small meso-take" onClick={() => save(file, [exported.map((column) => column.title), ...shown.map(line), ...(total && words.length === 0 ? [line(total)] : [])])}>
        Download this table<span class="nhsuk-u-visually-hidden">: {caption}</span> (CSV)
      </button>
    </div>
  )
}
