/** Goes through a backup from its first byte to its last, and believes it only then. */
import { readHead, unpack } from './archive.ts'
import { isPlainName } from './files-beside.ts'
import { DESCRIPTION, type Description, PROOF, type Proof, parseDescription, parseProof } from './format.ts'
import { type Hashed, hashing, hashOf } from './hashing.ts'
import { BackupRefused } from './refusal.ts'
import { readTar, type TarEntry } from './tar.ts'

/** What to do with what is found. Nothing of it is proven before the whole has been read. */
export interface Visitor {
  /** The description; rows and files come after it. */
  begin?(description: Description): Promise<void>
  /** Whole rows in COPY's text format, tables in the order of the description. */
  rows?(table: Description['tables'][number], text: Buffer): Promise<void>
  /** By its place in DATA_DIR. */
  file?(name: string, content: AsyncIterable<Uint8Array>): Promise<void>
}

export interface ReadBackup {
  description: Description
  proof: Proof
  encrypted: boolean
}

/** Bytes of an entry that is read at once; rows come in pieces of a few megabytes, and one row may be large. */
const LARGEST_PIECE = 2 ** 30

/** @throws BackupRefused where the file is not a whole backup, or not one for this passphrase */
export async function readBackup(
  file: string,
  passphrase: string | null,
  visitor: Visitor = {},
): Promise<ReadBackup> {
  const { encrypted } = await readHead(file)
  let description: Description | null = null
  let stated: Proof | null = null
  const found: Proof = { description: '', migrations: {}, tables: {}, files: {} }
  const tables = new Map<string, { rows: number; hash: ReturnType<typeof hashing> }>()
  for await (const entry of readTar(unpack(file, passphrase))) {
    const { name } = entry
    if (description === null) {
      if (name !== DESCRIPTION) throw new BackupRefused('not-a-backup', { file })
      const bytes = await whole(entry)
      description = parseDescription(bytes)
      found.description = hashOf(bytes)
      for (const table of description.tables) tables.set(table.name, { rows: 0, hash: hashing() })
      await visitor.begin?.(description)
    } else if (stated !== null) throw new BackupRefused('damaged', { where: name })
    else if (name === PROOF) stated = parseProof(await whole(entry))
    else if (name.startsWith('migrations/')) found.migrations[name] = hashOf(await whole(entry))
    else if (name.startsWith('tables/')) {
      const [, tableName] = name.split('/')
      const table = description.tables.find(({ name }) => name === tableName)
      const state = tables.get(tableName)
      if (!table || !state) throw new BackupRefused('damaged', { where: name })
      const text = await whole(entry)
      state.rows += rowsIn(text)
      state.hash.add(text)
      await visitor.rows?.(table, text)
    } else found.files[name] = await passFile(entry, visitor)
  }
  if (description === null || stated === null) throw new BackupRefused('cut-short', { file })
  for (const [name, { rows, hash }] of tables) found.tables[name] = { rows, ...hash.result() }
  compareProofs(stated, found)
  return { description, proof: found, encrypted }
}

async function passFile({ name, content }: TarEntry, { file }: Visitor): Promise<Hashed> {
  if (!isPlainName(name)) throw new BackupRefused('damaged', { where: name })
  const hash = hashing()
  const passing = hash.pass(content)
  if (file) await file(name, passing)
  for await (const _ of passing);
  return hash.result()
}

async function whole({ name, size, content }: TarEntry): Promise<Buffer> {
  if (size > LARGEST_PIECE) throw new BackupRefused('damaged', { where: name })
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

const LINE_END = 10

/** A line end within a value is written `\n`. */
function rowsIn(text: Buffer): number {
  let rows = 0
  for (let at = text.indexOf(LINE_END); at >= 0; at = text.indexOf(LINE_END, at + 1)) rows++
  return rows
}

/** @throws BackupRefused `damaged`, with the first entry that is not what the manifest says */
export function compareProofs(stated: Proof, found: Proof): void {
  if (stated.description !== found.description) throw new BackupRefused('damaged', { where: DESCRIPTION })
  for (const part of ['migrations', 'tables', 'files'] as const) {
    const names = new Set([...Object.keys(stated[part]), ...Object.keys(found[part])])
    for (const name of names)
      if (canonical(stated[part][name]) !== canonical(found[part][name]))
        throw new BackupRefused('damaged', { where: name })
  }
}

const canonical = (value: object | string | undefined): string =>
  JSON.stringify(value, typeof value === 'object' ? Object.keys(value).sort() : undefined) ?? ''

export const countsOf = ({ tables, files }: Proof) => ({
  rows: Object.values(tables).reduce((sum, { rows }) => sum + rows, 0),
  tables: Object.keys(tables).length,
  files: Object.keys(files).length,
})
