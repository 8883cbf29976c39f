// The place where files are dropped, or chosen by keyboard; what is on its way; and what came of each load.

import { useState } from 'preact/hooks'
import { post, useAnswer } from '../server'
import { bring, drop, useSending, type HowToLoad } from '../sending'
import type { Job, LoadReport, Problem, Rejected, Upload, UploadKind } from '../types'
import { count, day } from '../words'
import { DataTable, type Column } from './DataTable'
import { Trouble } from './Trouble'

const rejected: Column<Rejected>[] = [
  { name: 'file', title: 'File', value: (row) => row.file },
  { name: 'reason', title: 'Why it was not taken', value: (row) => row.reason, shown: (row) => <span class="meso-row-text">{row.reason}</span> },
  { name: 'count', title: 'Rows', numeric: true, value: (row) => row.count, shown: (row) => count(row.count) },
  { name: 'first', title: 'First line', numeric: true, value: (row) => row.first_line, shown: (row) => count(row.first_line) },
]

const time = (moment: string) => `${day(moment.slice(0, 10))}, ${moment.slice(11, 16)} UTC`
const megabytes = (bytes: number) => (bytes < 1e6 ? `${count(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`)

function Report({ report }: { report: LoadReport }) {
  const lost = report.rejects.reduce((sum, one) => sum + one.count, 0)
  return (
    <>
      {Array.isArray(report.practices) ? (
        <ul>{report.practices.map((one) => <li key={one.practice}>{one.practice}, as at {day(one.as_at)}: {count(one.patients)} patients, {count(one.events)} coded entries</li>)}</ul>
      ) : null}
      {report.kinds ? <p class="meso-quiet">{report.kinds.map((one) => `${one.kind}: ${count(one.read)} read, ${count(one.stored)} stored${one.duplicates > 0 ? `, ${count(one.duplicates)} twice` : ''}${one.set_aside > 0 ? `, ${count(one.set_aside)} set aside` : ''}${one.rejected > 0 ? `, ${count(one.rejected)} rejected` : ''}`).join('; ')}</p> : null}
      {report.files ? <ul>{report.files.map((one) => <li key={one.file}>{one.file}: {one.layout ? `${one.layout}, ${count(one.rows)} rows${one.rejected > 0 ? `, ${count(one.rejected)} rejected` : ''}` : `not taken: ${one.reason}`}</li>)}</ul> : null}
      {(report.notes ?? []).map((note) => <p class="meso-quiet" key={note}>{note}</p>)}
      {lost > 0 ? <DataTable caption={`${count(lost)} rows were not taken; the others were`} columns={rejected} rows={report.rejects} id={(row) => `${row.file} ${row.reason}`} file="not-taken.csv" id_sort="lost" /> : null}
    </>
  )
}

function OneJob({ job, again }: { job: Job; again: (() => void) | undefined }) {
  const words = { waiting: 'waits for its turn', running: job.step || 'begins', done: 'done', failed: 'was not loaded' }[job.state]
  return (
    <li class="meso-job">
      <p class="meso-job__title"><strong>{job.title}</strong>: {words}{job.state === 'running' && job.done > 0 ? `, ${Math.round(100 * job.done)}%` : ''} <span class="meso-quiet">{time(job.ended ?? job.begun)}</span></p>
      {job.state === 'running' || job.state === 'waiting' ? <progress class="meso-progress" max={1} {...(job.state === 'running' && job.done > 0 ? { value: job.done } : {})} aria-label={`${job.title}: ${words}`} /> : null}
      {job.problem ? <p class="nhsuk-error-message">{job.problem.detail}{job.problem.next ? `; ${job.problem.next}` : ''}. Nothing of the network was changed.{again ? <> <button type="button" class="meso-button-link" onClick={again}>Try again</button></> : null}</p> : null}
      {job.report ? <Report report={job.report} /> : null}
    </li>
  )
}

export function BringIn() {
  const uploads = useAnswer<{ uploads: Upload[] }>('/api/v1/uploads')
  const jobs = useAnswer<{ jobs: Job[] }>('/api/v1/jobs')
  const sending = useSending()
  const [chosen, setChosen] = useState<File[]>([])
  const [over, setOver] = useState(false)
  const [kind, setKind] = useState<UploadKind>('extracts')
  const [practice, setPractice] = useState('')
  const [assumed, setAssumed] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  // Who may not load is not shown a place to drop files.
  if (uploads && !uploads.ok && (uploads.problem.status === 403 || uploads.problem.status === 401)) return null
  const waiting = uploads?.ok ? uploads.value.uploads : []
  const how: HowToLoad = { kind, practice: practice.trim(), assumed }
  const same = (upload: Upload) => upload.files.length === chosen.length && upload.files.every((file) => chosen.some((one) => one.name === file.name && one.size === file.size))
  const begin = async () => {
    setProblem(undefined)
    const files = chosen
    setChosen([])
    setProblem(await bring(files, how, waiting.find((upload) => !upload.complete && same(upload))))
  }
  const load = async (upload: Upload) => {
    const answer = await post(`/api/v1/uploads/${encodeURIComponent(upload.id)}/load`, { ...(how.practice ? { practice: how.practice } : {}), registrations: assumed ? 'assumed' : 'stated' })
    if (!answer.ok) setProblem(answer.problem)
  }
  const size = chosen.reduce((sum, file) => sum + file.size, 0)
  return (
    <section>
      <h2 class="nhsuk-heading-m" id="bring">Bring files in</h2>
      <div
        class={`meso-drop${over ? ' meso-drop--over' : ''}`}
        onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); setChosen([...(event.dataTransfer?.files ?? [])]) }}
      >
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for="files">Drag the files of one extract here, or choose them</label>
          <div class="nhsuk-hint" id="files-hint">CSV, JSON or NDJSON, plain or gzipped; up to 64 files and 4 GB. They stay on the machine that holds the network.</div>
          <input class="nhsuk-file-upload" id="files" type="file" multiple aria-describedby="files-hint" onChange={(event) => setChosen([...(event.currentTarget.files ?? [])])} />
        </div>
        <div class="meso-drop__how">
          <div>
            <label class="nhsuk-label" for="kind">What they are</label>
            <select class="nhsuk-select" id="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value as UploadKind)}>
              <option value="extracts">practices’ coded extracts</option>
              <option value="public">public files: lists, maps, counts</option>
            </select>
          </div>
          {kind === 'extracts' ? (
            <>
              <div>
                <label class="nhsuk-label" for="of-practice">Practice, where the files name none</label>
                <input class="nhsuk-input nhsuk-input--width-10" id="of-practice" autocomplete="off" value={practice} onInput={(event) => setPractice(event.currentTarget.value)} />
              </div>
              <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                <div class="nhsuk-checkboxes__item">
                  <input class="nhsuk-checkboxes__input" id="assumed" type="checkbox" checked={assumed} onChange={(event) => setAssumed(event.currentTarget.checked)} />
                  <label class="nhsuk-label nhsuk-checkboxes__label" for="assumed">Without registrations: take everybody as registered</label>
                </div>
              </div>
            </>
          ) : null}
        </div>
        {chosen.length > 0 ? (
          <>
            <ul class="meso-chosen">{chosen.map((file) => <li key={file.name}>{file.name}, {megabytes(file.size)}</li>)}</ul>
            <button type="button" class="nhsuk-button nhsuk-button--small" disabled={sending !== undefined && !sending.problem} onClick={() => void begin()}>Load {chosen.length === 1 ? 'this file' : `these ${chosen.length} files`}, {megabytes(size)}</button>
          </>
        ) : null}
      </div>
      {problem ? <Trouble problem={problem} /> : null}
      {sending ? (
        <div class="meso-job" role="status">
          <p class="meso-job__title"><strong>Sending {sending.names.length === 1 ? sending.names[0] : `${sending.names.length} files`}</strong>: {megabytes(sending.sent)} of {megabytes(sending.size)}. You may look at other pages meanwhile.</p>
          <progress class="meso-progress" max={Math.max(1, sending.size)} value={sending.sent} aria-label="Sent" />
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => void drop(sending.id)}>Stop</button>
        </div>
      ) : null}
      {waiting.filter((upload) => upload.id !== sending?.id && !upload.loading).map((upload) => (
        <div class="meso-job" key={upload.id}>
          <p class="meso-job__title"><strong>{upload.files.map((file) => file.name).join(', ')}</strong>: {upload.complete ? 'sent, and not loaded' : `sending broke off at ${megabytes(upload.files.reduce((sum, file) => sum + file.received, 0))} of ${megabytes(upload.files.reduce((sum, file) => sum + file.size, 0))}; choose the same files to go on`}</p>
          {upload.complete ? <button type="button" class="nhsuk-button nhsuk-button--small" onClick={() => void load(upload)}>Load</button> : null}{' '}
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => void drop(upload.id)}>Drop</button>
        </div>
      ))}
      {jobs?.ok && jobs.value.jobs.length > 0 ? (
        <>
          <h3 class="nhsuk-heading-s">Loads since the program was started</h3>
          <ul class="meso-jobs" aria-live="polite">
            {jobs.value.jobs.map((job) => {
              const upload = waiting.find((one) => one.id === job.of)
              return <OneJob job={job} key={job.id} again={job.state === 'failed' && upload && !upload.loading ? () => void load(upload) : undefined} />
            })}
          </ul>
        </>
      ) : null}
    </section>
  )
}
