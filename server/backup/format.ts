/** What a backup says of itself: the first entry describes it, the last one proves it (docs/backup.md). */
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { BackupRefused } from './refusal.ts'

/** Raised when an older program could no longer read what is written. */
export const FORMAT = 1

export const DESCRIPTION = 'backup.json'
export const PROOF = 'manifest.json'

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256, hexadecimal' })
const Count = Type.Integer({ minimum: 0 })

const Description = Type.Object({
  format: Type.Literal('toparquia-backup'),
  version: Type.Integer({ minimum: 1 }),
  program: Type.String({ description: 'Version of the program that wrote it' }),
  madeAt: Type.String({ description: 'When its moment was taken, ISO 8601' }),
  engine: Type.String({ description: 'embedded or postgres, with the versions of PostgreSQL and PostGIS' }),
  migrations: Type.Array(Type.Object({ name: Type.String(), timestamp: Type.String() }), {
    description: 'The level of its tables, in the order of application',
  }),
  tables: Type.Array(Type.Object({ name: Type.String(), columns: Type.Array(Type.String()) })),
  sequences: Type.Array(
    Type.Object({
      name: Type.String(),
      last: Type.String({ pattern: '^-?[0-9]+$' }),
      called: Type.Boolean(),
    }),
  ),
  leftOut: Type.Record(Type.String(), Type.String(), { description: 'Tables that it lacks, and why' }),
})
export type Description = Static<typeof Description>

const Proof = Type.Object({
  description: Hash,
  migrations: Type.Record(Type.String(), Hash),
  tables: Type.Record(Type.String(), Type.Object({ rows: Count, bytes: Count, sha256: Hash })),
  files: Type.Record(Type.String(), Type.Object({ bytes: Count, sha256: Hash })),
})
export type Proof = Static<typeof Proof>

/** @throws BackupRefused `newer-program`, `not-a-backup` */
export function parseDescription(bytes: Uint8Array): Description {
  const value = parse(bytes)
  const { format, version, program } = (value ?? {}) as Partial<Record<string, unknown>>
  if (format !== 'toparquia-backup') throw new BackupRefused('not-a-backup')
  if (typeof version === 'number' && version > FORMAT)
    throw new BackupRefused('newer-program', { program: String(program), what: `format ${version}` })
  if (!Value.Check(Description, value)) throw new BackupRefused('damaged', { where: DESCRIPTION })
  return value
}

/** @throws BackupRefused `damaged` */
export function parseProof(bytes: Uint8Array): Proof {
  const value = parse(bytes)
  if (!Value.Check(Proof, value)) throw new BackupRefused('damaged', { where: PROOF })
  return value
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
