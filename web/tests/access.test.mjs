// Signing in, what each role has, who may see what, and what an administrator and a practice do about it, as people do
// it in a real browser.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ask, codeOf, password } from './people.mjs'
import { browse, screenshots, serve } from './served.mjs'

let server, browser
before(async () => {
  server = await serve()
  browser = await browse()
})
after(async () => {
  await browser?.close()
  assert.equal(await server?.stop(), 0, 'the server ends by itself when told to')
})

async function open(path, who) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  if (who) {
    const [name, value] = server.people[who].cookie.split('=')
    await page.context().addCookies([{ name, value, url: server.address, httpOnly: true, sameSite: 'Strict' }])
  }
  await page.goto(server.address + path, { waitUntil: 'load' })
  await page.waitForSelector('h1')
  await page.waitForFunction(() => !document.querySelector('.meso-waiting'))
  return page
}
const places = (page) => page.locator('nav[aria-label="Pages"] a').allTextContents()

test('from an invitation to the first page by keyboard alone, with a pasted password and a second step', async () => {
  server.meso('access', 'add', 'bea@example.org', '--name', 'Bea Field')
  server.meso('access', 'grant', 'bea@example.org', 'analyst', 'DN001')
  const token = /invitation#(\S+)/.exec(server.meso('access', 'invite', 'bea@example.org'))[1]
  const page = await open(`/invitation#${token}`)
  await page.focus('#new-password')
  await page.keyboard.insertText('short')
  await page.keyboard.press('Enter')
  assert.match(await page.textContent('.nhsuk-error-summary'), /at least 12 characters/)
  assert.equal(await page.evaluate(() => document.activeElement.className), 'nhsuk-error-summary')
  await page.fill('#new-password', password)
  await page.focus('#again')
  await page.keyboard.insertText(password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#username')
  assert.equal(await page.getAttribute('#username', 'autocomplete'), 'username')
  assert.equal(await page.getAttribute('#password', 'autocomplete'), 'current-password')
  assert.equal(await page.getAttribute('#code', 'autocomplete'), 'one-time-code')
  await page.focus('#username')
  await page.keyboard.type('bea@example.org')
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('something else entirely')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.nhsuk-error-summary')
  assert.match(await page.textContent('.nhsuk-error-summary'), /There is a problem.*the name, the password or the code is not right/s)
  await page.screenshot({ path: join(screenshots, 'sign-in-wrong-1280.png') })
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.meso-code')
  assert.deepEqual(await places(page), [], 'no page before the second step')
  await page.screenshot({ path: join(screenshots, 'second-step-1280.png') })
  const secret = (await page.textContent('.meso-code')).replaceAll(' ', '')
  await page.fill('#code', codeOf(secret))
  await page.keyboard.press('Enter')
  await page.waitForSelector('nav[aria-label="Pages"]')
  assert.deepEqual(await places(page), ['Home', 'Indicators', 'Cohort', 'Network', 'Data', 'What they can see'])
  await page.click('text=Sign out')
  await page.waitForSelector('#username')
  await page.goto(`${server.address}/indicators`)
  await page.waitForSelector('#username')
  assert.deepEqual(await page.context().cookies(), [])
  await page.close()
})

test('a page that a role does not have is not in its navigation, and the server refuses what it would ask', async () => {
  const theirs = {
    commissioner: ['Home', 'Indicators', 'Network'],
    administrator: ['Home', 'Network', 'Data', 'Access'],
    practice: ['Home', 'Indicators', 'Cohort', 'Network', 'Data', 'Access', 'What they can see'],
    guardian: ['Home', 'Indicators', 'Network', 'Access', 'What they can see'],
  }
  for (const [who, expected] of Object.entries(theirs)) {
    const page = await open('/', who)
    assert.deepEqual(await places(page), expected, who)
    await page.close()
  }
  const page = await open('/cohort?expression=any%20HYP_COD', 'commissioner')
  await page.waitForSelector('.nhsuk-error-summary')
  assert.match(await page.textContent('.nhsuk-error-summary'), /the role of commissioner does not include typed cohorts/)
  await page.close()
})

test('every line of Home leads to a page that is there', async () => {
  for (const who of Object.keys(server.people)) {
    const page = await open('/', who)
    const links = await page.$$eval('.meso-lines a', (all) => all.map((one) => one.getAttribute('href')))
    for (const link of new Set(links)) {
      const target = await open(link, who)
      assert.notEqual(await target.textContent('h1'), 'Not found', `${who}: ${link}`)
      assert.equal(await target.locator('.nhsuk-error-summary').count(), 0, `${who}: ${link}`)
      await target.close()
    }
    await page.close()
  }
})

test('an agreement that a practice switches off is off in another browser with the next question, and on again', async () => {
  const analyst = await open('/indicators', 'analyst')
  assert.ok(!(await analyst.textContent('main')).includes('Not shared with you: DEMO01'))
  const practice = await open('/access?show=agreements', 'practice')
  const row = practice.locator('tr', { hasText: 'DEMO01' }).filter({ hasText: 'quality' }).first()
  await row.getByRole('button', { name: /^Switch off/ }).click()
  await practice.keyboard.type('the partners want to think')
  await practice.keyboard.press('Enter')
  await practice.waitForFunction(() => /is off/.test(document.querySelector('.meso-told')?.textContent ?? ''))
  await analyst.reload()
  await analyst.waitForSelector('table')
  assert.match(await analyst.textContent('main'), /Not shared with you: DEMO01, SYN01/)
  assert.match(await analyst.locator('tbody tr').first().textContent(), /not available/)
  await analyst.screenshot({ path: join(screenshots, 'not-shared-1280.png') })
  await row.getByRole('button', { name: /^Switch on/ }).click()
  await practice.keyboard.type('thought about it')
  await practice.keyboard.press('Enter')
  await practice.waitForFunction(() => /is on/.test(document.querySelector('.meso-told')?.textContent ?? ''))
  await analyst.reload()
  await analyst.waitForSelector('table')
  assert.match(await analyst.textContent('main'), /Not shared with you: SYN01/)
  await analyst.close()
  await practice.close()
})

test('what a practice previews as the commissioner is what the commissioner sees of it', async () => {
  const { answer: seen } = await ask(server.address, 'GET', '/api/v1/figures', undefined, server.people.commissioner.cookie)
  const { answer: previewed } = await ask(server.address, 'GET', '/api/v1/figures?seen_as=commissioner%40ZZB01', undefined, server.people.practice.cookie)
  let cells = 0
  for (const indicator of seen.indicators) {
    const same = previewed.indicators.find((one) => one.id === indicator.id)
    for (const practice of ['DEMO01', 'DEMO02']) {
      assert.deepEqual(same.figures[practice], indicator.figures[practice], `${indicator.id} ${practice}`)
      assert.notEqual(indicator.figures[practice].denominator.kind, 'exact')
      cells += 1
    }
  }
  assert.ok(cells > 40)
  const page = await open('/seen', 'practice')
  await page.click('text=See the pages as they do')
  await page.waitForSelector('.meso-preview')
  assert.match(await page.textContent('.meso-preview'), /You see this as the commissioner of (ZZB01|DN001) would/)
  assert.deepEqual(await places(page), ['Home', 'Indicators', 'Network'])
  await page.waitForSelector('tbody th a')
  await page.locator('tbody th a').first().click()
  await page.waitForSelector('.meso-preview')
  assert.match(page.url(), /seen_as=commissioner/)
  await page.click('text=Leave the preview')
  await page.waitForFunction(() => !document.querySelector('.meso-preview'))
  assert.equal((await places(page)).length, 7)
  await page.close()
  const refused = await ask(server.address, 'POST', '/api/v1/list?seen_as=practice-manager%40DEMO02', { indicator: 'HYP008' }, server.people.practice.cookie)
  assert.equal(refused.status, 403)
})

test('an administrator adds a person, gives a role and an invitation, and closes the account', async () => {
  const page = await open('/access?show=people', 'administrator')
  await page.fill('#person-name', 'Cleo Marsh')
  await page.fill('#person-sign-in', 'cleo@example.org')
  await page.click('form:has(#person-name) button')
  await page.waitForFunction(() => /Cleo Marsh is added/.test(document.querySelector('.meso-told')?.textContent ?? ''))
  await page.selectOption('#role-person', { label: 'Cleo Marsh' })
  await page.selectOption('#role-role', { label: 'care team' })
  await page.fill('#role-organisation', 'DEMO02')
  await page.click('form:has(#role-role) button')
  await page.waitForFunction(() => /care team at DEMO02/.test(document.querySelector('table').textContent))
  const row = page.locator('tr', { hasText: 'Cleo Marsh' })
  await row.getByRole('button', { name: 'Invite' }).click()
  await page.waitForFunction(() => /invitation#/.test(document.querySelector('.meso-told')?.textContent ?? ''))
  await row.getByRole('button', { name: 'Close' }).click()
  await page.keyboard.type('left the practice')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => /closed/.test([...document.querySelectorAll('tr')].find((one) => one.textContent.includes('Cleo Marsh'))?.textContent ?? ''))
  await page.close()
})

test('who looked is read in sentences by the practice and the Guardian, and says nothing of whom', async () => {
  const { answer: list } = await ask(server.address, 'POST', '/api/v1/list', { indicator: 'HYP008', which: 'missing', limit: 5 }, server.people.practice.cookie)
  const page = await open('/access?show=looks', 'guardian')
  const text = await page.textContent('main')
  assert.match(text, /saw a list of/)
  assert.match(text, /HYP008/)
  for (const { patient } of list.patients) assert.ok(!text.includes(` ${patient} `))
  await page.close()
})

test('a practice has an agreement read by a one-time link, which works once and needs no account', async () => {
  const practice = await open('/access?show=agreements', 'practice')
  await practice.getByRole('button', { name: /^Ask by a link/ }).first().click()
  await practice.waitForFunction(() => /link#/.test(document.querySelector('.meso-told')?.textContent ?? ''))
  const token = /link#(\S+)/.exec(await practice.textContent('.meso-told'))[1]
  const page = await open(`/link#${token}`)
  assert.match(await page.textContent('main'), /A sharing agreement of practice DEMO01/)
  await page.screenshot({ path: join(screenshots, 'link-1280.png') })
  await page.getByRole('button', { name: 'I have read it' }).press('Enter')
  await page.waitForSelector('text=Thank you')
  await page.reload()
  await page.waitForSelector('.nhsuk-error-summary')
  assert.match(await page.textContent('.nhsuk-error-summary'), /this link does not work/)
  await page.close()
  await practice.close()
})

test('by keyboard alone every place of these pages is reached, seen, and large enough to hit', async () => {
  for (const [who, path] of [[undefined, '/'], ['director', '/'], ['administrator', '/access?show=people'], ['practice', '/access?show=agreements'], ['guardian', '/access?show=looks'], ['administrator', '/access?show=ways'], ['analyst', '/seen']]) {
    const page = await open(path, who)
    const reached = new Set()
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press('Tab')
      const [seen, what] = await page.evaluate(() => {
        const at = document.activeElement
        if (at === document.body) return [true, '']
        const style = getComputedStyle(at)
        // A radio or a checkbox of nhsuk-frontend is drawn by its label.
        const label = at.matches('[type=radio], [type=checkbox]') ? getComputedStyle(at.nextElementSibling, '::before') : style
        const shown = [style, label].some((one) => one.boxShadow !== 'none' || (one.outlineStyle !== 'none' && one.outlineColor !== 'rgba(0, 0, 0, 0)') || one.borderTopWidth === '4px')
        return [shown || at.type === 'date', at.outerHTML.slice(0, 90)]
      })
      assert.ok(seen, `${path}: ${what}`)
      if (what !== '' && reached.has(what) && i > 30) break
      reached.add(what)
    }
    assert.ok(reached.size > (who ? 8 : 5), `${path}: ${[...reached].join('\n')}`)
    const small = await page.$$eval('main button, nav a, select, input:not([type=radio]):not([type=checkbox])', (all) => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML.slice(0, 80)))
    assert.deepEqual(small, [], path)
    await page.close()
  }
})
