/** The councils among which a drawing's edits are made again: all that the edits could touch, as far as somebody sees them. */
import { sql } from 'kysely'
import type { Edit } from '../../domain/coverage/index.ts'
import type { Executor } from '../executor.ts'
import { councilAreas } from '../territories/councils.ts'
import { readRevisions } from '../territories/layers.ts'
import type { CouncilWithGeometry } from '../territories/schema.ts'

/** A town; beyond it the browser would not have held the areas either. */
const MOST_AREAS = 5000
/** What lies near an edit's places but not at them, such as the other side of a gap: about 500 m. */
const AROUND_DEGREES = 0.005

export interface AreasAround {
  /** Of the councils' layer. */
  revision: number
  councils: CouncilWithGeometry[]
}

/** @returns null where there are too many. */
export async function areasAround(
  visible: Executor,
  edits: readonly Edit[],
  named: readonly number[],
): Promise<AreasAround | null> {
  const { councils: revision } = await readRevisions(visible)
  const places = edits.flatMap(positionsIn)
  const lons = places.map(([lon]) => lon)
  const lats = places.map(([, lat]) => lat)
  const box =
    places.length === 0
      ? sql`null::geometry`
      : sql`st_expand(st_makeenvelope(${least(lons)}, ${least(lats)}, ${-least(lons.map(minus))}, ${-least(lats.map(minus))}, 4326),
          ${AROUND_DEGREES})`
  // What the edits reach is looked at whole, and with everything beside it.
  const { rows } = await sql<{ bbox: [number, number, number, number] | null }>`
    select case when e is null then null else json_build_array(st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)) end as bbox
    from (
      select st_extent(c.geom) as e from present_council c
      where c.id = any(${[...named]}::integer[]) or c.id in (select councils_in(b.box) from (select ${box} as box) b)
    ) as reached`.execute(visible)
  const { bbox } = rows[0]
  const councils = bbox ? await councilAreas(visible, { bbox }, MOST_AREAS + 1) : []
  return councils.length > MOST_AREAS ? null : { revision, councils }
}

const minus = (value: number) => -value
// Not Math.min(...values): a drawing may have more places than a call takes arguments.
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity)

function positionsIn(value: unknown): number[][] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value) && typeof value[0] === 'number') return [value]
  return Object.values(value).flatMap(positionsIn)
}
