/** A file that somebody brings, as roads: read in a process of its own, refused with a reason, its columns understood. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Position } from 'geojson'
import {
  type FileReport,
  type LineRow,
  type ReadControl,
  type ReadJob,
  type ReadOutcome,
  readFileInWorker,
  readRows,
} from '../files/index.ts'
import { type NamedRoad, type RoadColumn, roadAttributes } from './road-attributes.ts'

export interface RoadFile {
  path: string
  /** As the person called it. */
  fileName: string
  options?: ReadJob['options']
  /** Put before every id, so that roads of several files keep apart. */
  prefix?: string
}

export type RoadsRead =
  | {
      kind: 'read'
      roads: NamedRoad[]
      report: FileReport
      /** Rows in which each column said something; a column that nobody filled is not in it. */
      understood: Partial<Record<RoadColumn, number>>
    }
  | Exclude<ReadOutcome, { kind: 'read' }>

/**
 * GeoPackage, GeoJSON, shapefile, KML or GPX, packed or not, in any coordinate system that the file declares. Refusals
 * are those of `server/files`, and `no-lines` where the file holds none.
 */
export async function readRoads(
  { path, fileName, options = {}, prefix = '' }: RoadFile,
  control: ReadControl = {},
): Promise<RoadsRead> {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-roads-'))
  try {
    const output = { rows: join(directory, 'lines.ndjson'), shapes: join(directory, 'none') }
    const outcome = await readFileInWorker({ path, fileName, output, options, want: 'lines' }, control)
    if (outcome.kind !== 'read') return outcome
    const rows: LineRow[] = []
    for await (const group of readRows<LineRow>(output.rows, control.signal)) rows.push(...group)
    return { kind: 'read', report: outcome.report, ...roadsOf(rows, prefix) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function roadsOf(rows: LineRow[], prefix: string) {
  const understood: Partial<Record<RoadColumn, number>> = {}
  const described = rows.map(({ index, properties, lines }) => {
    const attributes = roadAttributes(properties)
    for (const column of attributes.used) understood[column] = (understood[column] ?? 0) + 1
    return { index, lines, attributes }
  })
  const ids = described.map(({ attributes }) => attributes.id)
  // A column that does not tell all lines apart names none of them.
  const named = ids.every((id) => id !== null) && new Set(ids).size === ids.length
  const roads = described.flatMap(({ index, lines, attributes }) =>
    lines.map((coordinates: Position[], part): NamedRoad => {
      const { level, oneWay, speedKmh, name } = attributes
      const own = `${prefix}${named ? attributes.id : index + 1}`
      const id = lines.length > 1 ? `${own}/${part + 1}` : own
      return { id, coordinates, level, oneWay, speedKmh, name }
    }),
  )
  return { roads, understood }
}
