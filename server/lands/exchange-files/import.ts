/** Tables as one step: new numbers, the same rules as for one record after another, and one undo for all of it. */
import { sql } from 'kysely'
import { type LandContext, type LandRefusal, landStep, writeLand } from '../../../domain/land/operations.ts'
import type { LandAlteration, LandKind, LandRecords } from '../../../domain/land/records.ts'
import type { Change as Step } from '../../../domain/steps/step.ts'
import type { Executor } from '../../executor.ts'
import { nextIds } from '../records.ts'
import { wantedRecord } from '../wanted.ts'
import type { NamedCommune } from './export.ts'
import { oddField } from './sound-fields.ts'
import {
  columnsIn,
  FILE_KINDS,
  type FileColumn,
  idColumn,
  PRECISION,
  TABLE_NAMES,
  type TableRow,
  type Tables,
} from './tables.ts'

export interface ImportCounts {
  units: number
  extents: number
  parties: number
  sources: number
  assertions: number
  cases: number
  events: number
  uses: number
  /** Places that came as a cell or a municipality: kept as described, without a shape. */
  coarse: number
  /** Communes that are not here, or not by that name. */
  communesUnknown: number
}

export interface Planned {
  step: Step
  counts: ImportCounts
  /** Whose committees it would be, per record that says so: each has to be allowed. */
  communes: number[][]
}

export type ImportRefusal =
  | { refused: 'land-file-row-wrong'; facts: { table: string; row: number; why: string } }
  | { refused: 'not-a-land-file'; facts: { missing: string } }

const COUNTED: Record<LandKind, keyof ImportCounts> = {
  unit: 'units',
  extent: 'extents',
  party: 'parties',
  source: 'sources',
  assertion: 'assertions',
  case: 'cases',
  event: 'events',
  use: 'uses',
}

/**
 * @param of whose committees everything becomes; null: as the file says, of communes that are here by number and name.
 * @param file its name, for the sentence.
 */
export async function planImport(
  transaction: Executor,
  tables: Tables,
  { file, of }: { file: string; of: number[] | null },
): Promise<Planned | ImportRefusal> {
  const known = await communesHere(transaction)
  const counts = Object.fromEntries(
    [...Object.values(COUNTED), 'coarse', 'communesUnknown'].map((name) => [name, 0]),
  ) as unknown as ImportCounts
  const numbers = await newNumbers(transaction, tables)
  if ('refused' in numbers) return numbers
  const records: LandAlteration[] = []
  const written = new Map<LandKind, Map<number, LandRecords[LandKind]>>()
  const communes: number[][] = []
  const pending: { kind: LandKind; row: number; record: LandRecords[LandKind] }[] = []
  for (const kind of FILE_KINDS) {
    const here = new Map<number, LandRecords[LandKind]>()
    written.set(kind, here)
    const table = TABLE_NAMES[kind]
    for (const [i, row] of (tables[table] ?? []).entries()) {
      const wrong = (why: string): ImportRefusal => ({
        refused: 'land-file-row-wrong',
        facts: { table, row: i + 1, why },
      })
      const read = fieldsOf(kind, row, numbers.of)
      if ('wrong' in read) return wrong(read.wrong)
      const { fields } = read
      if ('communes' in fields) {
        const named = ((fields.communes ?? []) as NamedCommune[]).filter(Boolean)
        const found = named.filter(({ id, name }) => known.get(id) === name)
        counts.communesUnknown += of ? 0 : named.length - found.length
        fields.communes = of ?? found.map(({ id }) => id)
        communes.push(fields.communes as number[])
      }
      if ('communeId' in fields && fields.communeId) {
        const named = fields.communeId as NamedCommune
        fields.communeId = known.get(named.id) === named.name ? named.id : null
      }
      if (kind === 'extent') {
        const precision = row.cells[PRECISION]
        if (row.geometry && (precision === null || precision === 'exact')) fields.geometry = row.geometry
        else if (row.geometry || precision !== null) counts.coarse++
        if (fields.geometry === undefined) fields.method = 'described'
      }
      const odd = oddField(kind, fields)
      if (odd !== null) return wrong(odd)
      const id = numbers.of(kind, row.cells[idColumn(kind)] as number)!
      const wanted = await wantedRecord(transaction, { id } as never, fields)
      if ('refused' in wanted) return wrong(wanted.refused)
      const record = { geometry: null, ...wanted, version: 0 } as unknown as LandRecords[LandKind]
      if (kind !== 'extent') delete (record as { geometry?: null }).geometry
      here.set(id, record)
      pending.push({ kind, row: i + 1, record })
      counts[COUNTED[kind]]++
    }
  }
  // All at hand: what a row names may stand further down.
  for (const { kind, row, record } of pending) {
    const step = writeLand(kind, null, record as never, contextIn(written, record, known))
    if ('refused' in step)
      return {
        refused: 'land-file-row-wrong',
        facts: { table: TABLE_NAMES[kind], row, why: (step as LandRefusal).refused },
      }
    records.push(...step.records!)
  }
  if (records.length === 0) return { refused: 'not-a-land-file', facts: { missing: TABLE_NAMES.unit } }
  const [only, ...others] = [...(written.get('unit') as Map<number, LandRecords['unit']>).values()]
  const name = only && others.length === 0 ? only.name : file
  const { units, assertions } = counts
  return { step: landStep('land-imported', { name, file, units, assertions }, records), counts, communes }
}

/** New numbers for those of the file, in its order. */
async function newNumbers(transaction: Executor, tables: Tables): Promise<{ of: Numbers } | ImportRefusal> {
  const maps = new Map<LandKind, Map<number, number>>()
  for (const kind of FILE_KINDS) {
    const table = TABLE_NAMES[kind]
    const rows = tables[table] ?? []
    const ids = rows.map(({ cells }) => cells[idColumn(kind)])
    const first = new Map(ids.map((id, i) => [id, i] as const).reverse())
    const twice = ids.findIndex((id, i) => !Number.isInteger(id) || first.get(id) !== i)
    if (twice >= 0)
      return { refused: 'land-file-row-wrong', facts: { table, row: twice + 1, why: idColumn(kind) } }
    const fresh = rows.length === 0 ? [] : await nextIds(transaction, kind, rows.length)
    maps.set(kind, new Map(ids.map((id, i) => [id as number, fresh[i]])))
  }
  return { of: (kind: LandKind, id: number): number | undefined => maps.get(kind)!.get(id) }
}

type Numbers = (kind: LandKind, id: number) => number | undefined

function fieldsOf(
  kind: LandKind,
  { cells }: TableRow,
  numbers: Numbers,
): { fields: Record<string, unknown> } | { wrong: string } {
  const fields: Record<string, unknown> = {}
  for (const column of columnsIn(kind)) {
    const value = cells[column.name] ?? null
    if (column.part === 'numerator' || column.part === 'denominator') {
      if (value !== null)
        fields[column.field] = { ...(fields[column.field] as object | undefined), [column.part]: value }
      else fields[column.field] ??= null
      continue
    }
    const read = readCell(column, value, numbers)
    if (read === undefined) return { wrong: column.name }
    fields[column.field] = read
  }
  if (kind === 'party') {
    const members = fields.members as { partyId: number }[]
    for (const member of members) {
      const id = numbers('party', member?.partyId)
      if (id === undefined) return { wrong: 'members' }
      member.partyId = id
    }
  }
  return { fields }
}

/** What a column of JSON holds where the cell is empty. */
const EMPTY: Record<string, unknown> = {
  communes: [],
  members: [],
  deadlines: [],
  fieldAudiences: {},
  communeId: null,
}

function readCell(
  { field, type, refers }: FileColumn,
  value: TableRow['cells'][string],
  numbers: Numbers,
): unknown {
  if (type === 'json') {
    if (value === null) return structuredClone(EMPTY[field])
    try {
      const read = JSON.parse(String(value))
      return Array.isArray(read) === Array.isArray(EMPTY[field]) ? read : undefined
    } catch {
      return undefined
    }
  }
  if (refers && value !== null) return numbers(refers, value as number)
  return value
}

async function communesHere(transaction: Executor): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; name: string }>`select id, name from present_commune`.execute(
    transaction,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** What surrounds a record, all of it from the file. */
function contextIn(
  written: ReadonlyMap<LandKind, ReadonlyMap<number, LandRecords[LandKind]>>,
  record: LandRecords[LandKind],
  known: ReadonlyMap<number, string>,
): LandContext {
  const all = <K extends LandKind>(kind: K) => written.get(kind) as ReadonlyMap<number, LandRecords[K]>
  const { unitId, extentId, aboutId, share, sourceId, predicate } = record as Partial<
    LandRecords['assertion']
  >
  return {
    communes: new Set(known.keys()),
    unit: all('unit').get(unitId!) ?? null,
    sources: new Set(all('source').keys()),
    parties: all('party'),
    extent: all('extent').get(extentId!) ?? null,
    about: all('assertion').get(aboutId!) ?? null,
    beside: share
      ? [...all('assertion').values()].filter(
          (one) => one.unitId === unitId && one.sourceId === sourceId && one.predicate === predicate,
        )
      : [],
  }
}
