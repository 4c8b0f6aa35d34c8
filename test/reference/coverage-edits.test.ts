/**
 * Ten thousand edits by chance, and PostGIS as the judge of what comes out: ST_CoverageInvalidEdges finds overlaps and
 * borders that two councils don't draw alike, ST_IsValid what is wrong with one by itself.
 */
import type { Position } from 'geojson'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  beginDrawing,
  changesOf,
  type Delta,
  type Draft,
  type Drawing,
  draftOf,
  draw,
  findFaults,
  isRefusal,
  readCoverage,
  redo,
  restoreDrawing,
  undo,
  unitOf,
  unitsOf,
} from '../../domain/coverage/index.ts'
import { seededRandom } from '../../domain/demonstration/random.ts'
import type { Unit } from '../../domain/territory/types.ts'
import type { Database } from '../../server/database/index.ts'
import { EditsByChance, generatedUnits, passedJunction } from '../support/coverage-edits.ts'
import { openTestDatabase } from '../support/database.ts'

const SEED = Number(process.env.COVERAGE_SEED ?? 20_261_122)
/** Ten territories of each of five sorts, 200 edits each: 10,000. */
const TERRITORIES = 10
const EDITS_EACH = 200
const BATCH = 100

const COVERAGES = [
  { name: 'plain', options: { count: 200, vertices: 20 } },
  { name: 'enclaves', options: { count: 200, vertices: 20, enclaveShare: 0.15 } },
  { name: 'holes', options: { count: 200, vertices: 20, holeShare: 0.15 } },
  {
    name: 'parts',
    options: { count: 200, vertices: 20, multiPartShare: 0.2, enclaveShare: 0.05, holeShare: 0.05 },
  },
  { name: 'long borders', options: { count: 60, vertices: 120, enclaveShare: 0.05, holeShare: 0.05 } },
]

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
}, 120_000)
afterAll(() => database.close())

interface Objection {
  group: number
  id: string
  /** Null where the area is invalid by itself. */
  edges: string | null
}

/**
 * What PostGIS objects to, in groups of council areas; each group is a coverage by itself. An edge beside free land
 * that starts where two rings of another area touch is marked by ST_CoverageInvalidEdges, too (GEOS looks at one ring
 * at a time there); so each mark is put to ST_Relate: does it run inside another area, or along a border that the
 * other area draws with other vertices?
 */
async function objections(groups: Unit[][]): Promise<Objection[]> {
  const areas = groups.flatMap((units, group) => units.map((unit) => ({ group, ...unit })))
  const { rows } = await sql<{
    group: number
    id: string
    valid: boolean
    edges: string | null
    count: number
  }>`
    with area as materialized (
      select (item ->> 'group')::int as "group", item ->> 'id' as id, st_setsrid(st_geomfromgeojson(item ->> 'geometry'), 0) as geom
      from jsonb_array_elements(${JSON.stringify(areas)}::jsonb) as item
    ), marked as materialized (
      select "group", id, st_isvalid(geom) as valid,
        st_coverageinvalidedges(geom) over (partition by "group") as edges
      from area
    ), doubted as materialized (
      select * from marked where not valid or not st_isempty(edges)
    )
    select "group", id, valid, st_astext(edges) as edges, (select count(*)::int from marked) as count from doubted
    where not valid or exists (
      select from area, st_dumpsegments(doubted.edges) as segment
      where area."group" = doubted."group" and area.id <> doubted.id and area.geom && segment.geom
        and (st_relate(segment.geom, area.geom, 'T********')
          or (st_relate(segment.geom, area.geom, '*1*******')
            and not exists (select from st_dumpsegments(area.geom) as own where st_equals(own.geom, segment.geom))))
    )
    union all
    select -1, '', true, null, (select count(*)::int from marked)`.execute(database.db)
  // an engine that stumbles over a geometry answers with nothing at all
  expect(rows.at(-1)?.count).toBe(areas.length)
  return rows.flatMap(({ group, id, valid, edges }) =>
    id ? [{ group, id, edges: valid ? edges : null }] : [],
  )
}

/** The councils that an edit changed, as they are afterwards. */
const touchedBy = (delta: Delta): Unit[] => delta.flatMap(({ after }) => (after ? [unitOf(after)] : []))

describe(`edits by chance, seed ${SEED}`, () => {
  const territories = COVERAGES.flatMap(({ name, options }, i) =>
    Array.from({ length: TERRITORIES }, (_, k) => ({ name, options, seed: SEED + TERRITORIES * i + k })),
  )
  let pastJunctions = 0
  it.each(territories)(
    `$name, $seed: the database finds nothing after any of ${EDITS_EACH}, a draft leads to the same, and undo all the way back`,
    async ({ options, seed }) => {
      const units = generatedUnits({ ...options, seed })
      const base = readCoverage(units)
      const ids = units.map(({ id }) => id)
      const chance = new EditsByChance(seededRandom(seed), ids)
      let drawing: Drawing = beginDrawing(base, 1)
      expect(await objections([unitsOf(base)])).toEqual([])
      let touched: Unit[][] = []
      while (drawing.position < EDITS_EACH) {
        const next = draw(drawing, chance.next(drawing.coverage))
        if (isRefusal(next)) continue
        drawing = next
        const { edit, delta } = drawing.steps[drawing.position - 1]
        if ((edit.kind === 'reshape' || edit.kind === 'follow') && passedJunction(delta)) pastJunctions++
        touched.push(touchedBy(delta))
        if (drawing.position % BATCH > 0) continue
        const edits = drawing.steps.slice(-BATCH).map(({ edit }) => JSON.stringify(edit))
        const found = await objections([...touched, unitsOf(drawing.coverage)])
        expect(found.map((objection) => [objection, edits[objection.group]])).toEqual([])
        expect(findFaults(drawing.coverage)).toEqual([])
        touched = []
      }
      const end = JSON.stringify(unitsOf(drawing.coverage))
      const draft: Draft = JSON.parse(JSON.stringify(draftOf(drawing)))
      const replayed = restoreDrawing(readCoverage(units), 1, draft)
      expect('unrestorable' in replayed ? replayed : JSON.stringify(unitsOf(replayed.coverage))).toBe(end)
      while (drawing.position > 0) drawing = undo(drawing)
      expect(JSON.stringify(unitsOf(drawing.coverage))).toBe(JSON.stringify(unitsOf(base)))
      expect(drawing.coverage).toEqual(base)
      expect(changesOf(drawing)).toEqual([])
      while (drawing.position < EDITS_EACH) drawing = redo(drawing)
      expect(JSON.stringify(unitsOf(drawing.coverage))).toBe(end)
    },
  )

  it('many of them are stretches redrawn past a place where other borders end', () => {
    expect(pastJunctions).toBeGreaterThan(400)
  })

  it('the database finds a vertex that one side drew centimetres off, and an outline that crosses itself', async () => {
    const units = unitsOf(readCoverage(generatedUnits({ count: 30, vertices: 20, seed: SEED })))
    expect(await objections([units])).toEqual([])
    const moved = [-5e-7, 5e-7].map((degrees) => {
      const spoilt = structuredClone(units)
      outlineOf(spoilt[15])[3][0] += degrees
      return spoilt
    })
    // to one side it opens a gap, to the other an overlap
    const [found, ours] = [await objections(moved), moved.map((spoilt) => findFaults(readCoverage(spoilt)))]
    expect(new Set(found.map(({ group }) => group)).size).toBeGreaterThan(0)
    expect(new Set(found.map(({ group }) => group))).toEqual(
      new Set([0, 1].filter((group) => ours[group].length > 0)),
    )
    const crossed = structuredClone(units[15])
    const outline = outlineOf(crossed)
    ;[outline[2], outline[6]] = [outline[6], outline[2]]
    expect(await objections([[crossed]])).toEqual([{ group: 0, id: crossed.id, edges: null }])
  })
})

function outlineOf({ geometry }: Unit): Position[] {
  if (geometry.type !== 'Polygon') throw new Error('The council chosen has two parts')
  return geometry.coordinates[0]
}
