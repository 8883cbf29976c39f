// A network with something of everything in it and somebody of each kind signed in, served by the program as built;
// and a browser. Practice SYN01 shares nothing with anybody.

import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { signedIn } from './people.mjs'

const program = process.env.MESO_PROGRAM
export const screenshots = process.env.MESO_SCREENSHOTS ?? join(tmpdir(), 'meso-screenshots')
mkdirSync(screenshots, { recursive: true })

// Rows that are wrong in ways that practices' exports are.
function writeExtract(folder) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'extract.csv'), 'practice,as_at\nSYN01,2026-02-28\n')
  writeFileSync(join(folder, 'patients.csv'), 'patient,birth_date,death_date,sex\n1,1950-05-01,,F\n2,1960-01-01,,M\n3,31/12/1970,,F\n')
  writeFileSync(join(folder, 'registrations.csv'), 'patient,start,end\n1,2000-01-01,\n2,2001-01-01,\n')
  writeFileSync(join(folder, 'events.csv'), 'patient,date,code,value,unit\n1,2020-01-01,59621000,,\n2,2020-01-01,59621000,,\n2,soon,59621000,,\n9,2020-01-01,59621000,,\n')
}

export async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'meso-web-'))
  const env = { ...process.env, MESO_KEYS: join(folder, 'keys') }
  const network = join(folder, 'fictional')
  const meso = (...words) => execFileSync(program, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  meso('synth', network, '--patients', '3000', '--practices', '4', '--years', '5', '--seed', '7')
  meso('network', 'country', join(folder, 'country'))
  meso('network', 'import', network, join(folder, 'country'))
  writeExtract(join(folder, 'extract'))
  try {
    meso('load', network, join(folder, 'extract'))
  } catch (error) {
    if (error.status !== 1) throw error  // 1: loaded, with rows that were not taken
  }
  meso('access', 'ways', network, 'records', 'open', '--reason', 'extracts came')
  const practices = ['DEMO01', 'DEMO02', 'DEMO03', 'DEMO04']
  for (const practice of practices) {
    meso('access', 'agree', network, practice, '--to', ['DN001', ...practices.filter((one) => one !== practice)].join(','), '--for', 'quality,contract', '--share', 'records', '--basis', 'made for a test', '--reason', 'agreed')
    meso('access', 'agree', network, practice, '--to', 'ZZB01,DN001', '--for', 'commissioning,public', '--basis', 'made for a test', '--reason', 'agreed')
  }
  const server = spawn(program, ['serve', network, '--listen', '127.0.0.1:0', '--rate', '0', '--quiet'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((done) => server.on('exit', (code, signal) => done(code ?? signal)))
  const address = await new Promise((found, failed) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const match = /answers at (http:\S+)\//.exec(line)
      if (match) found(match[1])
    })
    ended.then((how) => failed(new Error(`the server ended before it answered: ${how}`)))
  })
  const people = {}
  const roles = {
    analyst: ['analyst', 'DN001'], practice: ['practice-manager', 'DEMO01'], director: ['clinical-director', 'DN001'], guardian: ['caldicott-guardian', 'DN001'],
    commissioner: ['commissioner', 'ZZB01'], administrator: ['administrator', 'DN001'],
  }
  for (const [name, [role, organisation]] of Object.entries(roles)) people[name] = await signedIn(address, meso, network, `${name}@example.org`, role, organisation)
  return {
    address,
    people,
    meso: (...words) => meso(words[0], words[1], network, ...words.slice(2)),
    network,
    folder,
    async stop() {
      server.kill('SIGTERM')
      const how = await ended
      rmSync(folder, { recursive: true, force: true })
      return how
    },
  }
}

export function browse() {
  const executablePath = process.env.MESO_CHROMIUM ?? '/usr/bin/chromium'
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({ executablePath, args: quiet })
}
