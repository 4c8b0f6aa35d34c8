/** An import into the territory: all of it in one transaction, or nothing. */
import type { MultiPolygon, Polygon } from 'geojson'
import { type Kysely, sql, type Transaction } from 'kysely'
import { ringAreaM2 } from '../../domain/geometry/ellipsoid.ts'
import { type CopyValue, copyRows, GeometryEngineError } from '../database/index.ts'
import type { Tables } from '../database/schema.ts'
import type { SourceFeature } from '../files/types.ts'
import { logImport } from '../territories/changes.ts'
import { type Plan, plan, valuesOf } from './assess.ts'
import type { ImportDetails, ImportRow } from './details.ts'
import { multiPolygonWkb } from './wkb.ts'
import { lineGroups, type WorkFiles } from './work-directory.ts'

export type SaveOutcome =
  | { kind: 'saved'; details: ImportDetails }
  | { kind: 'cancelled' }
  | { kind: 'undecided'; count: number; features: string[] }
  | { kind: 'empty' }
  /** Shapes that the database holds to be invalid, though the reader did not: rows by their place in the file. */
  | { kind: 'shapes-refused'; rows: number[] }

class Cancelled extends Error {}

/** A temporary table of which council names which commune, gone with the transaction. */
interface Staged {
  staged_member: { council_id: number; commune: string }
  staged_shape: { position: number; geom: Uint8Array }
}

export async function saveImport(
  db: Kysely<Tables>,
  row: ImportRow,
  files: WorkFiles,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (part: number) => void },
): Promise<SaveOutcome> {
  const goOn = () => {
    if (signal.aborted) throw new Cancelled()
  }
  try {
    return await db.transaction().execute(async (transaction): Promise<SaveOutcome> => {
      const decided = await plan(transaction, files, row.details)
      if (decided.undecided > 0) return { kind: 'undecided', ...undecidedFeatures(decided, row.details) }
      if (decided.accepted === 0) return { kind: 'empty' }
      const members = await insertCouncils(transaction, row, files, decided, goOn, onProgress)
      goOn()
      const communes = await insertCommunes(transaction, row.id, members)
      goOn()
      const change = await logImport(transaction, row.id, {
        file: row.fileName,
        councils: decided.accepted,
        communes: communes.created,
      })
      const details = { ...row.details, changeId: change.id, extendedCommunes: communes.extended }
      await sql`update import set details = ${JSON.stringify(details)}::jsonb where id = ${row.id}`.execute(
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
    const shapes = async function* (): AsyncGenerator<CopyValue[]> {
      for await (const { feature, geometry } of accepted(files, decided))
        yield [feature.index, multiPolygonWkb(geometry)]
    }
    await copyRows(
      transaction as unknown as Transaction<Staged>,
      'staged_shape',
      ['position', 'geom'],
      shapes(),
    )
    const { rows } = await sql<{ position: number }>`
      select position from staged_shape where not st_isvalid(geom) or st_isempty(geom) or st_area(geom) = 0
      order by position limit 1000`.execute(transaction)
    return rows.map(({ position }) => position)
  })
}

/** The features that come in, with the shape that was decided for them. */
async function* accepted(
  files: WorkFiles,
  { fateAt }: Plan,
): AsyncGenerator<{ feature: SourceFeature; geometry: Polygon | MultiPolygon }> {
  for await (const lines of lineGroups(files.features))
    for (const line of lines) {
      const feature = JSON.parse(line) as SourceFeature
      const fate = fateAt(feature.index)
      const geometry =
        fate === 'shape' ? feature.geometry : fate === 'repair' ? feature.repair!.geometry : null
      if (geometry) yield { feature, geometry }
    }
}

function undecidedFeatures({ undecided, names, fateAt }: Plan, details: ImportDetails) {
  const features: string[] = details.fileProblems
    .filter(
      ({ severity, feature, code }) =>
        severity === 'decide' && feature === null && !details.decisions.byCode[code],
    )
    .map(({ code }) => code)
  for (const [index, name] of names) {
    if (features.length === 10) break
    if (fateAt(index) === 'undecided') features.push(name)
  }
  return { count: undecided, features }
}

const COLUMNS = [
  'id',
  'code',
  'name',
  'kind',
  'families',
  'population',
  'import_id',
  'area_m2',
  'geom',
] as const

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
): Promise<[councilId: number, commune: string][]> {
  const { rows: reserved } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('council', 'id'))::integer as id
    from generate_series(1, ${decided.accepted}::integer)`.execute(transaction)
  const members: [number, string][] = []
  let written = 0
  const rows = async function* (): AsyncGenerator<CopyValue[]> {
    for await (const { feature, geometry } of accepted(files, decided)) {
      if (written % 256 === 0) {
        goOn()
        onProgress((0.9 * written) / decided.accepted)
      }
      const { code, name, kind, families, population, commune } = valuesOf(feature, details.mapping)
      const { id } = reserved[written++]
      if (commune !== null) members.push([id, commune])
      // The area by the same integral as the database's, which would take half of the whole import for it.
      const area = areaOf(geometry)
      yield [
        id,
        code,
        name,
        kind ?? null,
        families ?? null,
        population ?? null,
        importId,
        area,
        multiPolygonWkb(geometry),
      ]
    }
  }
  await copyRows(transaction, 'council', COLUMNS, rows())
  if (written !== decided.accepted)
    throw new Error(`import ${importId}: ${written} rows written, ${decided.accepted} planned`)
  return members
}

/** Square metres on the ellipsoid. */
function areaOf(geometry: Polygon | MultiPolygon): number {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let area = 0
  for (const rings of parts)
    rings.forEach((ring, i) => {
      const size = Math.abs(ringAreaM2(ring.slice(0, -1).flat(), 0, ring.length - 1))
      area += i === 0 ? size : -size
    })
  return area
}

/**
 * Councils with the same commune become its members. A commune of that name that exists already, and only once, is
 * extended; otherwise it is made.
 */
async function insertCommunes(
  transaction: Transaction<Tables>,
  importId: number,
  members: [councilId: number, commune: string][],
): Promise<{ created: number; extended: number[] }> {
  if (members.length === 0) return { created: 0, extended: [] }
  await sql`
    create temporary table staged_member (council_id integer not null, commune text not null) on commit drop`.execute(
    transaction,
  )
  await copyRows(
    transaction as unknown as Transaction<Staged>,
    'staged_member',
    ['council_id', 'commune'],
    members,
  )
  await sql`analyze staged_member`.execute(transaction)
  await sql`
    create temporary table staged_commune on commit drop as
    select wanted.plain, wanted.name, case when found.times = 1 then found.id end as existing,
      case when found.times = 1 then found.id else nextval(pg_get_serial_sequence('commune', 'id'))::integer end as id
    from (select plain_text(commune) as plain, min(commune) as name from staged_member group by 1) wanted
    left join (select plain_text(p.name) as plain, min(p.id) as id, count(*) as times
               from present_commune p where p.registered_as = 'commune' group by 1) found
      on found.plain = wanted.plain`.execute(transaction)
  const made = await sql`
    insert into commune (id, name, import_id) overriding system value
    select id, name, ${importId}::integer from staged_commune where existing is null`.execute(transaction)
  await sql`
    insert into membership (commune_id, council_id)
    select c.id, s.council_id from staged_member s join staged_commune c on c.plain = plain_text(s.commune)`.execute(
    transaction,
  )
  const { rows } = await sql<{ existing: number }>`
    select distinct existing from staged_commune where existing is not null`.execute(transaction)
  return { created: Number(made.numAffectedRows ?? 0), extended: rows.map(({ existing }) => existing) }
}
