// People with accounts, made as an administrator at the terminal makes them, and signed in as a browser does: an
// invitation sets a password, and a second step is set up with codes worked out here (RFC 6238).

import { createHmac } from 'node:crypto'

export const password = 'three green umbrellas'

function fromBase32(text) {
  let bits = ''
  for (const letter of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

export function codeOf(secret, at = Date.now()) {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const digest = createHmac('sha1', fromBase32(secret)).update(step).digest()
  const from = digest[19] & 15
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export const own = { 'Meso-Request': '1', 'Content-Type': 'application/json' }

export async function ask(address, method, path, body, cookie = '') {
  const response = await fetch(address + path, { method, headers: { ...own, ...(cookie ? { Cookie: cookie } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
  const text = await response.text()
  return { status: response.status, answer: text === '' ? {} : JSON.parse(text), cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] }
}

// `meso` runs a command and gives what it printed. Returns the cookie of a session that holds the role.
export async function signedIn(address, meso, network, name, role, organisation) {
  meso('access', 'add', network, name, '--name', `Somebody, ${role}`)
  meso('access', 'grant', network, name, role, organisation)
  const invitation = /invitation#(\S+)/.exec(meso('access', 'invite', network, name))[1]
  const set = await ask(address, 'POST', '/api/v1/invitation', { invitation, password })
  if (set.status !== 204) throw new Error(`no password: ${JSON.stringify(set.answer)}`)
  const { status, answer, cookie } = await ask(address, 'POST', '/api/v1/session', { name, password })
  if (status !== 200) throw new Error(`not signed in: ${JSON.stringify(answer)}`)
  const { secret } = (await ask(address, 'POST', '/api/v1/session/second-step', undefined, cookie)).answer
  const confirmed = await ask(address, 'PUT', '/api/v1/session/second-step', { secret, code: codeOf(secret) }, cookie)
  if (confirmed.status !== 204) throw new Error(`no second step: ${JSON.stringify(confirmed.answer)}`)
  return { name, cookie, secret }
}
