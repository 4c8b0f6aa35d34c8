/** An import into the territory: all of it in one transaction, or nothing. */
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Author } from '../../domain/log/entry.ts'
import { copyBinaryRows } from '../database/copy-binary-rows.ts'
import { GeometryEngineError } from '../database/index.ts'
import type { Tables } from '../database/schema.ts'
import { readRows, ShapeFile, shapeAreaM2 } from '../files/index.ts'
import type { SourceRow } from '../files/types.ts'
import { logImport } from '../territories/changes.ts'
import { type Plan, plan, valuesOf } from './assess.ts'
import { audienceOf, type ImportDetails, type ImportRow } from './details.ts'
import { type NamedCommune, saveCommunes } from './save-communes.ts'
import type { WorkFiles } from './work-directory.ts'

export type SaveOutcome =
  | { kind: 'saved'; details: ImportDetails }
  | { kind: 'cancelled' }
  | { kind: 'undecided' }
  | { kind: 'empty' }
  /** Shapes that the database holds to be invalid, though the reader did not: rows by their place in the file. */
  | { kind: 'shapes-refused'; rows: number[] }

class Cancelled extends Error {}

/** A temporary table, gone with the transaction. */
interface Staged {
  staged_shape: { position: number; geom: Uint8Array }
}

export async function saveImport(
  db: Kysely<Tables>,
  row: ImportRow,
  files: WorkFiles,
  { author, signal, onProgress }: { author: Author; signal: AbortSignal; onProgress: (part: number) => void },
): Promise<SaveOutcome> {
  const goOn = () => {
    if (signal.aborted) throw new Cancelled()
  }
  try {
    return await db.transaction().execute(async (transaction): Promise<SaveOutcome> => {
      const decided = await plan(transaction, files, row.details)
      if (decided.undecided > 0) return { kind: 'undecided' }
      if (decided.accepted === 0) return { kind: 'empty' }
      const members = await insertCouncils(transaction, row, files, decided, goOn, onProgress)
      goOn()
      const communes = await saveCommunes(transaction, row, members)
      goOn()
      const facts = { file: row.fileName, councils: decided.accepted, communes: communes.created }
      const change = await logImport(transaction, row.id, facts, author)
      const details = { ...row.details, changeId: change.id, extendedCommunes: communes.extended }
      await sql`update import set details = ${JSON.stringify(details)}::jsonb, revision = revision + 1 where id = ${row.id}`.execute(
        transaction,
      )
      goOn()
      return { kind: 'saved', details }
    })
  } catch (error) {
    if (error instanceof Cancelled || signal.aborted) return { kind: 'cancelled' }
    const aboutShapes =
      error instanceof GeometryEngineError || (error as { code?: string }).code === CHECK_VIOLATION
    const rows = aboutShapes ? await badShapes(db, row, files) : []
    if (rows.length > 0) return { kind: 'shapes-refused', rows }
    throw error
  }
}

const CHECK_VIOLATION = '23514'

/** Looked for only after the table refused a shape: checking all of them twice would cost every import. */
async function badShapes(db: Kysely<Tables>, row: ImportRow, files: WorkFiles): Promise<number[]> {
  return db.transaction().execute(async (transaction) => {
    const decided = await plan(transaction, files, row.details)
    await sql`
      create temporary table staged_shape (position integer not null, geom geometry(MultiPolygon, 4326) not null)
      on commit drop`.execute(transaction)
    const shapes = async function* (): AsyncGenerator<[number, Uint8Array]> {
      for await (const { row, shape } of accepted(files, decided)) yield [row.index, shape]
    }
    const staged = transaction as unknown as Transaction<Staged>
    await copyBinaryRows(staged, 'staged_shape', { position: 'int4', geom: 'geometry' }, shapes())
    const { rows } = await sql<{ position: number }>`
      select position from staged_shape where not st_isvalid(geom) or st_isempty(geom) or st_area(geom) = 0
      order by position limit 1000`.execute(transaction)
    return rows.map(({ position }) => position)
  })
}

/** The rows that come in, with the shape that was decided for them. */
async function* accepted(
  files: WorkFiles,
  { fateAt }: Plan,
): AsyncGenerator<{ row: SourceRow; shape: Uint8Array }> {
  const shapes = await ShapeFile.open(files.shapes)
  try {
    for await (const group of readRows(files.rows))
      for (const row of group) {
        const fate = fateAt(row.index)
        const place = fate === 'shape' ? row.shape : fate === 'repair' ? row.repair!.shape : null
        if (place) yield { row, shape: await shapes.bytesAt(place) }
      }
  } finally {
    await shapes.close()
  }
}

const COLUMNS = {
  id: 'int4',
  code: 'text',
  name: 'text',
  kind: 'text',
  families: 'int4',
  population: 'int4',
  import_id: 'int4',
  audience: 'text',
  area_m2: 'float8',
  geom: 'geometry',
} as const

/**
 * In one stream from the file into the table, whose trigger finds the place of each name.
 * @returns the communes that councils name, by the council's number.
 */
async function insertCouncils(
  transaction: Transaction<Tables>,
  { id: importId, details }: ImportRow,
  files: WorkFiles,
  decided: Plan,
  goOn: () => void,
  onProgress: (part: number) => void,
): Promise<NamedCommune[]> {
  const { rows: reserved } = await sql<{ id: number }>`
    select nextval(s.name)::integer as id
    from (select pg_get_serial_sequence('council', 'id')::regclass as name offset 0) s,
      generate_series(1, ${decided.accepted}::integer)`.execute(transaction)
  const audience = audienceOf(details)
  const members: NamedCommune[] = []
  let written = 0
  const rows = async function* (): AsyncGenerator<(string | number | Uint8Array | null)[]> {
    for await (const { row, shape } of accepted(files, decided)) {
      if (written % 256 === 0) {
        goOn()
        onProgress((0.9 * written) / decided.accepted)
      }
      const { code, name, kind, families, population, commune } = valuesOf(row, details.mapping)
      const { id } = reserved[written++]
      if (commune !== null) members.push([id, commune])
      // The area by the same integral as the database's, which would take half of the whole import for it.
      const area = shapeAreaM2(shape)
      const counts = [families ?? null, population ?? null]
      yield [id, code, name, kind ?? null, ...counts, importId, audience, area, shape]
    }
  }
  await copyBinaryRows(transaction, 'council', COLUMNS, rows())
  if (written !== decided.accepted)
    throw new Error(`import ${importId}: ${written} rows written, ${decided.accepted} planned`)
  return members
}
