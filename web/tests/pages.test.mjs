// The pages in a real browser: every page with data in it, wide, narrow and enlarged, by keyboard, without a fault
// that axe can find, without a request to anywhere else, and without a patient's number in any address.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import Ajv from 'ajv/dist/2020.js'
import { ask } from './people.mjs'
import { browse, screenshots, serve } from './served.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const cohort = 'any HYP_COD and age in years at ACHV_DAT >= 65'
const pages = {
  home: '/',
  indicators: '/indicators',
  registers: '/indicators?show=registers',
  indicator: '/indicators/HYP008',
  rule: '/rules/HYP008',
  register: '/rules/HYP_REG',
  cohort: `/cohort?expression=${encodeURIComponent(cohort)}`,
  mistake: `/cohort?expression=${encodeURIComponent('DM_REGS and sex is female')}`,
  network: '/network',
  areas: '/network?areas=listed',
  voice: '/network?view=voice&rule=patients&list=DEMO04%3D60000',
  checks: '/network?view=checks',
  whatif: `/network?view=what-if&change=${encodeURIComponent('merge DN001, DN002 as "North"')}`,
  data: '/data',
  lost: '/no/such/page',
}
// What others see, or on what else there is to do.
const pagesOf = {
  nobody: { 'sign-in': '/', link: '/link#not-a-link', invitation: '/invitation#not-a-code', begin: '/begin' },
  practice: { access: '/access', seen: '/seen', 'seen-as': '/indicators/HYP008?seen_as=commissioner%40ZZB01', patients: '/indicators/HYP008/patients?which=missing&practice=DEMO01', 'practice-home': '/', 'practice-indicator': '/indicators/HYP008' },
  commissioner: { 'commissioner-home': '/', 'commissioner-indicators': '/indicators', 'commissioner-indicator': '/indicators/HYP008' },
  administrator: { 'administrator-home': '/', people: '/access?show=people', ways: '/access?show=ways', 'administrator-data': '/data' },
  guardian: { 'guardian-home': '/', looks: '/access?show=looks', 'guardian-indicators': '/indicators' },
}

let server, browser
before(async () => {
  server = await serve()
  browser = await browse()
})
after(async () => {
  await browser?.close()
  assert.equal(await server?.stop(), 0, 'the server ends by itself when told to')
})

// A page of the program as somebody sees it, watched: faults in scripts and requests to elsewhere fail the test that
// opened it.
async function open(path, viewport = { width: 1280, height: 900 }, who = 'analyst') {
  const page = await browser.newPage({ viewport, locale: 'en-GB' })
  if (who !== 'nobody') {
    const [name, value] = server.people[who].cookie.split('=')
    await page.context().addCookies([{ name, value, url: server.address, httpOnly: true, sameSite: 'Strict' }])
  }
  const faults = []
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(server.address) && !request.url().startsWith('blob:')) faults.push(`asked elsewhere: ${request.url()}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|403|422)/.test(message.text())) faults.push(`console: ${message.text()}`)
  })
  page.faults = faults
  await page.goto(server.address + path, { waitUntil: 'load' })
  await settled(page)
  return page
}

// Until every question of the page is answered: one of them, what changes, never is.
async function settled(page) {
  await page.waitForSelector('h1')
  await page.waitForFunction(() => !document.querySelector('.meso-waiting'))
  let before = -1
  for (;;) {
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').length)
    if (asked === before && await page.evaluate(() => !document.querySelector('.meso-waiting'))) return
    before = asked
    await page.waitForTimeout(250)
  }
}

async function violations(page) {
  await page.evaluate(axe)
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

// 320 pixels are 1280 at 400% zoom.
const everyPage = Object.entries({ analyst: pages, ...pagesOf }).flatMap(([who, theirs]) => Object.entries(theirs).map(([name, path]) => ({ who, name, path })))
for (const width of [1280, 390, 320]) {
  for (const { who, name, path } of everyPage) {
    test(`${name} at ${width} pixels has no fault that axe finds and does not scroll sideways`, async () => {
      const page = await open(path, { width, height: 900 }, who)
      await page.screenshot({ path: join(screenshots, `${name}-${width}.png`), fullPage: true })
      assert.deepEqual(await violations(page), [])
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways')
      assert.deepEqual(page.faults, [])
      await page.close()
    })
  }
}

test('the first view is under 200 kB as sent', async () => {
  const page = await browser.newPage()
  const [name, value] = server.people.analyst.cookie.split('=')
  await page.context().addCookies([{ name, value, url: server.address }])
  let sent = 0
  page.on('response', (response) => { sent += Number(response.headers()['content-length'] ?? 0) })
  await page.goto(`${server.address}/indicators`)
  await page.waitForSelector('table')
  assert.ok(sent > 10_000 && sent < 200_000, `${sent} bytes`)
  await page.close()
})

test('the count moves with the keys, and a mistake is told with its place and a hint', async () => {
  const page = await open('/cohort')
  await page.focus('#expression')
  await page.keyboard.type('any HYP_COD')
  await page.waitForFunction(() => /people/.test(document.querySelector('.meso-count')?.textContent ?? ''))
  const all = await page.textContent('.meso-count strong')
  await page.keyboard.type(' and age in years at ACHV_DAT >= 65')
  await page.waitForFunction((before) => !document.querySelector('.meso-stale') && document.querySelector('.meso-count strong')?.textContent !== before, all)
  assert.match(page.url(), /expression=any\+HYP_COD\+and/)
  await page.keyboard.type(' and DM_REGS')
  await page.waitForFunction(() => /did you mean/.test(document.querySelector('#mistakes')?.textContent ?? ''))
  assert.match(await page.textContent('#mistakes'), /Line 1, column 52: there is no register DM_REGS; did you mean DM_REG\?/)
  assert.match(await page.textContent('.meso-count'), /when the text was last right/)
  assert.deepEqual(page.faults, [])
  await page.close()
})

test('a list opens into reasons, and no address holds a patient’s number', async () => {
  const page = await open('/indicators/HYP008', undefined, 'practice')
  const addresses = []
  page.on('request', (request) => addresses.push(request.url()))
  await page.click('table tbody tr:first-child a[href*="which=missing"]')
  await page.waitForSelector('.meso-button-link')
  const patient = await page.textContent('tbody tr:first-child th')
  await page.click('tbody tr:first-child .meso-button-link')
  await page.waitForSelector('.meso-verdict')
  assert.match(await page.textContent('.meso-verdict'), /in the denominator, not in the numerator, by step \d+\. Because: /)
  assert.deepEqual(await violations(page), [])
  await page.screenshot({ path: join(screenshots, 'why-1280.png'), fullPage: true })
  addresses.push(page.url())
  assert.ok(patient.length > 3)
  for (const address of addresses) assert.ok(!address.includes(patient), address)
  await page.close()
})

test('why somebody is out of a cohort is told from their number', async () => {
  const page = await open(pages.cohort, undefined, 'practice')
  const young = await ask(server.address, 'POST', '/api/v1/list', { expression: 'age in years at ACHV_DAT < 40', limit: 1 }, server.people.practice.cookie)
  const patient = `DEMO01/${young.answer.patients[0].patient}`
  await page.fill('#patient', patient)
  await page.click('text=Explain')
  await page.waitForSelector('.meso-verdict')
  assert.match(await page.textContent('.meso-why'), /HYP_COD/)
  assert.ok(!page.url().includes(patient))
  await page.close()
})

test('by keyboard alone: skip, filter, sort, open; and what is shown stands in the address', async () => {
  const page = await open('/')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Indicators')
  await page.keyboard.press('Enter')
  await page.waitForSelector('table')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
  await page.keyboard.press('Tab')
  await page.keyboard.type('blood pressure')
  await page.waitForFunction(() => location.search.includes('filter=blood+pressure'))
  const sort = page.locator('th button', { hasText: 'Network' })
  await sort.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  assert.equal(await page.getAttribute('th:has(button:focus)', 'aria-sort'), 'descending')
  const shown = await page.locator('tbody td strong').allTextContents()
  const figures = shown.map(Number).filter((value) => !Number.isNaN(value))
  assert.ok(figures.length > 2)
  assert.deepEqual(figures, [...figures].sort((a, b) => b - a))
  const before = await page.locator('tbody th').allTextContents()
  await page.reload()
  await page.waitForSelector('table')
  assert.deepEqual(await page.locator('tbody th').allTextContents(), before)
  await page.locator('tbody th a').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('figure svg')
  await page.close()
})

test('what has the focus can be seen, and no target is smaller than 24 by 24 where it stands alone', async () => {
  const page = await open('/indicators')
  for (let i = 0; i < 14; ++i) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      // A date's parts are the browser's own, and so is the mark on the part that has the focus.
      if (document.activeElement.type === 'date') return true
      const style = getComputedStyle(document.activeElement)
      return style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && style.outlineColor !== 'rgba(0, 0, 0, 0)')
    })
    assert.ok(seen, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 100)))
  }
  const small = await page.$$eval('button, nav a, select, input', (all) => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML.slice(0, 80)))
  assert.deepEqual(small, [])
  await page.close()
})

test('a table is taken along as a file', async () => {
  const page = await open('/indicators')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.meso-take')])
  assert.match(download.suggestedFilename(), /^indicators-\d{4}-\d{2}-\d{2}\.csv$/)
  const text = readFileSync(await download.path(), 'utf8')
  assert.match(text, /^\uFEFFIndicator,Network %,Numerator,/)
  assert.match(text, /\r\nHYP008,[\d.]+,\d+,/)
  await page.close()
})

test('the map is a picture that opens, and its colours are let in', async () => {
  const page = await open('/network')
  const width = await page.$eval('.meso-map img', (image) => image.decode().then(() => image.naturalWidth))
  assert.ok(width > 100)
  assert.match(await page.textContent('main'), /DEMO01/)
  assert.deepEqual(page.faults, [])
  await page.close()
})

test('a practice that outgrows the others decides alone, by chart, table and words', async () => {
  const page = await open('/network?view=voice&rule=patients')
  assert.match(await page.textContent('figcaption'), /can tip a result|can never/)
  await page.click('text=Suppose other list sizes')
  await page.fill('#list-DEMO04', '900000')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => /DEMO04 decides alone/.test(document.querySelector('figcaption')?.textContent ?? ''))
  assert.match(page.url(), /list=DEMO04%3D900000/)
  assert.match(await page.textContent('tbody tr:nth-child(4)'), /100\.0%.*decides alone/)
  await page.fill('#own-rule', 'carried by all practices')
  await page.waitForFunction(() => /nothing is carried without DEMO01/.test(document.querySelector('figcaption')?.textContent ?? ''))
  await page.fill('#own-rule', 'carried by most of them')
  await page.waitForSelector('.nhsuk-error-message')
  await page.close()
})

test('a supposed move stands in the address, and what it comes to is told before and after', async () => {
  const page = await open('/network?view=what-if')
  await page.selectOption('#what-practice', 'DEMO02')
  await page.click('text=Suppose it moves')
  await page.waitForSelector('text=DEMO02: from DN001 to DN002')
  assert.match(page.url(), /change=move\+DEMO02\+to\+DN002/)
  assert.match(await page.textContent('main'), /people before, .* people after/)
  await page.reload()
  await page.waitForSelector('text=DEMO02: from DN001 to DN002')
  await page.close()
})

test('a list is filtered by words, and the filter stands in the address and is what is taken along', async () => {
  const page = await open('/network')
  await page.fill('#find', 'DEMO03')
  await page.waitForFunction(() => document.querySelectorAll('table')[0].tBodies[0].rows.length === 1)
  assert.match(page.url(), /find=DEMO03/)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('.meso-take')])
  assert.equal(readFileSync(await download.path(), 'utf8').trim().split('\r\n').length, 2)
  await page.close()
})

test('files dropped by keyboard are loaded, told row by row, and seen by a colleague within a second', async () => {
  const colleague = await open('/data')
  const page = await open('/data')
  const extract = (practice, day) => [
    { name: 'extract.csv', mimeType: 'text/csv', buffer: Buffer.from(`practice,as_at\n${practice},${day}\n`) },
    { name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from('patient,birth_date,death_date,sex\n1,1950-05-01,,F\n2,31/12/1970,,M\n') },
    { name: 'registrations.csv', mimeType: 'text/csv', buffer: Buffer.from('patient,start,end\n1,2000-01-01,\n') },
    { name: 'events.csv', mimeType: 'text/csv', buffer: Buffer.from('patient,date,code,value,unit\n1,2020-01-01,59621000,,\n') },
  ]
  await page.setInputFiles('#files', extract('SYN02', '2026-03-31'))
  const button = page.locator('button', { hasText: /^Load these 4 files/ })
  await button.focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => /Loading 4 files: done/.test(document.querySelector('.meso-jobs')?.textContent ?? ''))
  const loaded = Date.now()
  assert.match(await page.textContent('.meso-jobs'), /SYN02, as at 31 March 2026: 1 patients/)
  assert.match(await page.textContent('.meso-jobs'), /1 rows were not taken; the others were/)
  await colleague.waitForFunction(() => /SYN02/.test(document.querySelector('table')?.textContent ?? ''), undefined, { timeout: 5000 })
  const seen = Date.now() - loaded
  assert.ok(seen < 2000, `the colleague saw it after ${seen} ms`)
  assert.deepEqual(await violations(page), [])
  await page.screenshot({ path: join(screenshots, 'loaded-1280.png'), fullPage: true })
  await page.setInputFiles('#files', [{ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear all') }])
  await page.click('text=Load this file')
  await page.waitForFunction(() => /was not loaded/.test(document.querySelector('.meso-jobs')?.textContent ?? ''))
  assert.match(await page.textContent('.meso-jobs'), /Nothing of the network was changed/)
  await page.locator('button', { hasText: 'Drop' }).click()
  await page.waitForFunction(() => !/sent, and not loaded/.test(document.querySelector('main').textContent))
  assert.deepEqual(page.faults, [])
  await page.close()
  await colleague.close()
})

test('what another program changes shows in open pages of two browsers', async () => {
  const views = [await open('/network?view=checks'), await open('/network?view=checks', undefined, 'director')]  // each in a context of its own
  for (const view of views) {
    assert.match(await view.textContent('main'), /A network agreement that every member has signed.*?not known/s)
  }
  await new Promise((done) => setTimeout(done, 600))  // both listen
  const text = join(server.folder, 'ours.record')
  writeFileSync(text, 'network DN001 "Ours"\n  agreement signed 2019-06-28\n')
  server.meso('network', 'record', text, '--reason', 'signed')
  for (const view of views) await view.waitForFunction(() => /Network agreement\s*signed/.test(document.querySelector('main').textContent), undefined, { timeout: 5000 })
  for (const view of views) await view.close()
})

test('an agreement that a practice switches off is off in a colleague’s open page', async () => {
  const cookie = server.people.practice.cookie
  const page = await open('/indicators/HYP008')
  assert.match(await page.textContent('tbody tr:first-child'), /%/)
  const { answer } = await ask(server.address, 'GET', '/api/v1/access/agreements', undefined, cookie)
  const ours = answer.agreements.find((one) => one.practice === 'DEMO01' && one.shared === 'records')
  const turn = (on) => ask(server.address, 'PUT', `/api/v1/access/agreements/${ours.id}`, { on, reason: 'tried' }, cookie)
  assert.ok((await turn(false)).status < 300)
  await page.waitForFunction(() => /not available/.test(document.querySelector('tbody tr:first-child').textContent), undefined, { timeout: 5000 })
  assert.ok((await turn(true)).status < 300)
  await page.waitForFunction(() => !/not available/.test(document.querySelector('tbody tr:first-child').textContent), undefined, { timeout: 5000 })
  await page.close()
})

test('an indicator shows what is needed, how it went and how others count it', async () => {
  const page = await open('/indicators/DM020')
  assert.match(await page.textContent('main'), /Thresholds of 2026-27, because those of 2025-26 are not known/)
  assert.match(await page.textContent('main'), /at 24 month-ends/)
  await page.selectOption('#line', 'DEMO02')
  await page.waitForFunction(() => /^DEMO02 lay between/.test(document.querySelector('#trend-finding')?.textContent ?? ''))
  assert.match(page.url(), /line=DEMO02/)
  await page.close()
  const register = await open('/rules/HYP_REG')
  assert.match(await register.textContent('main'), /Emmethollow PCN.*?every practice in the file/s)
  assert.deepEqual(await violations(register), [])
  await register.close()
})

test('a page is printed without what only a screen can use', async () => {
  const page = await open('/indicators/HYP008')
  await page.emulateMedia({ media: 'print' })
  for (const unseen of ['nav', '.meso-take', '.nhsuk-back-link']) assert.equal(await page.locator(unseen).first().isVisible(), false, unseen)
  assert.ok(await page.locator('table').first().isVisible())
  await page.screenshot({ path: join(screenshots, 'indicator-print.png'), fullPage: true })
  await page.close()
})

test('what was rejected is told by file, line and reason, and never by content', async () => {
  const page = await open('/data')
  const text = await page.textContent('main')
  assert.match(text, /events\.csv/)
  assert.match(text, /28 February 2026/)
  assert.ok(!text.includes('soon'))
  await page.close()
})

test('every answer fits the description of the interface', async () => {
  const description = (await ask(server.address, 'GET', '/api/v1/openapi.json')).answer
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } })
  ajv.addSchema(description, 'description')
  const fits = async (address, question, status = '200', who = 'analyst') => {
    const path = address.split('?')[0]
    const method = question ? 'post' : 'get'
    const known = Object.keys(description.paths).find((one) => new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
    const response = description.paths[known][method].responses[status]
    const schema = Object.values(response.content)[0].schema
    const { answer } = await ask(server.address, question ? 'POST' : 'GET', address, question, server.people[who].cookie)
    const check = schema.$ref ? ajv.getSchema(`description${schema.$ref}`) : ajv.compile(schema)
    assert.ok(check(answer), `${path}: ${JSON.stringify(check.errors?.slice(0, 3))}`)
    if (question) {
      const asked = ajv.getSchema(`description${description.paths[known].post.requestBody.content['application/json'].schema.$ref}`)
      assert.ok(asked(question), `${path}: ${JSON.stringify(asked.errors)}`)
    }
    return answer
  }
  for (const who of Object.keys(server.people)) await fits('/api/v1/session', undefined, '200', who)
  await fits('/api/v1/figures', undefined, '200', 'commissioner')
  await fits('/api/v1/figures', undefined, 'default', 'administrator')
  await fits('/api/v1/network', undefined, '200', 'administrator')
  await fits('/api/v1/network')
  await fits('/api/v1/rejects')
  await fits('/api/v1/rulebook')
  const figures = await fits('/api/v1/figures')
  for (const { id } of [...figures.registers, ...figures.indicators]) await fits(`/api/v1/rules/${id}`)
  const { own } = await fits('/api/v1/networks')
  assert.equal(own, 'DN001')
  await fits('/api/v1/rules/HYP008/trend?months=3')
  await fits('/api/v1/rules/HYP_REG/trend?months=2')
  await fits('/api/v1/rules/HYP_REG/beside')
  await fits('/api/v1/rules/HYP008/beside')
  await fits('/api/v1/thresholds')
  await fits('/api/v1/uploads')
  await fits('/api/v1/jobs')
  await fits('/api/v1/networks/DN001')
  await fits('/api/v1/networks/DN001/areas')
  await fits('/api/v1/networks/DN001/voice?list=DEMO04%3D60000')
  await fits('/api/v1/networks/DN001/checks')
  await fits(`/api/v1/what-if?change=${encodeURIComponent('move DEMO01 to DN002')}`)
  await fits('/api/v1/what-if?change=fly', undefined, 'default')
  await fits('/api/v1/count', { expression: cohort })
  await fits('/api/v1/count', { expression: 'DM_REGS' }, '422')
  const list = await fits('/api/v1/list', { indicator: 'HYP008', which: 'missing', limit: 5 }, '200', 'practice')
  await fits('/api/v1/explain', { indicator: 'HYP008', patient: list.patients[0].patient, practice: list.patients[0].practice }, '200', 'practice')
  await fits('/api/v1/explain', { indicator: 'HYP008', patient: 'nobody' }, 'default', 'practice')
})
