/** A judgement as features for the map's overlay; overlay-layers.ts draws each `role`. Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { Judgement, LinkKind, Remedy } from '$domain/territory/types.ts'
import { LocalMetres } from '../../../domain/geometry/local-metres.ts'
import { sharedStretch } from '../../../domain/geometry/shared-stretch.ts'
import { SMALLEST_AREA_M2 } from './findings.ts'

export interface DrawnCouncil {
  id: number
  name: string
  place: Position
  areaM2: number
  approximate: boolean
  geometry: MultiPolygon
}
export interface DrawnLink {
  councilA: number
  councilB: number
  kind: LinkKind
  line: [Position, Position]
}
/** The sentences on the map, in the reader's language. */
export interface MapWords {
  /** The gap between two pieces: metres, or that they meet in a corner. */
  gap(metres: number): string
  piece(number: number): string
  cut(name: string): string
  doubtful(separationM: number): string
  confirmed: string
  link(kind: LinkKind): string
}
export interface Drawing {
  members: readonly number[]
  councils: ReadonlyMap<number, DrawnCouncil>
  judgement: Judgement | null
  /** Gaps and overlaps that were left on purpose: no fault. */
  allowed?: readonly { geometry: MultiPolygon }[]
  links: readonly DrawnLink[]
  /** A network: its distances are no fault. */
  calm: boolean
  preview: Remedy | null
  /** Where the panel points. */
  focus: Position | null
  words: MapWords
}

/** Many doubtful borders would take long to trace; the rest is listed in the panel. */
const TRACED = 60

export function judgementFeatures(drawing: Drawing): FeatureCollection {
  const { judgement, words, councils } = drawing
  const council = (id: string | number) => councils.get(Number(id))
  const features: Feature[] = []
  const add = (role: string, geometry: Geometry, properties: object = {}) =>
    features.push({ type: 'Feature', properties: { role, ...properties }, geometry })

  const pieceOf = new Map<number, number>()
  judgement?.components.forEach((ids, piece) => {
    for (const id of ids) pieceOf.set(Number(id), piece)
  })
  for (const id of drawing.members) {
    const drawn = council(id)
    if (drawn) add('member', drawn.geometry, { piece: pieceOf.get(id) ?? 0, approximate: drawn.approximate })
  }
  for (const { geometry } of drawing.allowed ?? []) add('allowed', geometry)
  if (judgement) {
    drawPieces(judgement, council, words, add)
    for (const id of judgement.cutUnits) {
      const drawn = council(id)
      if (!drawn) continue
      add('cut', drawn.geometry)
      add('cut-name', point(drawn.place), { label: words.cut(drawn.name) })
    }
    for (const gap of judgement.gaps) if (gap.areaM2 >= SMALLEST_AREA_M2) add('gap', gap.geometry)
    for (const overlap of judgement.overlaps)
      if (overlap.areaM2 >= SMALLEST_AREA_M2) add('overlap', overlap.geometry)
    for (const pair of judgement.pairs
      .filter((p) => p.kind === 'border' && p.certainty === 'doubtful')
      .slice(0, TRACED)) {
      const [one, other] = [council(pair.a), council(pair.b)]
      if (!one || !other) continue
      const runs = sharedStretch(
        one.geometry,
        other.geometry,
        pair.place,
        pair.lengthM,
        pair.separationM * 1.1 + 1,
      )
      if (runs.length === 0) continue
      const role = pair.confirmation ? 'confirmed' : 'doubtful'
      add(role, { type: 'MultiLineString', coordinates: runs })
      const label = pair.confirmation ? words.confirmed : words.doubtful(pair.separationM)
      add(`${role}-name`, point(pair.place), { label })
    }
    for (const separation of judgement.separations)
      drawSeparation(
        separation.line,
        { label: words.gap(separation.gapM), calm: drawing.calm, metres: separation.gapM },
        add,
      )
  }
  const present = new Set(drawing.members)
  for (const link of drawing.links) {
    // A confirmed border is no line from one council to the other: it is drawn where the border runs.
    if (link.kind === 'border') continue
    if (!present.has(link.councilA) && !present.has(link.councilB)) continue
    const line: Geometry = { type: 'LineString', coordinates: link.line }
    add('link', line)
    add('link-name', point(middle(link.line)), { label: words.link(link.kind) })
  }
  if (drawing.preview) drawPreview(drawing.preview, council, words, add)
  if (drawing.focus) add('focus', point(drawing.focus))
  return { type: 'FeatureCollection', features }
}

type Add = (role: string, geometry: Geometry, properties?: object) => void
type Find = (id: string | number) => DrawnCouncil | undefined

/** One number for each piece, on its largest council; a single piece needs none. */
function drawPieces(judgement: Judgement, council: Find, words: MapWords, add: Add): void {
  if (judgement.components.length < 2) return
  judgement.components.forEach((ids, piece) => {
    const largest = ids
      .map(council)
      .filter((found) => found !== undefined)
      .sort((one, other) => other.areaM2 - one.areaM2)[0]
    if (largest) add('piece', point(largest.place), { piece, label: words.piece(piece + 1) })
  })
}

function drawSeparation(line: [Position, Position], properties: object, add: Add): void {
  add('separation', { type: 'LineString', coordinates: line }, properties)
  for (const end of line) add('separation-end', point(end), properties)
  add('separation-name', point(middle(line)), properties)
}

function drawPreview(remedy: Remedy, council: Find, words: MapWords, add: Add): void {
  if (remedy.kind === 'add-councils' || remedy.kind === 'leave-out') {
    const role = remedy.kind === 'add-councils' ? 'preview-add' : 'preview-leave'
    for (const id of remedy.councils) {
      const drawn = council(id)
      if (!drawn) continue
      add(role, drawn.geometry)
      add('preview-name', point(drawn.place), { label: drawn.name })
    }
  } else if (remedy.kind === 'declare-link') {
    add('preview-line', { type: 'LineString', coordinates: remedy.line })
    add('preview-name', point(middle(remedy.line)), { label: words.gap(remedy.gapM) })
  } else add('focus', point(remedy.place))
}

const point = (coordinates: Position): Geometry => ({ type: 'Point', coordinates })

function middle([from, to]: readonly [Position, Position]): Position {
  const sheet = new LocalMetres(from)
  const [x, y] = sheet.to(to)
  return sheet.from([x / 2, y / 2])
}
