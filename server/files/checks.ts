/** What is checked in every feature whatever its format, and what only the whole file can tell. */
import type { Position } from 'geojson'
import { splitAtAntimeridian } from './antimeridian.ts'
import { crsLabel, isWgs84 } from './crs.ts'
import { Fields, nameOf } from './fields.ts'
import { asGeometry, boundsOf, textKey } from './geometry-forms.ts'
import { mendSign } from './missing-sign.ts'
import { Plausibility } from './plausibility.ts'
import { type Facts, problem, Refusal } from './problem.ts'
import { cleaned } from './properties.ts'
import { LIMITS, type RawFeature } from './raw.ts'
import { areaOfUse } from './reproject.ts'
import { areaM2, type Finished, finish, shapeKey } from './rings.ts'
import { type Extraction, extract, firstPlace, type Polygons, type Tally } from './shape.ts'
import { ToWgs84 } from './to-wgs84.ts'
import type { FileProblem, ReadOptions, Severity, SourceFeature } from './types.ts'
import { createValidator, type Validator, validityCode } from './validity.ts'

/** A repair that changes the area by less is applied and said; any other is a person's decision. */
const HARMLESS_CHANGE = 0.001
/** Below this nobody's council fits, and rounding to a centimetre begins to matter. */
const TINY_AREA_M2 = 10
/** Degrees; nobody's territory is as wide, unless a longitude lost its sign. */
const SUSPICIOUS_WIDTH = 40

export class Checks {
  featureCount = 0
  problems: FileProblem[] = []
  bounds: [number, number, number, number] | null = null
  private readonly directory: string
  private columns = new Fields()
  private tally: Tally = { thirdDimension: 0, repeatedPoints: 0, emptyParts: 0 }
  private counts = new Map<string, number>()
  private shapes = new Map<string, { index: number; name: string; properties: string }>()
  private bringOver = new ToWgs84()
  private plausibility = new Plausibility()
  private areas = 0
  private otherTypes = new Map<string, number>()
  private withoutGeometry = 0
  private firstPlace: Position | null = null
  private validator: Validator | null = null

  constructor(directory: string) {
    this.directory = directory
  }

  async start() {
    this.validator ??= await createValidator()
    cleaned.count = 0
  }

  /** Forgets every feature, for a second reading of the same file. */
  reset() {
    const fresh = new Checks(this.directory)
    fresh.validator = this.validator
    Object.assign(this, fresh)
  }

  /** Where a person must answer before anything can be checked: the columns and a coordinate help to answer. */
  lookOnly(batch: RawFeature[]) {
    for (const feature of batch) {
      this.featureCount++
      this.columns.look(feature.properties)
      this.firstPlace ??= firstPlace(feature.geometry)
    }
  }

  sample(): Facts {
    return this.firstPlace ? { x: this.firstPlace[0], y: this.firstPlace[1] } : {}
  }

  fields() {
    return this.columns.list()
  }

  async check(batch: RawFeature[], crs: string, options: ReadOptions): Promise<SourceFeature[]> {
    const extractions: Extraction[] = []
    for (const feature of batch) {
      this.columns.look(feature.properties)
      this.firstPlace ??= firstPlace(feature.geometry)
      extractions.push(
        feature.fault
          ? { kind: 'none', code: feature.fault.code, facts: feature.fault.facts, place: null }
          : extract(feature.geometry, this.tally),
      )
    }
    if (this.featureCount + batch.length > LIMITS.features)
      throw new Refusal('too-many-features', { limit: LIMITS.features })
    await this.bringOver.batch(batch, extractions, crs, options)
    const checked: SourceFeature[] = []
    for (let i = 0; i < batch.length; i++) {
      checked.push(this.checkOne(batch[i], extractions[i]))
      this.featureCount++
    }
    return checked
  }

  private checkOne(feature: RawFeature, extraction: Extraction): SourceFeature {
    const { index, properties } = feature
    const codes: string[] = []
    const say = (code: string, severity: Severity, facts: Facts = {}, place: Position | null = null) => {
      if (severity !== 'note') codes.push(code)
      this.say(problem(code, severity, facts, index, place))
    }
    const result = (geometry: Polygons | null, repair?: SourceFeature['repair']): SourceFeature => {
      const source: SourceFeature = { index, properties, geometry: geometry && asGeometry(geometry) }
      if (repair) source.repair = repair
      if (codes.length) source.problems = codes
      return source
    }

    if (extraction.kind === 'none') {
      if (extraction.code === 'geometry-null' || extraction.code === 'geometry-empty') {
        this.withoutGeometry++
        say(extraction.code, 'note')
      } else {
        if (extraction.code === 'not-an-area') this.countType(String(extraction.facts.type))
        say(extraction.code, 'decide', extraction.facts, extraction.place)
      }
      return result(null)
    }

    const finished = finish(extraction.polygons, this.tally)
    const { bounds } = finished
    const place: Position | null = finished.lost
      ? null
      : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
    const inRange = this.plausibility.look(finished)
    if (!inRange) {
      say('coordinate-out-of-range', 'decide', {
        west: bounds[0],
        south: bounds[1],
        east: bounds[2],
        north: bounds[3],
      })
      return result(null)
    }
    if (extraction.kind === 'line') return this.lineAsArea(finished, result, say)
    if (feature.note) say(feature.note.code, 'note', feature.note.facts, place)
    for (const note of extraction.notes) say(note.code, 'note', note.facts, place)
    if (!finished.polygons.length) {
      say('too-few-points', 'decide', { points: finished.fewestPoints }, place)
      return result(null)
    }
    if (finished.collapsed) say('part-without-area', 'note', { parts: finished.collapsed }, place)
    if (finished.widestOpeningM !== null) {
      say('ring-unclosed', 'note', { gapM: Math.round(finished.widestOpeningM * 10) / 10 }, finished.openAt)
    }
    const mended = this.signMissing(finished, result, say)
    if (mended) return mended
    if (finished.crossesAntimeridian) return this.crossing(finished, result, say)
    this.areas++
    this.extend(bounds)

    const validity = this.validator!.check(finished.polygons)
    if (!validity.valid) return this.invalid(finished, validity.reason, validity.place ?? place, result, say)
    const small = Math.abs(bounds[2] - bounds[0]) < 1e-3 && Math.abs(bounds[3] - bounds[1]) < 1e-3
    const area = small ? areaM2(finished.polygons) : Infinity
    if (area < TINY_AREA_M2) say('tiny-area', 'decide', { areaM2: Math.round(area * 100) / 100 }, place)
    this.findTwin(feature, finished.polygons, place, say)
    return result(finished.polygons)
  }

  private lineAsArea(finished: Finished, result: Result, say: Say): SourceFeature {
    this.countType('LineString')
    const valid = finished.polygons.length > 0 && this.validator!.check(finished.polygons).valid
    const repaired = valid
      ? { type: 'MultiPolygon' as const, coordinates: finished.polygons }
      : this.validator!.repair(finished.polygons)
    if (!repaired || finished.crossesAntimeridian) {
      say('not-an-area', 'decide', { type: 'LineString' }, centre(finished))
      return result(null)
    }
    const areaAfterM2 = areaM2(repaired.coordinates)
    this.areas++
    this.extend(finished.bounds)
    say('line-closed', 'decide', { areaAfterM2: Math.round(areaAfterM2) }, centre(finished))
    return result(null, { geometry: repaired, areaBeforeM2: 0, areaAfterM2 })
  }

  /** One longitude without the minus that all others have: shown mended, used only if a person agrees. */
  private signMissing(finished: Finished, result: Result, say: Say): SourceFeature | null {
    if (finished.bounds[2] - finished.bounds[0] < SUSPICIOUS_WIDTH) return null
    const found = mendSign(finished.polygons)
    if (!found) return null
    const { polygons } = finish(found.polygons, { thirdDimension: 0, repeatedPoints: 0, emptyParts: 0 })
    const valid = polygons.length > 0 && this.validator!.check(polygons).valid
    const geometry = valid
      ? { type: 'MultiPolygon' as const, coordinates: polygons }
      : this.validator!.repair(polygons)
    if (!geometry) return null
    const areaAfterM2 = areaM2(geometry.coordinates)
    say(
      'sign-missing',
      'decide',
      { found: found.longitude, proposed: -found.longitude, areaAfterM2: Math.round(areaAfterM2) },
      [-found.longitude, found.latitude],
    )
    this.areas++
    this.extend(boundsOf(geometry))
    return result(null, { geometry, areaBeforeM2: areaM2(finished.polygons), areaAfterM2 })
  }

  private crossing(finished: Finished, result: Result, say: Say): SourceFeature {
    const parts = splitAtAntimeridian(finished.polygons)
    const geometry =
      parts &&
      (this.validator!.check(parts).valid
        ? { type: 'MultiPolygon' as const, coordinates: parts }
        : this.validator!.repair(parts))
    const areaBeforeM2 = areaM2(finished.polygons)
    const areaAfterM2 = geometry ? areaM2(geometry.coordinates) : 0
    say('crosses-antimeridian', 'decide', { areaAfterM2: Math.round(areaAfterM2) }, [
      180,
      (finished.bounds[1] + finished.bounds[3]) / 2,
    ])
    if (geometry) {
      this.areas++
      this.extend(boundsOf(geometry))
    }
    return result(null, geometry ? { geometry, areaBeforeM2, areaAfterM2 } : undefined)
  }

  private invalid(
    finished: Finished,
    reason: string,
    place: Position | null,
    result: Result,
    say: Say,
  ): SourceFeature {
    const code = validityCode(reason)
    const areaBeforeM2 = areaM2(finished.polygons)
    const geometry = this.validator!.repair(finished.polygons)
    if (!geometry) {
      this.areas--
      say(this.validator!.tangled(finished.polygons) ? 'too-tangled' : 'no-area', 'decide', { reason }, place)
      return result(null)
    }
    const areaAfterM2 = areaM2(geometry.coordinates)
    const change = Math.abs(areaAfterM2 - areaBeforeM2) / Math.max(areaBeforeM2, areaAfterM2, 1e-9)
    const facts = {
      reason,
      areaBeforeM2: Math.round(areaBeforeM2),
      areaAfterM2: Math.round(areaAfterM2),
      percent: Math.round(change * 1e5) / 1e3,
      parts: geometry.coordinates.length,
    }
    if (change < HARMLESS_CHANGE) {
      say(code, 'note', facts, place)
      return result(geometry.coordinates)
    }
    say(code, 'decide', facts, place)
    return result(finished.polygons, { geometry, areaBeforeM2, areaAfterM2 })
  }

  private findTwin(feature: RawFeature, polygons: Polygons, place: Position | null, say: Say) {
    const key = shapeKey(polygons)
    const properties = textKey(JSON.stringify(feature.properties))
    const name = nameOf(feature.properties)
    const twin = this.shapes.get(key)
    if (!twin) {
      this.shapes.set(key, { index: feature.index, name, properties })
      return
    }
    const code = twin.properties === properties ? 'duplicate-feature' : 'duplicate-shape'
    const otherNamed = twin.name ? 'yes' : 'no'
    say(
      code,
      'decide',
      { other: twin.index, otherNumber: twin.index + 1, otherNamed, otherName: twin.name },
      place,
    )
  }

  /** What the whole file shows. A Refusal returned is the end; the problems are in `problems` either way. */
  async finish(options: ReadOptions, declared: string | null): Promise<Refusal | null> {
    const { thirdDimension, repeatedPoints, emptyParts } = this.tally
    if (thirdDimension) this.problems.push(problem('third-dimension', 'note', { rings: thirdDimension }))
    if (repeatedPoints) this.problems.push(problem('repeated-points', 'note', { count: repeatedPoints }))
    if (emptyParts) this.problems.push(problem('empty-parts', 'note', { count: emptyParts }))
    if (cleaned.count) this.problems.push(problem('text-cleaned', 'note', { count: cleaned.count }))
    for (const [code, count] of this.counts) {
      if (count > LIMITS.problemsPerCode) {
        this.problems.push(
          problem('more-of-the-same', 'note', { of: code, count: count - LIMITS.problemsPerCode }),
        )
      }
    }
    const crs = options.crs ?? declared ?? 'EPSG:4326'
    if (!isWgs84(crs)) this.problems.push(problem('reprojected', 'note', { crs: crsLabel(crs) }))
    if (this.featureCount === 0) return new Refusal('no-features')

    const doubt = this.plausibility.judge(
      options,
      isWgs84(crs) ? null : await areaOfUse(crs, this.directory),
      crs,
    )
    if (doubt instanceof Refusal) return doubt
    if (doubt) this.problems.unshift(doubt)
    if (this.withoutGeometry === this.featureCount)
      return new Refusal('no-geometry', { count: this.featureCount })
    if (this.areas > 0) return null
    if (this.otherTypes.size) {
      const kinds = new Set([...this.otherTypes.keys()].map(kindOfType))
      const count = [...this.otherTypes.values()].reduce((sum, each) => sum + each, 0)
      return new Refusal('no-areas', { kind: kinds.size > 1 ? 'mixed' : [...kinds][0], count })
    }
    return new Refusal('nothing-usable', { count: this.featureCount })
  }

  private say(found: FileProblem) {
    const count = (this.counts.get(found.code) ?? 0) + 1
    this.counts.set(found.code, count)
    if (count <= LIMITS.problemsPerCode) this.problems.push(found)
  }

  private countType(type: string) {
    this.otherTypes.set(type, (this.otherTypes.get(type) ?? 0) + 1)
  }

  private extend([west, south, east, north]: [number, number, number, number]) {
    const { bounds } = this
    if (!bounds) this.bounds = [west, south, east, north]
    else {
      bounds[0] = Math.min(bounds[0], west)
      bounds[1] = Math.min(bounds[1], south)
      bounds[2] = Math.max(bounds[2], east)
      bounds[3] = Math.max(bounds[3], north)
    }
  }
}

/** In which words to speak of what is no area. */
const kindOfType = (type: string): string =>
  type.endsWith('Point') ? 'points' : type.endsWith('LineString') ? 'lines' : 'mixed'

type Say = (code: string, severity: Severity, facts?: Facts, place?: Position | null) => void
type Result = (geometry: Polygons | null, repair?: SourceFeature['repair']) => SourceFeature

const centre = ({ bounds, lost }: Finished): Position | null =>
  lost ? null : [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
