import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { canonicalJson, canonicalText, FORMAT } from './canonical-text.ts'
import { type Hash, verifyChain } from './chain.ts'
import { type Fingerprint, type LogEntry, ORIGIN } from './entry.ts'

const sha256: Hash = (text) => createHash('sha256').update(text).digest('hex')

describe('the canonical text', () => {
  it('is that of RFC 8785, appendix and examples', () => {
    // Section 3.2.2 and 3.2.3: numbers, strings and the order of keys.
    expect(
      canonicalJson({
        // biome-ignore lint/correctness/noPrecisionLoss: the example of the standard.
        numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    expect(Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))))).toEqual([
      '1',
      '\r',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\ud83d\ude00',
      '\ufb33',
    ])
  })

  it('is the same whatever the order of the keys, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        if (!JSON.stringify(value).isWellFormed() || /\\ud[89a-f]/.test(JSON.stringify(value))) return
        const text = canonicalJson(value)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
        expect(canonicalJson(turned(value))).toBe(text)
      }),
    )
  })

  it('refuses what has no text of its own', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { a: 1n }, [undefined], () => 1])
      expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

/** Keys of every object in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, turned(field)]),
  )
}

type Content = Omit<LogEntry, 'format' | 'seq' | 'previous' | 'hash'>

const name = fc.string({ unit: 'grapheme', maxLength: 12 })
const id = fc.integer({ min: 1, max: 99 })
const content: fc.Arbitrary<Content> = fc.record({
  at: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  account: fc.option(fc.record({ id, name })),
  action: fc.constantFrom('commune-created', 'import-saved', 'signed-in'),
  subject: fc.record({
    kind: fc.constantFrom('commune', 'import', 'account'),
    id: fc.option(id),
    name: fc.option(name),
  }),
  reason: fc.option(name),
  audience: fc.constantFrom('public', 'committee', 'administrators'),
  communes: fc.array(id, { maxLength: 3 }),
  councils: fc.array(id, { maxLength: 3 }),
  detail: fc.record({
    facts: fc.dictionary(fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' }), id, {
      maxKeys: 3,
    }),
    fields: fc.array(
      fc.record({ field: fc.constant('name'), before: fc.option(name), after: fc.option(name) }),
      { maxLength: 2 },
    ),
  }),
  salt: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
})

interface Log {
  entries: LogEntry[]
  head: Fingerprint
}

function chained(contents: Content[]): Log {
  const entries: LogEntry[] = []
  let head = ORIGIN
  for (const content of contents) {
    const open = { ...content, format: FORMAT, seq: head.seq + 1, previous: head.hash }
    const hash = sha256(canonicalText(open)) as string
    entries.push({ ...open, hash })
    head = { seq: open.seq, hash }
  }
  return { entries, head }
}

const logs = (minLength: number) =>
  fc.array(content, { minLength, maxLength: 8 }).map((contents) => chained(contents))

/** Every place of an entry where a value stands. */
function* leaves(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (value === null || typeof value !== 'object') yield path
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key])
}

function changedAt(entry: LogEntry, path: (string | number)[]): LogEntry {
  const copy = structuredClone(entry) as unknown as Record<string | number, unknown>
  let at = copy
  for (const key of path.slice(0, -1)) at = at[key] as typeof at
  const last = path[path.length - 1]
  const old = at[last]
  at[last] = typeof old === 'number' ? old + 1 : typeof old === 'string' ? `${old}x` : 'x'
  return copy as unknown as LogEntry
}

const verify = ({ entries, head }: Log, held?: Fingerprint[]) => verifyChain(entries, head, sha256, held)

describe('a chain', () => {
  test('as it was written is sound, also against fingerprints held of it, and so is an empty one', async () => {
    expect(await verify({ entries: [], head: ORIGIN })).toEqual({ entries: 0, head: ORIGIN, broken: null })
    await fc.assert(
      fc.asyncProperty(logs(1), async (log) => {
        const held = log.entries.map(({ seq, hash }) => ({ seq, hash }))
        expect(await verify(log, held)).toEqual({
          entries: log.entries.length,
          head: log.head,
          broken: null,
        })
      }),
    )
  })

  test('with any single value changed is found broken at that entry', async () => {
    await fc.assert(
      fc.asyncProperty(logs(1), fc.nat(), fc.nat(), async (log, which, where) => {
        const at = which % log.entries.length
        const paths = [...leaves(log.entries[at])]
        const entries = log.entries.with(at, changedAt(log.entries[at], paths[where % paths.length]))
        expect((await verify({ ...log, entries })).broken).toMatchObject({ seq: at + 1 })
      }),
    )
  })

  test('with an entry taken out, put in, doubled or moved is found broken where that happened', async () => {
    await fc.assert(
      fc.asyncProperty(logs(3), content, fc.nat(), fc.nat(), async (log, strange, which, whereTo) => {
        const { entries, head } = log
        const at = which % entries.length
        const broken = async (changed: LogEntry[]) => (await verify({ entries: changed, head })).broken
        expect(await broken(entries.toSpliced(at, 1))).toMatchObject({ seq: at + 1 })
        expect(await broken(entries.toSpliced(at, 0, entries[at]))).toMatchObject({ seq: at + 2 })
        // Sealed properly, and still nobody follows it.
        const previous = at === 0 ? ORIGIN : entries[at - 1]
        const open = { ...strange, format: FORMAT, seq: at + 1, previous: previous.hash }
        const sealed = { ...open, hash: sha256(canonicalText(open)) as string }
        if (sealed.hash !== entries[at].hash) {
          expect(await broken(entries.toSpliced(at, 0, sealed))).not.toBeNull()
          expect(await broken(entries.with(at, sealed))).not.toBeNull()
        }
        const to = (at + 1 + (whereTo % (entries.length - 1))) % entries.length
        const moved = entries.toSpliced(at, 1).toSpliced(to, 0, entries[at])
        expect(await broken(moved)).toMatchObject({ seq: Math.min(at, to) + 1 })
      }),
    )
  })

  test('cut off at either end, or with another head, is found broken', async () => {
    await fc.assert(
      fc.asyncProperty(logs(2), fc.nat(), async (log, which) => {
        const { entries, head } = log
        const at = which % entries.length
        expect((await verify({ entries: entries.slice(0, at), head })).broken).toEqual({
          seq: at + 1,
          why: 'cut-off',
        })
        if (at > 0) expect((await verify({ entries: entries.slice(at), head })).broken).not.toBeNull()
        const earlier = at === 0 ? ORIGIN : entries[at - 1]
        expect((await verify({ entries, head: earlier })).broken?.why).toBe('head-differs')
        expect((await verify({ entries, head: { ...head, hash: ORIGIN.hash } })).broken?.why).toBe(
          'head-differs',
        )
      }),
    )
  })

  test('rewritten from some entry on, head and all, differs from a fingerprint held of that part', async () => {
    await fc.assert(
      fc.asyncProperty(logs(2), fc.nat(), name, async (log, which, another) => {
        const at = which % log.entries.length
        const contents = log.entries.map(({ format, seq, previous, hash, ...content }) => content)
        const reason = `${contents[at].reason ?? ''}${another}!`
        const rewritten = chained(contents.with(at, { ...contents[at], reason }))
        expect((await verify(rewritten)).broken).toBeNull()
        const held = ({ seq, hash }: Fingerprint) => verify(rewritten, [{ seq, hash }])
        for (const entry of log.entries.slice(at))
          expect((await held(entry)).broken).toEqual({ seq: entry.seq, why: 'fingerprint-differs' })
        for (const entry of log.entries.slice(0, at)) expect((await held(entry)).broken).toBeNull()
      }),
    )
  })

  test('shorter than a fingerprint held of it is found cut off', async () => {
    await fc.assert(
      fc.asyncProperty(logs(2), async (log) => {
        const entries = log.entries.slice(0, -1)
        const last = entries[entries.length - 1]
        const shorter = { entries, head: { seq: last.seq, hash: last.hash } }
        expect((await verify(shorter)).broken).toBeNull()
        expect((await verify(shorter, [log.head])).broken).toEqual({ seq: log.head.seq, why: 'cut-off' })
      }),
    )
  })
})
