/** Well-known text, with PostGIS's `SRID=4326;` in front where it has one. */
import { LIMITS } from './raw.ts'

export class BrokenWkt extends Error {
  readonly at: number
  constructor(at: number) {
    super(`WKT breaks at character ${at}`)
    this.at = at
  }
}

const START =
  /^\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION|CURVEPOLYGON|MULTISURFACE|CIRCULARSTRING|COMPOUNDCURVE|TRIANGLE|TIN)\s*(?:Z\s*M|Z|M)?\s*(\(|EMPTY)/i
export const looksLikeWkt = (text: string): boolean => START.test(text.slice(0, 200))

const NAMES: Record<string, [name: string, depth: number]> = {
  POINT: ['Point', 0],
  LINESTRING: ['LineString', 1],
  MULTIPOINT: ['MultiPoint', 1],
  POLYGON: ['Polygon', 2],
  MULTILINESTRING: ['MultiLineString', 2],
  MULTIPOLYGON: ['MultiPolygon', 3],
}
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)/iy
const SPACE = /\s*/y
const WORD = /[A-Za-z]+/y

export function parseWkt(text: string): { geometry: unknown; srid: number | null } {
  let at = 0
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found ? found[0] : null
  }
  const skip = () => match(SPACE)
  const accept = (character: string) => {
    skip()
    if (text[at] !== character) return false
    at++
    return true
  }
  const expect = (character: string) => {
    if (!accept(character)) throw new BrokenWkt(at)
  }
  const position = (): number[] => {
    const numbers: number[] = []
    for (skip(); ; skip()) {
      const number = match(NUMBER)
      if (number === null) break
      numbers.push(Number(number.replace(/^([+-]?)inf.*/i, '$1Infinity')))
    }
    if (numbers.length < 2) throw new BrokenWkt(at)
    return numbers
  }
  const nested = (depth: number): unknown[] => {
    skip()
    if (text.slice(at, at + 5).toUpperCase() === 'EMPTY') {
      at += 5
      return []
    }
    expect('(')
    const items: unknown[] = []
    do {
      if (depth > 1) items.push(nested(depth - 1))
      else if (accept('(')) {
        items.push(position())
        expect(')')
      } else items.push(position())
    } while (accept(','))
    expect(')')
    return items
  }
  const geometry = (depth: number): unknown => {
    if (depth > LIMITS.wkbDepth) throw new BrokenWkt(at)
    skip()
    const word = match(WORD)?.toUpperCase()
    if (!word) throw new BrokenWkt(at)
    skip()
    const rest = /(?:ZM|Z|M)(?![A-Za-z])/iy
    match(rest)
    const plain = word.replace(/(ZM|Z|M)$/, '')
    if (word === 'GEOMETRYCOLLECTION') {
      skip()
      if (text.slice(at, at + 5).toUpperCase() === 'EMPTY')
        return { type: 'GeometryCollection', geometries: [] }
      expect('(')
      const geometries: unknown[] = []
      do geometries.push(geometry(depth + 1))
      while (accept(','))
      expect(')')
      return { type: 'GeometryCollection', geometries }
    }
    const known = NAMES[word] ?? NAMES[plain]
    if (!known) return { type: word }
    const [type, levels] = known
    const coordinates = nested(Math.max(1, levels))
    return { type, coordinates: type === 'Point' ? (coordinates[0] ?? []) : coordinates }
  }
  const srid = /^\s*SRID\s*=\s*(\d+)\s*;/i.exec(text)
  if (srid) at = srid[0].length
  const value = geometry(0)
  skip()
  if (at < text.length && NAMES[(value as { type: string }).type.toUpperCase()]) throw new BrokenWkt(at)
  return { geometry: value, srid: srid ? Number(srid[1]) : null }
}

/** WKT of a MultiPolygon, digits as JavaScript writes them. */
export const multiPolygonWkt = (coordinates: number[][][][]): string =>
  coordinates.length === 0
    ? 'MULTIPOLYGON EMPTY'
    : `MULTIPOLYGON (${coordinates
        .map(
          (polygon) =>
            `(${polygon.map((ring) => `(${ring.map(([x, y]) => `${x} ${y}`).join(', ')})`).join(', ')})`,
        )
        .join(', ')})`
