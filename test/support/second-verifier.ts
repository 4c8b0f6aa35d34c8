/** The verifier in Python, kept running: a process for each of thousands of mutations would take an hour. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Finding } from '../../domain/dossier/verify.ts'
import { providePython } from '../../scripts/provide-python.ts'

export const secondVerifier = fileURLToPath(new URL('../../verifier/verify_dossier.py', import.meta.url))

/** Takes `out` bytes away at `at` and puts others in. */
export interface Patch {
  at: number
  out: number
  put: Uint8Array
}

export function patched(base: Uint8Array, patches: readonly Patch[]): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (const patch of patches) {
    parts.push(base.subarray(at, patch.at), patch.put)
    at = patch.at + patch.out
  }
  return Buffer.concat([...parts, base.subarray(at)])
}

export interface SecondVerifier {
  findings(patches: readonly Patch[]): Promise<Finding[]>
  end(): Promise<void>
}

/** @param file the dossier that patches are made to. */
export function startSecondVerifier(file: string): SecondVerifier {
  const child = spawn(providePython(), [secondVerifier, '--patches', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async findings(patches) {
      const asked = patches.map(({ at, out, put }) => [at, out, Buffer.from(put).toString('hex')])
      child.stdin.write(`${JSON.stringify(asked)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('The second verifier ended.')
      return (JSON.parse(value) as { findings: Finding[] }).findings
    },
    async end() {
      child.stdin.end()
      await once(child, 'close')
    },
  }
}
