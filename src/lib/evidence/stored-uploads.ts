/**
 * Where uploads that were cut off can be gone on with, kept in this browser: the hash of the file, the unit and the
 * address, and nothing that says what the file is. Signing out forgets them (account/leave-nothing.ts).
 */
import type { PreviousUpload, UrlStorage } from 'tus-js-client'

const KEY = 'toparquia:uploads'
const WEEK_MS = 7 * 86_400_000

interface Entry {
  fingerprint: string
  url: string
  size: number
  at: string
}

function read(): Entry[] {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? '[]') as Entry[]
    // The server has given them up by then.
    return entries.filter(({ at }) => Date.now() - Date.parse(at) < WEEK_MS)
  } catch {
    return []
  }
}

function write(entries: Entry[]): void {
  try {
    if (entries.length > 0) localStorage.setItem(KEY, JSON.stringify(entries))
    else localStorage.removeItem(KEY)
  } catch {
    // A browser that refuses to remember sends from the beginning after it was closed.
  }
}

export const fingerprintOf = (unitId: number, sha256: string): string => `${unitId}:${sha256}`

/** Of one unit. */
export const unfinishedUploads = (unitId: number): number =>
  read().filter(({ fingerprint }) => fingerprint.startsWith(`${unitId}:`)).length

const shown = ({ fingerprint, url, size, at }: Entry): PreviousUpload => ({
  size,
  metadata: {},
  creationTime: at,
  urlStorageKey: fingerprint,
  uploadUrl: url,
  parallelUploadUrls: null,
})

export const storedUploads: UrlStorage = {
  findAllUploads: async () => read().map(shown),
  findUploadsByFingerprint: async (fingerprint) =>
    read()
      .filter((one) => one.fingerprint === fingerprint)
      .map(shown),
  async removeUpload(key) {
    write(read().filter(({ fingerprint }) => fingerprint !== key))
  },
  async addUpload(fingerprint, { uploadUrl, size }) {
    const others = read().filter((one) => one.fingerprint !== fingerprint)
    const at = new Date().toISOString()
    write([...others, { fingerprint, url: uploadUrl!, size: size ?? 0, at }])
    return fingerprint
  },
}
