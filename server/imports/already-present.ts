/** Rows that look like councils of the territory: by code, or by name and place where the file gives no code. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import { ShapeFile } from '../files/index.ts'
import type { FeaturePaths, FileProblem, ShapePlace } from '../files/types.ts'

export interface Candidate {
  index: number
  code: string | null
  name: string | null
  place: ShapePlace
}

/** Rows asked about at once. */
const CHUNK = 5000
/** Of the longer side of a box: sides that differ by less are the same place, drawn again. */
const NEAR = 0.1

/** @returns the facts of `already-present`, by row. */
export async function presentAlready(
  database: Executor,
  files: FeaturePaths,
  candidates: readonly Candidate[],
): Promise<Map<number, FileProblem['facts']>> {
  const found = new Map<number, FileProblem['facts']>()
  const { rows } = await sql<{ any: boolean }>`select exists (select from present_council) as any`.execute(
    database,
  )
  if (!rows[0].any) return found
  const named: Candidate[] = []
  for (let at = 0; at < candidates.length; at += CHUNK) {
    const chunk = candidates.slice(at, at + CHUNK)
    await findByCode(database, chunk, found)
    named.push(...(await withKnownName(database, chunk)))
  }
  const shapes = await ShapeFile.open(files.shapes)
  try {
    for (let at = 0; at < named.length; at += CHUNK)
      await findByPlace(database, shapes, named.slice(at, at + CHUNK), found)
  } finally {
    await shapes.close()
  }
  return found
}

async function findByCode(
  database: Executor,
  candidates: Candidate[],
  found: Map<number, FileProblem['facts']>,
): Promise<void> {
  const codes = [...new Set(candidates.flatMap(({ code }) => code ?? []))]
  if (codes.length === 0) return
  const { rows } = await sql<{ code: string; name: string }>`
    select c.code, c.name from present_council c where c.code = any(${codes}::text[])`.execute(database)
  const names = new Map(rows.map(({ code, name }) => [code, name]))
  for (const { index, code } of candidates) {
    const existing = code === null ? undefined : names.get(code)
    if (existing !== undefined) found.set(index, { by: 'code', existing, code: code! })
  }
}

/** Those without a code whose name a council has: only their shapes are worth a look. */
async function withKnownName(database: Executor, candidates: Candidate[]): Promise<Candidate[]> {
  const uncoded = candidates.filter(({ code, name }) => code === null && name !== null)
  if (uncoded.length === 0) return []
  const { rows } = await sql<{ name: string }>`
    select n.name from unnest(${[...new Set(uncoded.map(({ name }) => name))]}::text[]) n (name)
    where exists (select from present_council c where c.plain_name = plain_text(n.name))`.execute(database)
  const known = new Set(rows.map(({ name }) => name))
  return uncoded.filter(({ name }) => known.has(name!))
}

async function findByPlace(
  database: Executor,
  shapes: ShapeFile,
  candidates: Candidate[],
  found: Map<number, FileProblem['facts']>,
): Promise<void> {
  const sides: number[][] = [[], [], [], []]
  for (const { place } of candidates)
    (await shapes.boundsAt(place)).forEach((side, i) => {
      sides[i].push(side)
    })
  const { rows } = await sql<{ index: number; name: string }>`
    with asked as (
      select *, ${NEAR}::double precision * greatest(east - west, north - south) as near
      from unnest(${candidates.map(({ index }) => index)}::integer[], ${candidates.map(({ name }) => name)}::text[],
        ${sides[0]}::double precision[], ${sides[1]}::double precision[],
        ${sides[2]}::double precision[], ${sides[3]}::double precision[]) a (index, name, west, south, east, north))
    select distinct on (a.index) a.index, c.name from asked a
    join present_council c on c.geom && st_makeenvelope(a.west, a.south, a.east, a.north, 4326)
      and c.plain_name = plain_text(a.name)
      and abs(st_xmin(c.geom) - a.west) < a.near and abs(st_xmax(c.geom) - a.east) < a.near
      and abs(st_ymin(c.geom) - a.south) < a.near and abs(st_ymax(c.geom) - a.north) < a.near
    order by a.index, c.id`.execute(database)
  for (const { index, name } of rows) found.set(index, { by: 'place', existing: name })
}
