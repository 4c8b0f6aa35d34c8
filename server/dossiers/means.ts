/** Hash and signature by Node's OpenSSL, and a file on disk to read: what the verifier of the domain asks for. */
import { createHash, webcrypto } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Source } from '../../domain/dossier/container.ts'
import type { Means } from '../../domain/dossier/verify.ts'

export const means: Means = {
  sha256() {
    const hash = createHash('sha256')
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') }
  },
  async holds({ key, signature, message }) {
    try {
      const imported = await webcrypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
      return await webcrypto.subtle.verify('Ed25519', imported, signature, message)
    } catch {
      // Bytes that are no point of the curve.
      return false
    }
  },
}

export async function onDisk(file: FileHandle): Promise<Source> {
  const { size } = await file.stat()
  return {
    size,
    async read(at, length) {
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length; ) {
        const { bytesRead } = await file.read(bytes, done, length - done, at + done)
        if (bytesRead === 0) throw new Error(`The file ended at ${at + done} while it was read.`)
        done += bytesRead
      }
      return bytes
    },
  }
}
