/** Where land lies, as the viewer sees it: of each extent the finest shape that is for them. */
import type { Geometry } from 'geojson'
import { sql } from 'kysely'
import type { Precision, UncertainDate } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import type { Box } from '../territories/councils.ts'
import { hiddenByItself, hiddenOf, standing } from './read.ts'

export interface SeenPlace {
  extentId: number
  unitId: number
  precision: Exclude<Precision, 'nothing'>
  geometry: Geometry
  /** Measured on the ellipsoid; null where the shape is not exact. */
  areaM2: number | null
  /** Of the municipality. */
  name: string | null
}

const FINEST = sql`array_position('{exact,cell-1,cell-5,cell-10,cell-50,municipality}'::text[], p.precision)`
const PLACE = sql`p.extent_id as "extentId", p.unit_id as "unitId", p.precision, st_asgeojson(p.geom, 7)::json as geometry,
  case when p.precision = 'exact' then p.area_m2 end as "areaM2", p.name`

export async function placesOfUnits(
  visible: Executor,
  units: readonly number[],
  known: string | null,
): Promise<SeenPlace[]> {
  const { rows } = await sql<SeenPlace>`
    select distinct on (p.extent_id) ${PLACE}
    from land_extent e join land_place p on p.extent_id = e.id and p.extent_version = e.version
    where e.unit_id = any(${[...units]}::integer[]) and ${standing('e', known)}
    order by p.extent_id, ${FINEST}`.execute(visible)
  return rows
}

export interface MapPlace extends SeenPlace {
  unitName: string | null
  unitKind: string
  part: string | null
  approximate: boolean
  from: Pick<UncertainDate, 'earliest' | 'latest'> | null
  to: Pick<UncertainDate, 'earliest' | 'latest'> | null
}

/** Those that may have held on a day, ascending by extent, at most one more than `limit`. */
export async function placesOn(
  visible: Executor,
  { on, known, bbox }: { on: string; known: string | null; bbox: Box | undefined },
  limit: number,
): Promise<MapPlace[]> {
  const within = bbox
    ? sql`and (e.id, e.version) in (select extent_id, extent_version from places_in(st_makeenvelope(${bbox[0]}, ${bbox[1]}, ${bbox[2]}, ${bbox[3]}, 4326)))`
    : sql``
  const date = (field: 'from' | 'to') =>
    sql`case when ${field} = any (x.hidden) or e.${sql.ref(`${field}_text`)} is null then null
      else json_build_object('earliest', e.${sql.ref(`${field}_earliest`)}, 'latest', e.${sql.ref(`${field}_latest`)}) end`
  const { rows } = await sql<MapPlace>`
    select distinct on (p.extent_id) ${PLACE},
      case when 'name' = any (${hiddenByItself('u')}) then null else u.name end as "unitName", u.kind as "unitKind",
      case when 'part' = any (x.hidden) then null else e.part end as part, u.approximate, ${date('from')} as "from", ${date('to')} as "to"
    from land_extent e
    cross join lateral (select ${hiddenOf('extent', 'e')} as hidden) x
    join land_place p on p.extent_id = e.id and p.extent_version = e.version
    join land_unit u on u.id = e.unit_id and ${standing('u', known)}
    where ${standing('e', known)} ${within}
      and ('from' = any (x.hidden) or e.from_earliest is null or e.from_earliest <= ${on}::date)
      and ('to' = any (x.hidden) or e.to_latest is null or e.to_latest >= ${on}::date)
    order by p.extent_id, ${FINEST} limit ${limit}`.execute(visible)
  return rows
}

/** What others would be shown instead of a shape, by the very function that makes what they are shown. */
export async function generalised(
  database: Executor,
  geometry: Geometry,
  precision: Precision,
): Promise<Pick<SeenPlace, 'precision' | 'geometry' | 'name'> | null> {
  if (precision === 'nothing') return null
  const shape = sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(geometry)}), 4326)`
  const { rows } = await sql<Pick<SeenPlace, 'precision' | 'geometry' | 'name'>>`
    select g.fineness as precision, st_asgeojson(g.stand_in, 7)::json as geometry, g.name
    from ${
      precision === 'exact'
        ? sql`(select 'exact' as fineness, ${shape} as stand_in, null::text as name)`
        : sql`generalised(${shape}, ${precision})`
    } g`.execute(database)
  return rows[0]
}

/** Hexadecimal WKB as land records hold it; null where it is no shape that land can have. */
export async function shapeOf(database: Executor, geometry: Geometry): Promise<string | null> {
  if (!soundGeometry(geometry)) return null
  const text = JSON.stringify({
    type: geometry.type,
    coordinates: (geometry as { coordinates: unknown }).coordinates,
  })
  const { rows } = await sql<{ hex: string; valid: boolean }>`
    select encode(st_asbinary(g), 'hex') as hex, st_isvalid(g) and not st_isempty(g) as valid
    from (select st_force2d(st_setsrid(st_geomfromgeojson(${text}), 4326)) as g) shape`.execute(database)
  return rows[0]?.valid ? rows[0].hex : null
}

const KINDS: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

/** Rings closed, at least four positions; all of it on the earth. What PostGIS itself would stumble over. */
function soundGeometry(geometry: Geometry): boolean {
  const depth = KINDS[geometry.type]
  if (depth === undefined) return false
  const { coordinates } = geometry as { coordinates: unknown }
  const rings = geometry.type.endsWith('Polygon')
  const sound = (value: unknown, level: number): boolean => {
    if (!Array.isArray(value) || value.length === 0) return false
    if (level === 0)
      return (
        value.length >= 2 &&
        value.every((one) => typeof one === 'number' && Number.isFinite(one)) &&
        Math.abs(value[0]) <= 180 &&
        Math.abs(value[1]) <= 90
      )
    if (!value.every((one) => sound(one, level - 1))) return false
    if (level !== 1) return true
    const [first, last] = [value[0], value[value.length - 1]]
    if (rings) return value.length >= 4 && first[0] === last[0] && first[1] === last[1]
    return geometry.type === 'MultiPoint' || value.length >= 2
  }
  return sound(coordinates, depth)
}
