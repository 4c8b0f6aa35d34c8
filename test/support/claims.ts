/** Land units with a shape, written as the program writes them. */
import type { Polygon } from 'geojson'
import { sql } from 'kysely'
import type { ExtentRecord, LandAlteration, UnitRecord } from '../../domain/land/records.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { Database } from '../../server/database/index.ts'
import { nextId } from '../../server/lands/records.ts'
import { applyAndLog } from '../../server/territories/changes.ts'

/** In units of about a metre from a corner near El Maizal. */
export type Box = [x: number, y: number, width: number, height: number]
export const polygonOf = ([x, y, width, height]: Box): Polygon => {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ]
  return { type: 'Polygon', coordinates: [corners.map(([e, n]) => [-69 + e / 1e5, 9.8 + n / 1e5])] }
}
export async function wkb({ db }: Database, box: Box): Promise<string> {
  const { rows } = await sql<{ hex: string }>`
    select encode(st_asbinary(st_geomfromgeojson(${JSON.stringify(polygonOf(box))})), 'hex') as hex`.execute(
    db,
  )
  return rows[0].hex
}

const said = { version: 1, audience: 'public', fieldAudiences: {} } as const
export const writeLand = ({ db }: Database, ...records: LandAlteration[]) =>
  db
    .transaction()
    .execute((transaction) =>
      applyAndLog(
        transaction,
        { kind: 'land-imported', facts: {}, communes: [], links: [], imports: [], records },
        PROGRAM,
      ),
    )

export interface Claim {
  unit: number
  extent: number
}

/** A unit with one extent, everybody's to see exactly unless said otherwise. */
export async function writeClaim(
  database: Database,
  name: string,
  box: Box,
  more: Partial<UnitRecord> = {},
  valid: Partial<ExtentRecord> = {},
): Promise<Claim & { change: number }> {
  const { db } = database
  const [unit, extent] = [await nextId(db, 'unit'), await nextId(db, 'extent')]
  const unitRecord: UnitRecord = {
    id: unit,
    ...said,
    kind: 'parcel',
    name,
    municipality: null,
    state: null,
    country: 'VE',
    note: null,
    approximate: false,
    demonstration: false,
    placeAudience: 'public',
    placePrecision: 'exact',
    placeUntil: null,
    communes: [],
    ...more,
  }
  const extentRecord: ExtentRecord = {
    id: extent,
    ...said,
    unitId: unit,
    part: null,
    from: null,
    to: null,
    method: 'drawn',
    accuracyM: null,
    statedAreaM2: null,
    statedAreaText: null,
    sourceId: null,
    note: null,
    geometry: await wkb(database, box),
    ...valid,
  }
  const change = await writeLand(
    database,
    { kind: 'unit', before: null, after: unitRecord },
    { kind: 'extent', before: null, after: extentRecord },
  )
  return { unit, extent, change: change.id }
}
