import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  compareDossiers,
  compareWithHeld,
  FINDING_CODES,
  type Finding,
  inMemory,
  type Means,
  verify,
} from '../../domain/dossier/verify.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'
import { means } from './means.ts'

interface Vector {
  file: string
  why: string
  flags?: { key?: string; head?: string; against?: string }
  exit: number
  findings: Finding[]
}
const directory = fileURLToPath(new URL('../../verifier/vectors/', import.meta.url))
const { vectors } = JSON.parse(readFileSync(`${directory}vectors.json`, 'utf8')) as { vectors: Vector[] }

/** As a browser has it: nothing but Web Crypto. */
const ofBrowsers: Means = {
  sha256() {
    const pieces: Uint8Array[] = []
    return {
      update: (bytes) => void pieces.push(bytes),
      async digest() {
        const whole = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer())
        return Buffer.from(await crypto.subtle.digest('SHA-256', whole)).toString('hex')
      },
    }
  },
  holds: means.holds,
}

describe.each([
  ['Node', means],
  ['a browser', ofBrowsers],
])('with what %s has', (_, given) => {
  const read = (file: string) => verify(inMemory(readFileSync(directory + file)), given)

  test.each(vectors)('$file: $why', async ({ file, flags = {}, exit, findings }) => {
    const report = await read(file)
    const [seq, hash] = flags.head?.split(':') ?? []
    const head = flags.head ? { seq: Number(seq), hash } : undefined
    const held = compareWithHeld(report, { key: flags.key, head })
    const other = flags.against && report.sound ? await read(flags.against) : null
    if (exit === 2) return expect(held === null || other?.sound === false).toBe(true)
    const compared = other ? compareDossiers(report, other) : []
    expect([...report.findings, ...held!, ...compared]).toEqual(findings)
  })
})

test.each(FINDING_CODES)('%s is found in some vector, and has a sentence', (code) => {
  expect(vectors.some(({ findings }) => findings.some((one) => one.code === code))).toBe(true)
  for (const locale of LOCALES)
    expect(translate(locale, `dossier.finding.${code}` as MessageKey, { at: 1, path: 'x' })).toMatch(/\.$/)
})
