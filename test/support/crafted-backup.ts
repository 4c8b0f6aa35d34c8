/** Backups that no database wrote: taken apart, altered and put together again. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { pack, unpack } from '../../server/backup/archive.ts'
import { endOfArchive, fileHeader, padding, readTar } from '../../server/backup/tar.ts'

export type Entries = Map<string, Buffer>

export async function takeApart(file: string, passphrase: string | null = null): Promise<Entries> {
  const entries: Entries = new Map()
  for await (const { name, content } of readTar(unpack(file, passphrase))) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    entries.set(name, Buffer.concat(pieces))
  }
  return entries
}

export async function putTogether(
  file: string,
  entries: Entries,
  passphrase: string | null = null,
): Promise<void> {
  async function* tar() {
    for (const [name, content] of entries) {
      yield fileHeader(name, content.length, 0)
      yield content
      yield padding(content.length)
    }
    yield endOfArchive
  }
  await writeFile(file, await pack(tar(), passphrase))
}

export const jsonOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const sha256 = (...parts: Buffer[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Entries with a manifest that is true of them. */
export function proven(entries: Entries): Entries {
  entries.delete('manifest.json')
  const { tables } = JSON.parse(entries.get('backup.json')!.toString()) as { tables: { name: string }[] }
  const under = (folder: string) => [...entries].filter(([name]) => name.startsWith(`${folder}/`))
  const proof = {
    description: sha256(entries.get('backup.json')!),
    migrations: Object.fromEntries(under('migrations').map(([name, content]) => [name, sha256(content)])),
    tables: Object.fromEntries(
      tables.map(({ name }) => {
        const parts = under(`tables/${name}`).map(([, content]) => content)
        const text = Buffer.concat(parts)
        const rows = text.filter((byte) => byte === 10).length
        return [name, { rows, bytes: text.length, sha256: sha256(text) }]
      }),
    ),
    files: Object.fromEntries(
      [...under('evidence'), ...under('keys')].map(([name, content]) => [
        name,
        { bytes: content.length, sha256: sha256(content) },
      ]),
    ),
  }
  entries.set('manifest.json', jsonOf(proof))
  return entries
}

/** A small one with a table and a file. `lines` rows of text that does not compress well. */
export function smallBackup(lines: number): Entries {
  const rows = Array.from({ length: lines }, (_, i) => `${i}\t${sha256(Buffer.from(String(i)))}\n`)
  return proven(
    new Map([
      [
        'backup.json',
        jsonOf({
          format: 'toparquia-backup',
          version: 1,
          program: '0.1.0',
          madeAt: '2026-11-22T14:00:00.123456Z',
          engine: 'embedded, PostgreSQL 18.3, PostGIS 3.6.2',
          migrations: [{ name: '0001-extensions', timestamp: '2026-11-22T14:00:00.000Z' }],
          tables: [
            { name: 'council', columns: ['id', 'name'] },
            { name: 'layer', columns: ['name'] },
          ],
          sequences: [{ name: 'council_id_seq', last: '7', called: true }],
          leftOut: { session: 'sign in again' },
        }),
      ],
      ['migrations/0001-extensions.sql', Buffer.from('select 1')],
      ['tables/council/000001.txt', Buffer.from(rows.slice(0, lines / 2).join(''))],
      ['tables/council/000002.txt', Buffer.from(rows.slice(lines / 2).join(''))],
      ['evidence/ab/photo', Buffer.from(rows.join(''))],
    ]),
  )
}
