/** The shipped form of the demonstration territory: whole millionths of a degree, each vertex from the one before. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type {
  DemonstrationBody,
  DemonstrationCommune,
  DemonstrationLink,
  DemonstrationTerritory,
} from '../../domain/demonstration/territory.ts'

/** Parts, their rings without the closing vertex, and longitude and latitude steps interleaved. */
type Steps = number[][][]

export interface EncodedTerritory {
  /** Says what the file is to whoever opens it. */
  about: string
  councils: [
    code: string,
    name: string,
    kind: 'urban' | 'rural',
    families: number | null,
    population: number | null,
    area: Steps,
  ][]
  communes: DemonstrationCommune[]
  links: DemonstrationLink[]
  bodies: DemonstrationBody[]
}

const PER_DEGREE = 1e6
const ABOUT =
  'Demonstration territory of Toparquía. Places are approximate; areas, most names and the figures without a source are invented. Made by server/demonstration/generate.ts.'

export function encodeTerritory({
  councils,
  communes,
  links,
  bodies,
}: DemonstrationTerritory): EncodedTerritory {
  return {
    about: ABOUT,
    councils: councils.map(({ code, name, kind, families, population, geometry }) => [
      code,
      name,
      kind,
      families,
      population,
      partsOf(geometry).map((part) => part.map(encodeRing)),
    ]),
    communes,
    links,
    bodies,
  }
}

export function decodeTerritory({
  councils,
  communes,
  links,
  bodies,
}: EncodedTerritory): DemonstrationTerritory {
  return {
    councils: councils.map(([code, name, kind, families, population, area]) => {
      const parts = area.map((part) => part.map(decodeRing))
      const geometry: Polygon | MultiPolygon =
        parts.length === 1
          ? { type: 'Polygon', coordinates: parts[0] }
          : { type: 'MultiPolygon', coordinates: parts }
      return { code, name, kind, families, population, geometry }
    }),
    communes,
    links,
    bodies,
  }
}

const partsOf = (geometry: Polygon | MultiPolygon) =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/** Drops the closing vertex and any that falls on the one before it. */
function encodeRing(ring: Position[]): number[] {
  const steps: number[] = []
  let x = 0
  let y = 0
  const whole = ring.map(([longitude, latitude]) => [
    Math.round(longitude * PER_DEGREE),
    Math.round(latitude * PER_DEGREE),
  ])
  const first = whole[0]
  for (const [k, [u, v]] of whole.entries()) {
    if (k > 0 && ((u === x && v === y) || (u === first[0] && v === first[1]))) continue
    steps.push(u - x, v - y)
    x = u
    y = v
  }
  return steps
}

function decodeRing(steps: number[]): Position[] {
  const ring: Position[] = []
  let x = 0
  let y = 0
  for (let k = 0; k < steps.length; k += 2) {
    x += steps[k]
    y += steps[k + 1]
    ring.push([x / PER_DEGREE, y / PER_DEGREE])
  }
  ring.push(ring[0])
  return ring
}

/** One council or commune a line, so that a change to the territory reads as one. */
export function territoryText(territory: EncodedTerritory): string {
  const lines = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join(',\n')
  return `{"about":${JSON.stringify(territory.about)},
"councils":[
${lines(territory.councils)}
],
"communes":[
${lines(territory.communes)}
],
"links":[
${lines(territory.links)}
],
"bodies":[
${lines(territory.bodies)}
]}
`
}
