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
class RefusedShapes extends Error {
  readonly rows: number[]
  constructor(rows: number[]) {
    super('shapes refused')
    this.rows = rows
  }
}

/** A temporary table, gone with the transaction. `id` is the future council's number. */
interface Staged {
  staged: {
    position: number
    code: string | null
    name: string
    kind: string | null
    families: number | null
    population: number | null
    commune: string | null
    area_m2: number
    geom: Uint8Array
  }
}

const COLUMNS = [
  'position',
  'code',
  'name',
  'kind',
  'families',
  'population',
  'commune',
  'area_m2',
  'geom',
] as const
const CHUNK = 2000

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
      await stage(transaction, row, files, decided, goOn, (part) => onProgress(0.4 * part))
      goOn()
      await insertCouncils(transaction, row.id, decided.accepted, goOn, (part) =>
        onProgress(0.4 + 0.5 * part),
      )
      const communes = await insertCommunes(transaction, row.id)
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
  try {
    await db.transaction().execute(async (transaction) => {
      const decided = await plan(transaction, files, row.details)
      await stage(
        transaction,
        row,
        files,
        decided,
        () => {},
        () => {},
      )
      const { rows } = await sql<{ position: number }>`
        select position from staged where not st_isvalid(geom) or st_isempty(geom) or area_m2 <= 0
        order by position limit 1000`.execute(transaction)
      throw new RefusedShapes(rows.map(({ position }) => position))
    })
  } catch (error) {
    if (error instanceof RefusedShapes) return error.rows
    throw error
  }
  return []
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

async function stage(
  transaction: Transaction<Tables>,
  { details, id }: ImportRow,
  files: WorkFiles,
  { fateAt, accepted }: Plan,
  goOn: () => void,
  onProgress: (part: number) => void,
): Promise<void> {
  await sql`
    create temporary table staged (
      position integer not null,
      id integer not null default nextval(pg_get_serial_sequence('council', 'id')),
      code text, name text not null, kind text, families integer, population integer, commune text, area_m2 double precision not null,
      geom geometry(MultiPolygon, 4326) not null
    ) on commit drop`.execute(transaction)
  let written = 0
  const rows = async function* (): AsyncGenerator<CopyValue[]> {
    for await (const lines of lineGroups(files.features)) {
      goOn()
      for (const line of lines) {
        const feature = JSON.parse(line) as SourceFeature
        const fate = fateAt(feature.index)
        const geometry =
          fate === 'shape' ? feature.geometry : fate === 'repair' ? feature.repair!.geometry : null
        if (!geometry) continue
        const { code, name, kind, families, population, commune } = valuesOf(feature, details.mapping)
        yield [
          feature.index,
          code,
          name,
          kind ?? null,
          families ?? null,
          population ?? null,
          commune,
          // By the same integral as the database's, which would take half of the whole import for it.
          areaOf(geometry),
          multiPolygonWkb(geometry),
        ]
        written++
      }
      onProgress(written / accepted)
    }
  }
  await copyRows(transaction as unknown as Transaction<Staged>, 'staged', COLUMNS, rows())
  if (written !== accepted) throw new Error(`import ${id}: ${written} rows staged, ${accepted} planned`)
  await sql`create index on staged (position)`.execute(transaction)
  await sql`analyze staged`.execute(transaction)
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

/** In groups, for progress and so that a person who cancels need not wait for the end. */
async function insertCouncils(
  transaction: Transaction<Tables>,
  importId: number,
  total: number,
  goOn: () => void,
  onProgress: (part: number) => void,
): Promise<void> {
  let last = -1
  for (let done = 0; done < total; done += CHUNK) {
    goOn()
    const { rows } = await sql<{ last: number }>`
      with part as (select * from staged where position > ${last} order by position limit ${CHUNK}),
      inserted as (
        insert into council (id, code, name, kind, families, population, import_id, geom, label, area_m2)
        overriding system value
        select id, code, name, kind, families, population, ${importId}::integer, geom,
          st_pointonsurface(geom), area_m2
        from part)
      select max(position) as last from part`.execute(transaction)
    last = rows[0].last
    onProgress(Math.min(1, (done + CHUNK) / total))
  }
}

/**
 * Councils with the same commune become its members. A commune of that name that exists already, and only once, is
 * extended; otherwise it is made.
 */
async function insertCommunes(
  transaction: Transaction<Tables>,
  importId: number,
): Promise<{ created: number; extended: number[] }> {
  await sql`
    create temporary table staged_commune on commit drop as
    select wanted.plain, wanted.name, case when found.times = 1 then found.id end as existing,
      case when found.times = 1 then found.id else nextval(pg_get_serial_sequence('commune', 'id'))::integer end as id
    from (select plain_text(commune) as plain, min(commune) as name from staged where commune is not null group by 1) wanted
    left join (select plain_text(p.name) as plain, min(p.id) as id, count(*) as times
               from present_commune p where p.registered_as = 'commune' group by 1) found
      on found.plain = wanted.plain`.execute(transaction)
  const made = await sql`
    insert into commune (id, name, import_id) overriding system value
    select id, name, ${importId}::integer from staged_commune where existing is null`.execute(transaction)
  await sql`
    insert into membership (commune_id, council_id)
    select c.id, s.id from staged s join staged_commune c on c.plain = plain_text(s.commune)`.execute(
    transaction,
  )
  const { rows } = await sql<{ existing: number }>`
    select distinct existing from staged_commune where existing is not null`.execute(transaction)
  return { created: Number(made.numAffectedRows ?? 0), extended: rows.map(({ existing }) => existing) }
}
