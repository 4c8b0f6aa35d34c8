/**
 * Claims in a country of 5 km squares, from a seed: estates of some hundred vertices in every second square, blocks of 49
 * parcels of eight vertices in the others, and overlaps planted so that every pair that overlaps is known.
 */
import type { Polygon, Position } from 'geojson'
import { type Random, seededRandom } from '../domain/demonstration/random.ts'
import type { ComparedArea } from '../domain/overlaps/index.ts'

const SQUARE_M = 5000
const ROW = 7
const PARCEL_M = 200
const PER_BLOCK = ROW * ROW
/** Metres per degree, near enough to lay a country out. */
const M = 110_000
const [WEST, SOUTH] = [-71, 8]

export interface PlantedClaims {
  areas: ComparedArea[]
  /** Pairs that overlap, as `kind id, kind id`. */
  planted: Set<string>
  /** Pairs whose common border was drawn by two hands, under the tolerance. */
  twiceDrawn: Set<string>
  vertices: number
}

export const pairOf = (a: { kind: string; id: string }, b: { kind: string; id: string }): string =>
  [`${a.kind} ${a.id}`, `${b.kind} ${b.id}`].sort().join(', ')

type Place = [east: number, north: number]
const toRing = (places: Place[]): Position[] =>
  [...places, places[0]].map(([east, north]) => [WEST + east / M, SOUTH + north / M])
const polygon = (places: Place[]): Polygon => ({ type: 'Polygon', coordinates: [toRing(places)] })

/** A shore: a circle that wanders by a fifth of its radius. */
export function shore(random: Random, [x, y]: Place, radiusM: number, vertices: number): Polygon {
  const waves = Array.from({ length: 6 }, (_, k) => [random.next() * 2 * Math.PI, 0.2 / 2 ** (k / 2 + 1.5)])
  return polygon(
    Array.from({ length: vertices }, (_, v) => {
      const angle = (2 * Math.PI * v) / vertices
      const wander = waves.reduce(
        (sum, [phase, size], k) => sum + size * Math.sin((k + 2) * angle + phase),
        0,
      )
      const radius = radiusM * (1 + Math.max(-0.2, Math.min(0.2, wander)))
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as Place
    }),
  )
}

/** Eight vertices, four of them in the middles of its sides; `reachM`: how far its eastern side bulges. */
function parcels(random: Random, [x, y]: Place, bulge: (column: number, row: number) => number): Polygon[] {
  const size = 2 * ROW + 1
  const mesh = Array.from({ length: size * size }, (_, at): Place => {
    const [column, row] = [at % size, Math.floor(at / size)]
    return [x + (column * PARCEL_M) / 2 + random.normal() * 8, y + (row * PARCEL_M) / 2 + random.normal() * 8]
  })
  const around = [0, 1, 2, size + 2, 2 * size + 2, 2 * size + 1, 2 * size, size]
  return Array.from({ length: PER_BLOCK }, (_, parcel) => {
    const [column, row] = [parcel % ROW, Math.floor(parcel / ROW)]
    const places = around.map((step): Place => [...mesh[2 * row * size + 2 * column + step]])
    places[3][0] += bulge(column, row)
    return polygon(places)
  })
}

/** Some squares have a council around their block, some a protected area around their estate. */
export function plantClaims(count: number, seed: number): PlantedClaims {
  const random = seededRandom(seed)
  const areas: ComparedArea[] = []
  const planted = new Set<string>()
  const twiceDrawn = new Set<string>()
  let claims = 0
  const add = (geometry: Polygon): ComparedArea => {
    const area: ComparedArea = { kind: 'claim', id: String(++claims), geometry }
    areas.push(area)
    return area
  }
  const side = Math.ceil(Math.sqrt(count / 25))
  for (let square = 0; claims < count; square++) {
    const corner: Place = [(square % side) * SQUARE_M, Math.floor(square / side) * SQUARE_M]
    const middle: Place = [corner[0] + SQUARE_M / 2, corner[1] + SQUARE_M / 2]
    if (((square % side) + Math.floor(square / side)) % 2 === 0) {
      const estate = add(shore(random, middle, random.between(700, 1700), random.between(150, 500)))
      if (square % 10 === 0 && claims < count) {
        // another's claim to some of the same land
        const [x, y] = middle
        planted.add(pairOf(estate, add(shore(random, [x + 400, y - 300], 900, random.between(150, 500)))))
      }
      if (square % 10 === 4 && claims < count) {
        const [x, y] = middle
        const inside: Place[] = [
          [x, y],
          [x + 90, y + 10],
          [x + 80, y + 110],
          [x - 10, y + 100],
        ]
        planted.add(pairOf(estate, add(polygon(inside))))
      }
      if (square % 100 === 2) {
        const park: ComparedArea = {
          kind: 'protected-area',
          id: String(areas.length),
          geometry: shore(random, middle, 3000, 5000),
        }
        areas.push(park)
        planted.add(pairOf(estate, park))
      }
      continue
    }
    // of ten parcels with a neighbour to the east one takes some of its land, and one was measured again
    const chance = Array.from({ length: PER_BLOCK }, () => random.next())
    const bulge = (column: number, row: number) => {
      const at = chance[row * ROW + column]
      return column === ROW - 1 || at > 0.2 ? 0 : at < 0.1 ? 20 + 200 * at : 1 + at
    }
    const block: ComparedArea[] = []
    for (const parcel of parcels(random, [middle[0] - 700, middle[1] - 700], bulge))
      if (claims < count) block.push(add(parcel))
    for (let at = 0; at + 1 < block.length; at++) {
      const reach = bulge(at % ROW, Math.floor(at / ROW))
      if (reach > 0) (reach > 5 ? planted : twiceDrawn).add(pairOf(block[at], block[at + 1]))
    }
    if (square % 20 === 1) {
      const council: ComparedArea = {
        kind: 'council',
        id: String(areas.length),
        geometry: shore(random, middle, 1900, 300),
      }
      areas.push(council)
      for (const parcel of block) planted.add(pairOf(parcel, council))
    }
  }
  const vertices = areas.reduce(
    (sum, { geometry }) => sum + (geometry as Polygon).coordinates[0].length - 1,
    0,
  )
  return { areas, planted, twiceDrawn, vertices }
}

/** Where a new claim may come up: of a hundred 70 parcels, 27 estates, 3 of 20,000 ha with all that lies on them. */
export function newClaim(random: Random, count: number, id: number): ComparedArea {
  const extent = Math.ceil(Math.sqrt(count / 25)) * SQUARE_M
  const place: Place = [random.next() * extent, random.next() * extent]
  const chance = random.next()
  const geometry =
    chance < 0.7
      ? shore(random, place, random.between(60, 300), random.between(4, 20))
      : chance < 0.97
        ? shore(random, place, random.between(500, 3000), random.between(100, 600))
        : shore(random, place, 8000, 2000)
  return { kind: 'claim', id: `new ${id}`, geometry }
}
