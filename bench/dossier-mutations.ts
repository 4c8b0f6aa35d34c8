/**
 * Every byte of a dossier of 500 items, one bit of it changed, asked of both verifiers; with --bits 8 every bit, which
 * takes two hours of two processors; --from and --to share them out, or go on where an earlier run was stopped.
 * `node --import=./scripts/on-node-24.js bench/dossier-mutations.ts [--items N] [--bits 1…8] [--from BYTE] [--to BYTE]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inMemory, verify } from '../domain/dossier/verify.ts'
import { means } from '../server/dossiers/means.ts'
import { flip, largeDossier, numbers } from '../test/support/dossier-mutations.ts'
import { patched, startSecondVerifier } from '../test/support/second-verifier.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '500' },
    bits: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    to: { type: 'string' },
  },
})
const [items, bits] = [Number(values.items), Number(values.bits)]
const { bytes } = largeDossier(items)
const directory = mkdtempSync(join(tmpdir(), 'toparquia-mutations-'))
const path = join(directory, 'dossier.zip')
writeFileSync(path, bytes)
const second = startSecondVerifier(path)
const random = numbers(items)
const begun = performance.now()
let [asked, missed, differing] = [0, 0, 0]
const end = Math.min(bytes.length, Number(values.to ?? Infinity))
for (let at = Number(values.from); at < end; at++) {
  const first = random(8)
  for (let i = 0; i < bits; i++) {
    const patches = [flip(bytes, at * 8 + ((first + i) % 8))]
    const [{ findings }, theirs] = await Promise.all([
      verify(inMemory(patched(bytes, patches)), means),
      second.findings(patches),
    ])
    asked++
    if (findings.length === 0 || theirs.length === 0) missed++
    if (JSON.stringify(findings) !== JSON.stringify(theirs)) differing++
  }
  if (at % 5000 === 4999 || at === end - 1) {
    const minutes = ((performance.now() - begun) / 60_000).toFixed(1)
    console.log(
      `${at + 1} of ${end} bytes, ${asked} bits changed, ${missed} missed by either, ${differing} told differently, ${minutes} min`,
    )
  }
}
await second.end()
rmSync(directory, { recursive: true })
process.exitCode = missed + differing > 0 ? 1 : 0
