/**
 * A dossier of 500 items, changed in thousands of ways: both verifiers must find each, and the same. Every bit of all of it
 * takes hours: `bench/dossier-mutations.ts`.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareDossiers, type Finding, inMemory, verify } from '../../domain/dossier/verify.ts'
import { means } from '../../server/dossiers/means.ts'
import {
  datedBack,
  difference,
  flip,
  flipRepaired,
  largeDossier,
  numbers,
  placesOf,
  rearranged,
  rewritten,
} from '../support/dossier-mutations.ts'
import { type Patch, patched, type SecondVerifier, startSecondVerifier } from '../support/second-verifier.ts'
import { scratch } from './cli.ts'

const ITEMS = 500
const made = largeDossier(ITEMS)
const places = placesOf(made)
const file = made.bytes
const random = numbers(2026)

let place: Awaited<ReturnType<typeof scratch>>
let second: SecondVerifier
beforeAll(async () => {
  place = await scratch()
  const path = join(place.directory, 'large.zip')
  await writeFile(path, file)
  second = startSecondVerifier(path)
})
afterAll(async () => {
  await second.end()
  await rm(place.directory, { recursive: true })
})

const bitsOf = (from: number, to: number) => Array.from({ length: (to - from) * 8 }, (_, i) => from * 8 + i)
const anyBit = (from: number, to: number) => from * 8 + random((to - from) * 8)

/** Asks both at a time. Says which mutations one of them missed, or saw otherwise than the other. */
async function judged(mutations: Iterable<Patch[]>, base = file, verifier = second) {
  const wrong: { mutation: string; findings: [Finding[], Finding[]] }[] = []
  let count = 0
  for (const patches of mutations) {
    const [{ findings }, theirs] = await Promise.all([
      verify(inMemory(patched(base, patches)), means),
      verifier.findings(patches),
    ])
    count++
    if (findings.length === 0 || JSON.stringify(findings) !== JSON.stringify(theirs))
      wrong.push({
        mutation: patches.map(({ at, out, put }) => `${at}-${out}+${put.length}`).join(),
        findings: [findings, theirs],
      })
  }
  return { count, wrong: wrong.slice(0, 5) }
}

test('unchanged it is sound for both', async () => {
  expect(await second.findings([])).toEqual([])
  expect(await verify(inMemory(file), means)).toMatchObject({ sound: true, dossier: { items: ITEMS } })
})

test('every bit of a small dossier, whatever part of it the bit is in', { timeout: 600_000 }, async () => {
  const path = fileURLToPath(new URL('../../verifier/vectors/sound.zip', import.meta.url))
  const small = await readFile(path)
  const verifier = startSecondVerifier(path)
  const mutations = bitsOf(0, small.length).map((bit) => [flip(small, bit)])
  expect(await judged(mutations, small, verifier)).toEqual({ count: small.length * 8, wrong: [] })
  await verifier.end()
})

test('every bit of the signature, its header, and the end of the file', { timeout: 300_000 }, async () => {
  const signature = places.at(-1)!
  const mutations = [...bitsOf(signature.header, signature.end), ...bitsOf(signature.recordEnd, file.length)]
  expect(await judged(mutations.map((bit) => [flip(file, bit)]))).toEqual({
    count: (44 + 144 + 22) * 8,
    wrong: [],
  })
})

test('of each item a bit of its header, of its place in the directory, and two of its contents', {
  timeout: 300_000,
}, async () => {
  const bits = places
    .slice(0, ITEMS)
    .flatMap(({ header, content, end, record, recordEnd }) => [
      anyBit(header, content),
      anyBit(record, recordEnd),
      anyBit(content, end),
      anyBit(content, end),
    ])
  expect(await judged(bits.map((bit) => [flip(file, bit)]))).toEqual({ count: 4 * ITEMS, wrong: [] })
})

test('a bit of each item where the checksums of the ZIP were made to fit: the hash tells which item', async () => {
  for (let i = 0; i < ITEMS; i++) {
    const { content, end } = places[i]
    const patches = flipRepaired(made, places[i], i, random((end - content) * 8))
    const { findings } = await verify(inMemory(patched(file, patches)), means)
    // Of the log's hashes the list itself no longer leads to the entry, if it was its last line.
    expect(findings[0]).toEqual({ code: 'item-changed', path: made.manifest.items[i].path })
    expect(await second.findings(patches)).toEqual(findings)
  }
})

test('bits all over the manifest, with the checksums made to fit', { timeout: 300_000 }, async () => {
  const { content, end } = places[ITEMS]
  const bits: number[] = []
  for (let at = 0; at < end - content; at += 48) bits.push(anyBit(at, Math.min(at + 48, end - content)))
  const mutations = bits.map((bit) => flipRepaired(made, places[ITEMS], ITEMS, bit))
  expect(await judged(mutations)).toEqual({ count: bits.length, wrong: [] })
})

/** A third of the items, another third for each way: all of them would take a minute more. */
function* rearrangements(how: 'swapped' | 'without', last: number) {
  for (let i = 0; i < last; i++) yield difference(file, rearranged(made, i, how)[i % 3])
}

test('each item taken out: of the file, of the manifest too, with all hashes reckoned', {
  timeout: 300_000,
}, async () => {
  expect(await judged(rearrangements('without', ITEMS))).toEqual({ count: ITEMS, wrong: [] })
})

test('each item put behind the next one', { timeout: 300_000 }, async () => {
  expect(await judged(rearrangements('swapped', ITEMS - 1))).toEqual({ count: ITEMS - 1, wrong: [] })
})

test('dated back by somebody without the key, to a hundred times', async () => {
  const mutations = Array.from({ length: 100 }, () =>
    new Date(Date.UTC(2026, 10, 29, 14) - 1 - random(2 ** 31) * 100).toISOString(),
  ).flatMap((at) => datedBack(made, at).map((bytes) => difference(file, bytes)))
  expect(await judged(mutations)).toEqual({ count: 200, wrong: [] })
})

test('dated back by whoever has key and server, to any entry: the dossier sealed meanwhile tells', async () => {
  const here = await verify(inMemory(file), means)
  for (let entries = 0; entries < 40; entries += 4) {
    const forged = rewritten(made, entries, '2026-01-01T00:00:00.000Z')
    const report = await verify(inMemory(forged.bytes), means)
    expect(report.sound).toBe(true)
    expect(compareDossiers(report, here)).toEqual([{ code: 'other-log', at: entries + 1 }])
  }
})
