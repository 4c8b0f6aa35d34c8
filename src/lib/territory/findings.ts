/** Why the verdict is what it is: one row per thing to know, with its measure and its place. Pure. */
import type { MultiPolygon, Position } from 'geojson'
import type { Judgement } from '$domain/territory/types.ts'
import type { MessageKey, MessageValues } from '$messages/index.ts'

type Bounds = [number, number, number, number]
export interface FindingCouncil {
  name: string
  place: Position
  bounds: Bounds
  communeIds: number[]
}
export interface FindingContext {
  council(id: string): FindingCouncil | undefined
  communeName(id: number): string | undefined
  /** Gaps and overlaps that were left on purpose; they are no part of the judgement. */
  allowed?: readonly {
    by: {
      kind: 'gap' | 'overlap'
      councils: readonly string[]
      reason: string
      decidedBy: string
      decidedOn: string
    }
    areaM2: number
    geometry: MultiPolygon
  }[]
  /** The commune at hand, or null for a new one: its own members are no conflict. */
  communeId: number | null
  metres(metres: number): string
  area(squareMetres: number): string
  date(iso: string): string
}

export type FindingKind =
  | 'separation'
  | 'doubtful'
  | 'confirmed'
  | 'link'
  | 'corner'
  | 'cut'
  | 'parted'
  | 'claimed-twice'
  | 'enclave'
  | 'overlap'
  | 'gap'
  | 'allowed'
export interface Finding {
  kind: FindingKind
  measure: string
  text: { key: MessageKey; values: MessageValues }
  /** Where to look; null where the areas are not here. */
  place: Position | null
  bounds: Bounds | null
}

/** Under this, overlaps and gaps are the pen's width: the doubtful borders already tell of them. */
export const SMALLEST_AREA_M2 = 1

/** Nearer than this, pieces meet in a point. */
export const TOUCHING_M = 0.005
const NAMED = 4

export function findings(judgement: Judgement, context: FindingContext): Finding[] {
  const { metres, area } = context
  const name = (id: string) => context.council(id)?.name ?? id
  const names = (ids: readonly string[]) => ids.map(name).join(', ')
  const found: Finding[] = []
  const add = (
    kind: FindingKind,
    measure: string,
    values: MessageValues,
    place: Position | null,
    bounds: Bounds | null = null,
  ) => found.push({ kind, measure, text: { key: `finding.${kind}`, values }, place, bounds })
  /** Few names are told, many counted. */
  const some = (ids: readonly string[]) => (ids.length <= NAMED ? names(ids) : '')
  const together = (ids: readonly string[]): [Position | null, Bounds | null] => [
    context.council(ids[0])?.place ?? null,
    boundsOf(ids.flatMap((id) => corners(context.council(id)?.bounds))),
  ]
  const at = (id: string): [Position | null, Bounds | null] => [
    context.council(id)?.place ?? null,
    context.council(id)?.bounds ?? null,
  ]

  for (const { from, to, gapM, line, pieces } of judgement.separations)
    add(
      gapM < TOUCHING_M ? 'corner' : 'separation',
      gapM < TOUCHING_M ? '' : metres(gapM),
      {
        a: name(from),
        b: name(to),
        one: Math.min(...pieces) + 1,
        other: Math.max(...pieces) + 1,
        // A break that a council's separate parts hide runs inside what the ties alone call one piece.
        hidden: pieces[0] === pieces[1] ? 'yes' : 'no',
      },
      line[0],
      boundsOf(line),
    )

  const certainPiece = new Map(
    judgement.certainComponents.flatMap((ids, piece) => ids.map((id) => [id, piece] as const)),
  )
  const decides = ({ a, b }: { a: string; b: string }) => certainPiece.get(a) !== certainPiece.get(b)
  const ties = judgement.pairs.toSorted((one, other) => Number(decides(other)) - Number(decides(one)))
  for (const pair of ties) {
    const values = {
      a: name(pair.a),
      b: name(pair.b),
      length: metres(pair.lengthM),
      separation: metres(pair.separationM),
      decides: decides(pair) ? 'yes' : 'no',
    }
    if (pair.confirmation) {
      const { declaredBy, declaredOn } = pair.confirmation
      const who = { by: declaredBy, on: context.date(declaredOn) }
      add('confirmed', metres(pair.separationM), { ...values, ...who }, pair.place)
    } else if (pair.kind === 'border' && pair.certainty === 'doubtful')
      add('doubtful', metres(pair.separationM), values, pair.place)
    else if (pair.kind === 'link') add('link', '', values, pair.place)
  }
  const cut = judgement.cutUnits
  if (cut.length > 0)
    add('cut', String(cut.length), { names: some(cut), count: cut.length }, ...together(cut))
  for (const { unit, parts, hidesBreak } of judgement.parted)
    add('parted', String(parts), { name: name(unit), parts, breaks: hidesBreak ? 'yes' : 'no' }, ...at(unit))
  for (const [communes, ids] of claimedTwice(judgement, context))
    add(
      'claimed-twice',
      String(ids.length),
      { names: some(ids), count: ids.length, communes },
      ...together(ids),
    )
  for (const { unit, beside, areaM2, place } of judgement.enclaves)
    add(
      'enclave',
      area(areaM2),
      {
        name: unit === null ? '' : name(unit),
        whose: unit === null ? 'nobody' : 'council',
        beside: names(beside),
      },
      place,
    )
  for (const { a, b, areaM2, geometry } of judgement.overlaps)
    if (areaM2 >= SMALLEST_AREA_M2)
      add(
        'overlap',
        area(areaM2),
        { a: name(a), b: name(b) },
        first(geometry),
        boundsOf(geometry.coordinates.flat(2)),
      )
  for (const { beside, areaM2, geometry } of judgement.gaps)
    if (areaM2 >= SMALLEST_AREA_M2)
      add(
        'gap',
        area(areaM2),
        { beside: names(beside) },
        first(geometry),
        boundsOf(geometry.coordinates.flat(2)),
      )
  for (const { by, areaM2, geometry } of context.allowed ?? [])
    add(
      'allowed',
      area(areaM2),
      {
        kind: by.kind,
        beside: names(by.councils),
        reason: by.reason,
        by: by.decidedBy,
        on: context.date(by.decidedOn),
      },
      first(geometry),
      boundsOf(geometry.coordinates.flat(2)),
    )
  return found
}

/** Members that other communes name too, by those communes' names. */
function claimedTwice(
  judgement: Judgement,
  { council, communeName, communeId }: FindingContext,
): Map<string, string[]> {
  const claims = new Map<string, string[]>()
  for (const id of judgement.components.flat()) {
    const others = (council(id)?.communeIds ?? []).filter((other) => other !== communeId)
    if (others.length === 0) continue
    const communes = others.map((other) => communeName(other) ?? String(other)).join(', ')
    claims.set(communes, [...(claims.get(communes) ?? []), id])
  }
  return claims
}

const corners = (bounds: Bounds | undefined): Position[] =>
  bounds
    ? [
        [bounds[0], bounds[1]],
        [bounds[2], bounds[3]],
      ]
    : []

const first = (geometry: { coordinates: Position[][][] }): Position | null =>
  geometry.coordinates[0]?.[0]?.[0] ?? null

function boundsOf(positions: readonly Position[]): Bounds | null {
  if (positions.length === 0) return null
  const x = positions.map((position) => position[0])
  const y = positions.map((position) => position[1])
  return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)]
}
