import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding } from '../../domain/dossier/verify.ts'
import { providePython } from '../../scripts/provide-python.ts'
import { secondVerifier } from '../support/second-verifier.ts'
import { cli, type Ended, scratch } from './cli.ts'

interface Vector {
  file: string
  why: string
  flags?: Record<string, string>
  exit: number
  findings: Finding[]
}
const directory = fileURLToPath(new URL('../../verifier/vectors/', import.meta.url))
const list = JSON.parse(await readFile(`${directory}vectors.json`, 'utf8'))
const vectors: Vector[] = list.vectors

let place: Awaited<ReturnType<typeof scratch>>
beforeAll(async () => {
  place = await scratch()
})
afterAll(() => rm(place.directory, { recursive: true }))

async function python(args: string[]): Promise<Ended> {
  const child = spawn(providePython(), [secondVerifier, ...args])
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

const flagsOf = ({ flags = {} }: Vector) =>
  Object.entries(flags).flatMap(([name, value]) => [
    `--${name}`,
    name === 'against' ? directory + value : value,
  ])

test('the second verifier finds in each vector what is expected, and ends with its number', async () => {
  for (const vector of vectors) {
    const { code, out } = await python([directory + vector.file, ...flagsOf(vector), '--json'])
    const about = `${vector.file}: ${vector.why}`
    expect(code, about).toBe(vector.exit)
    if (code !== 2) expect(JSON.parse(out).findings, about).toEqual(vector.findings)
  }
})

/** Of the program itself, which takes a second to start: one of each kind. All of them: server/dossiers/vectors.test.ts. */
const some = vectors.filter(
  (one, i) =>
    one.flags !== undefined ||
    vectors.findIndex(({ findings }) => findings[0]?.code === one.findings[0]?.code) === i,
)

test('the command says the same as the second verifier, word for word in JSON', async () => {
  for (const vector of some) {
    const args = [directory + vector.file, ...flagsOf(vector), '--json']
    const [ours, theirs] = await Promise.all([cli(['dossier', 'verify', ...args]), python(args)])
    const about = `${vector.file}: ${vector.why}`
    expect(ours.code, about).toBe(vector.exit)
    expect(theirs.code, about).toBe(vector.exit)
    if (vector.exit !== 2) expect(JSON.parse(ours.out), about).toEqual(JSON.parse(theirs.out))
    else expect([ours.out, ours.err.trim() === ''], about).toEqual(['', false])
  }
})

test('for a person it says what was found, when it was sealed, and that a key must be known from elsewhere', async () => {
  expect(await cli(['dossier', 'verify', `${directory}sound.zip`])).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^Sealed on .*2026.* by entry 4 of the log\. 5 items\. Key: [0-9a-f]{64}\nSound/,
    ),
    err: expect.stringContaining('--key'),
  })
  expect(
    (
      await cli([
        'dossier',
        'verify',
        `${directory}sound.zip`,
        '--key',
        list.keys.ours.replace(/(.{8})/g, '$1 '),
      ])
    ).err,
  ).toBe('')
  expect(await cli(['dossier', 'verify', `${directory}changed.zip`, '--lang', 'es'])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Cambiaron evidence\/0002\.txt\./),
    err: 'No está como se selló.\n',
  })
  expect(await python([`${directory}changed.zip`])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^evidence\/0002\.txt was changed\.\n[\s\S]*NOT SOUND\.\n$/),
  })
})

test.each([
  [['/there/is/nothing.zip']],
  [[directory]],
  [[`${directory}sound.zip`, '--head', '2']],
  [[`${directory}sound.zip`, '--key', 'abc']],
  [[`${directory}sound.zip`, '--kee', 'abc']],
  [[`${directory}sound.zip`, '--against', '/there/is/nothing.zip']],
  [[]],
])('%j can’t be used by either', async (args) => {
  expect(await cli(['dossier', 'verify', ...args])).toMatchObject({ code: 2, out: '' })
  expect(await python(args)).toMatchObject({ code: 2, out: '' })
})

test('the key is made once, for this user alone, and shown', async () => {
  const env = { DATA_DIR: join(place.directory, 'data') }
  const first = await cli(['dossier', 'key'], env)
  expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^[0-9a-f]{64}\n$/), err: '' })
  expect((await cli(['dossier', 'key'], env)).out).toBe(first.out)
  expect((await stat(join(env.DATA_DIR, 'keys', 'dossier.key'))).mode & 0o777).toBe(0o600)
})
