import { createHash } from 'node:crypto'

export interface Hashed {
  bytes: number
  sha256: string
}

/** Knows the hash and the number of the bytes that it was shown. */
export function hashing() {
  const hash = createHash('sha256')
  let bytes = 0
  const add = (chunk: Uint8Array): void => {
    hash.update(chunk)
    bytes += chunk.length
  }
  return {
    add,
    async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        add(chunk)
        yield chunk
      }
    },
    /** Once, at the end. */
    result: (): Hashed => ({ bytes, sha256: hash.digest('hex') }),
  }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
