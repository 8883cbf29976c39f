// Builds the pages into a folder: node build.mjs OUTPUT
//
// The types are checked first, so a page that does not fit the interface is no page. Styles are those of
// nhsuk-frontend as published, less its web font, which is licensed to nhs.uk alone and would be fetched from another
// machine; then our own. Whatever has a lasting name carries eight letters of its content in it.

import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const output = process.argv[2]
if (!output) throw new Error('use: node build.mjs OUTPUT')
const published = join(here, 'node_modules/nhsuk-frontend/dist/nhsuk')

execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: here, stdio: 'inherit' })
rmSync(output, { recursive: true, force: true })
mkdirSync(join(output, 'assets/images'), { recursive: true })

function lasting(name, ending, content) {
  const mark = createHash('sha256').update(content).digest('hex').slice(0, 8)
  const path = `assets/${name}-${mark}.${ending}`
  writeFileSync(join(output, path), content)
  return `/${path}`
}

const theirs = readFileSync(join(published, 'nhsuk-frontend.min.css'), 'utf8')
  .replaceAll(/@font-face\{[^}]*\}/g, '')
  .replaceAll('Frutiger W01,', '')
  .replaceAll(/\/\*#.*?\*\//g, '')
const styles = await esbuild.transform(theirs + readFileSync(join(here, 'src/style.css'), 'utf8'), { loader: 'css', minify: true })
if (/Frutiger|url\(["']?http/.test(styles.code)) throw new Error('the styles still fetch from another machine')
for (const [, path] of styles.code.matchAll(/url\(["']?(\/assets\/images\/[\w-]+\.svg)/g)) {
  cpSync(join(published, 'assets/images', basename(path)), join(output, path))
}

const built = await esbuild.build({
  entryPoints: [join(here, 'src/main.tsx')],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2021',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
})
const script = lasting('app', 'js', built.outputFiles[0].contents)
const style = lasting('style', 'css', styles.code)
cpSync(join(here, 'src/icon.svg'), join(output, 'assets/icon.svg'))
writeFileSync(
  join(output, 'index.html'),
  readFileSync(join(here, 'src/index.html'), 'utf8').replace('SCRIPT', script).replace('STYLE', style),
)
