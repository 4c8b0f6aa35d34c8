/** Takes a file's SHA-256 piece by piece, in a thread of its own: a film does not fit into a phone's memory. */
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '$domain/evidence/index.ts'

export type Measured = { read: number } | { sha256: string } | { failed: true }

self.onmessage = async ({ data: file }: MessageEvent<Blob>) => {
  const say = (measured: Measured) => postMessage(measured)
  try {
    const hash = sha256.create()
    const reader = file.stream().getReader()
    let read = 0
    let told = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      hash.update(value)
      read += value.length
      if (read - told < 2 ** 20) continue
      told = read
      say({ read })
    }
    say({ sha256: toHex(hash.digest()) })
  } catch {
    say({ failed: true })
  }
}
