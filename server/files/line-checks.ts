/** What is checked in files of lines (roads, tracks): that they are lines, on Earth, and where the file says. */
import type { Position } from 'geojson'
import { crsLabel, isWgs84 } from './crs.ts'
import { Fields } from './fields.ts'
import { Plausibility } from './plausibility.ts'
import { type Facts, problem, Refusal } from './problem.ts'
import { cleaned } from './properties.ts'
import { LIMITS, type RawFeature } from './raw.ts'
import { areaOfUse } from './reproject.ts'
import { type Extraction, firstPlace } from './shape.ts'
import { ToWgs84 } from './to-wgs84.ts'
import type { FileProblem, LineRow, ReadOptions, Severity } from './types.ts'

/** Of all lines together: the roads of a country. */
const MOST_VERTICES = 5_000_000
const PRECISION = 1e7

export class LineChecks {
  featureCount = 0
  problems: FileProblem[] = []
  bounds: [number, number, number, number] | null = null
  private readonly directory: string
  private columns = new Fields()
  private counts = new Map<string, number>()
  private bringOver = new ToWgs84()
  private plausibility = new Plausibility()
  private lines = 0
  private vertices = 0
  private otherTypes = new Map<string, number>()
  private sampled: Position | null = null

  constructor(directory: string) {
    this.directory = directory
  }

  async start() {
    cleaned.count = 0
  }

  /** Forgets every feature, for a second reading of the same file. */
  reset() {
    Object.assign(this, new LineChecks(this.directory))
  }

  /** Where a person must answer before anything can be checked. */
  lookOnly(batch: RawFeature[]) {
    for (const feature of batch) {
      this.featureCount++
      this.columns.look(feature.properties)
      this.sampled ??= firstPlace(feature.geometry)
    }
  }

  sample(): Facts {
    return this.sampled ? { x: this.sampled[0], y: this.sampled[1] } : {}
  }

  fields() {
    return this.columns.list()
  }

  async check(batch: RawFeature[], crs: string, options: ReadOptions): Promise<LineRow[]> {
    if (this.featureCount + batch.length > LIMITS.features)
      throw new Refusal('too-many-features', { limit: LIMITS.features })
    const found = batch.map((feature) => linesOf(feature))
    for (const { lines } of found) for (const line of lines) this.vertices += line.length
    if (this.vertices > MOST_VERTICES) throw new Refusal('lines-too-detailed', { limit: MOST_VERTICES })
    const extractions = found.map(({ lines }): Extraction => ({ kind: 'line', polygons: [lines] }))
    await this.bringOver.batch(batch, extractions, crs, options)
    return batch.map((feature, i) => {
      this.columns.look(feature.properties)
      this.sampled ??= firstPlace(feature.geometry)
      this.featureCount++
      return this.rowOf(feature, found[i])
    })
  }

  private rowOf({ index, properties }: RawFeature, { lines, other, broken }: FoundLines): LineRow {
    const say = (code: string, severity: Severity, facts: Facts = {}) =>
      this.say(problem(code, severity, facts, index, lines[0]?.[0] ?? null))
    if (broken) say('line-unreadable', 'note')
    else if (other) {
      this.otherTypes.set(other, (this.otherTypes.get(other) ?? 0) + 1)
      if (lines.length === 0) say('not-a-line', 'note', { type: other })
    } else if (lines.length === 0) say('line-missing', 'note')
    const kept = lines.map(rounded).filter((line) => line.length > 1)
    const onEarth = kept.filter((line) =>
      this.plausibility.look({ bounds: boundsOf(line), lost: isLost(line) }),
    )
    if (kept.length < lines.length) say('line-too-short', 'note', { count: lines.length - kept.length })
    if (onEarth.length < kept.length) {
      const [west, south, east, north] = boundsOf(kept.flat())
      say('coordinate-out-of-range', 'decide', { west, south, east, north })
    }
    this.lines += onEarth.length
    for (const line of onEarth) this.extend(boundsOf(line))
    return { index, properties, lines: onEarth }
  }

  /** What the whole file shows. A Refusal returned is the end; the problems are in `problems` either way. */
  async finish(options: ReadOptions, declared: string | null): Promise<Refusal | null> {
    if (cleaned.count) this.problems.push(problem('text-cleaned', 'note', { count: cleaned.count }))
    for (const [code, count] of this.counts)
      if (count > LIMITS.problemsPerCode)
        this.problems.push(
          problem('more-of-the-same', 'note', { of: code, count: count - LIMITS.problemsPerCode }),
        )
    const crs = options.crs ?? declared ?? 'EPSG:4326'
    if (!isWgs84(crs)) this.problems.push(problem('reprojected', 'note', { crs: crsLabel(crs) }))
    if (this.featureCount === 0) return new Refusal('no-features')
    const area = isWgs84(crs) ? null : await areaOfUse(crs, this.directory)
    const doubt = this.plausibility.judge(options, area, crs)
    if (doubt instanceof Refusal) return doubt
    if (doubt) this.problems.unshift(doubt)
    if (this.lines > 0) return null
    const count = [...this.otherTypes.values()].reduce((sum, each) => sum + each, 0)
    const kinds = new Set([...this.otherTypes.keys()].map(kindOfType))
    const kind = kinds.size === 0 ? 'none' : kinds.size > 1 ? 'mixed' : [...kinds][0]
    return new Refusal('no-lines', { kind, count: count || this.featureCount })
  }

  private say(found: FileProblem) {
    const count = (this.counts.get(found.code) ?? 0) + 1
    this.counts.set(found.code, count)
    if (count <= LIMITS.problemsPerCode) this.problems.push(found)
  }

  private extend([west, south, east, north]: [number, number, number, number]) {
    const [w, s, e, n] = this.bounds ?? [Infinity, Infinity, -Infinity, -Infinity]
    this.bounds = [Math.min(w, west), Math.min(s, south), Math.max(e, east), Math.max(n, north)]
  }
}

interface FoundLines {
  lines: Position[][]
  /** Type of what is no line, where there is such a thing. */
  other: string | null
  broken: boolean
}

/** Every line of a geometry, collections opened; what can't be read is said, never guessed. */
function linesOf({ geometry, fault }: RawFeature): FoundLines {
  const found: FoundLines = { lines: [], other: null, broken: fault !== undefined }
  collect(geometry, found, 0)
  return found
}

function collect(geometry: unknown, found: FoundLines, depth: number): void {
  if (geometry === null || geometry === undefined) return
  const { type, coordinates, geometries } = geometry as Record<string, unknown>
  if (type === 'GeometryCollection' && Array.isArray(geometries) && depth < LIMITS.wkbDepth) {
    for (const member of geometries) collect(member, found, depth + 1)
    return
  }
  if (type !== 'LineString' && type !== 'MultiLineString') {
    if (typeof type === 'string' && Array.isArray(coordinates)) found.other ??= type.slice(0, 30)
    else found.broken = true
    return
  }
  const lines = type === 'LineString' ? [coordinates] : coordinates
  if (!Array.isArray(lines)) {
    found.broken = true
    return
  }
  for (const line of lines) {
    const places = placesOf(line)
    if (places === null) found.broken = true
    else if (places.length > 0) found.lines.push(places)
  }
}

/** Two numbers to a place; null where something else stands there. */
function placesOf(line: unknown): Position[] | null {
  if (!Array.isArray(line) || line.length > LIMITS.vertices) return null
  const places: Position[] = []
  for (const position of line) {
    if (!Array.isArray(position)) return null
    const [x, y] = position as unknown[]
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y))
      return null
    places.push([x, y])
  }
  return places
}

function rounded(line: Position[]): Position[] {
  const kept: Position[] = []
  for (const [x, y] of line) {
    const place = [Math.round(x * PRECISION) / PRECISION, Math.round(y * PRECISION) / PRECISION]
    const last = kept.at(-1)
    if (!last || last[0] !== place[0] || last[1] !== place[1]) kept.push(place)
  }
  return kept
}

/** A projection has no answer for some place of it. */
const isLost = (line: Position[]): boolean => line.some(([x, y]) => Number.isNaN(x) || Number.isNaN(y))

function boundsOf(line: Position[]): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of line) {
    bounds[0] = Math.min(bounds[0], x)
    bounds[1] = Math.min(bounds[1], y)
    bounds[2] = Math.max(bounds[2], x)
    bounds[3] = Math.max(bounds[3], y)
  }
  return bounds
}

const kindOfType = (type: string): string =>
  type.endsWith('Point') ? 'points' : type.endsWith('Polygon') ? 'areas' : 'mixed'
