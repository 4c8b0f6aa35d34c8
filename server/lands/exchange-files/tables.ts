/**
 * The land record as tables in the shape of LADM (ISO 19152), as they stand in files. Columns bear LADM's names where it
 * has one; the others are those of the database. What the versions were stays at home: a file holds what is known.
 */
import type { Geometry } from 'geojson'
import type { LandKind } from '../../../domain/land/records.ts'
import { SHAPES } from '../columns.ts'

export type Cell = string | number | boolean | null
/** A row by its columns. */
export interface TableRow {
  cells: Record<string, Cell>
  /** Of spatial units that were read. */
  geometry?: Geometry | null
  /** Of spatial units that are written: hexadecimal WKB, to the last bit what the database holds. */
  wkb?: string | null
}
export type Tables = Record<string, TableRow[]>

export const TABLE_NAMES: Record<LandKind, string> = {
  source: 'LA_AdministrativeSource',
  party: 'LA_Party',
  unit: 'LA_BAUnit',
  extent: 'LA_SpatialUnit',
  assertion: 'LA_RRR',
  case: 'land_case',
  event: 'case_event',
  use: 'land_use',
}
/** In this order those that others refer to come first. */
export const FILE_KINDS = Object.keys(TABLE_NAMES) as LandKind[]
export const SPATIAL = TABLE_NAMES.extent

/** How precise the shape of a spatial unit is in the file: `exact`, or the cell or municipality that stands for it. */
export const PRECISION = 'place_precision'

const ID_COLUMNS: Record<LandKind, string> = {
  source: 'sid',
  party: 'pid',
  unit: 'uid',
  extent: 'suid',
  assertion: 'rid',
  case: 'case_id',
  event: 'event_id',
  use: 'use_id',
}

type Type = 'text' | 'number' | 'boolean' | 'json'
export interface FileColumn {
  name: string
  type: Type
  /** Field of the record. */
  field: string
  /** `text` of an uncertain date, `numerator` and `denominator` of a share. */
  part?: 'text' | 'numerator' | 'denominator'
  /** Kind of the record that it names. */
  refers?: LandKind
}

const REFERS: Record<string, LandKind> = {
  unitId: 'unit',
  extentId: 'extent',
  partyId: 'party',
  claimantId: 'party',
  sourceId: 'source',
  aboutId: 'assertion',
  caseId: 'case',
}
const LADM: Record<string, string> = {
  unitId: ID_COLUMNS.unit,
  extentId: ID_COLUMNS.extent,
  partyId: ID_COLUMNS.party,
  claimantId: 'claimant_pid',
  sourceId: ID_COLUMNS.source,
  aboutId: 'about_rid',
  kind: 'type',
  predicate: 'type',
  from: 'timespec_begin',
  to: 'timespec_end',
}
const NUMBERS = new Set(['accuracyM', 'statedAreaM2', 'amount', 'areaM2', 'yieldPerHa', 'idealYieldPerHa'])
const BOOLEANS = new Set(['approximate', 'demonstration'])
const JSONS = new Set(['communes', 'members', 'fieldAudiences', 'deadlines', 'communeId'])

/** Columns of a table after its id, in the order of the record's fields. */
export function columnsIn(kind: LandKind): FileColumn[] {
  return Object.entries(SHAPES[kind].fields).flatMap(([field, { column, as }]): FileColumn[] => {
    const name = LADM[field] ?? column
    const refers = REFERS[field]
    if (as === 'date') return [{ name, type: 'text', field, part: 'text' }]
    if (as === 'share')
      return (['numerator', 'denominator'] as const).map((part) => ({
        name: `share_${part}`,
        type: 'number',
        field,
        part,
      }))
    const type: Type = refers || NUMBERS.has(field) ? 'number' : BOOLEANS.has(field) ? 'boolean' : 'text'
    return [{ name, type: JSONS.has(field) ? 'json' : type, field, ...(refers && { refers }) }]
  })
}

export const idColumn = (kind: LandKind): string => ID_COLUMNS[kind]

/** All columns of a table with their types, in order. */
export const tableColumns = (kind: LandKind): { name: string; type: Type }[] => [
  { name: idColumn(kind), type: 'number' },
  ...columnsIn(kind).map(({ name, type }) => ({ name, type })),
  ...(kind === 'extent' ? [{ name: PRECISION, type: 'text' as const }] : []),
]

/** A record as a row; communes as they are given, since numbers mean nothing elsewhere. */
export function toTableRow(kind: LandKind, record: Record<string, unknown>): TableRow {
  const cells: Record<string, Cell> = { [idColumn(kind)]: record.id as number }
  for (const { name, type, field, part } of columnsIn(kind)) {
    const value = record[field] ?? null
    const inner = part && value !== null ? (value as Record<string, Cell>)[part] : value
    cells[name] = inner === null ? null : type === 'json' ? JSON.stringify(inner) : (inner as Cell)
  }
  return { cells }
}
