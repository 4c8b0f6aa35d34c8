/** The shapes of drawings: edits made in a browser, to be made again here. */
import type { Position } from 'geojson'
import { type Static, Type } from 'typebox'
import type { Edit } from '../../domain/coverage/index.ts'
import { Change, Council, CouncilKind, type CouncilWithGeometry, Id, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Enough for an afternoon; a drawing of more is saved in parts. */
const MOST_EDITS = 2000
const MOST_PLACES = 20_000

const Place = Type.Unsafe<Position>(
  Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })]),
)
const Line = Type.Array(Place, { minItems: 1, maxItems: MOST_PLACES })
const Ring = Type.Array(Place, { minItems: 4, maxItems: MOST_PLACES })
const Rings = Type.Array(Ring, { minItems: 1, maxItems: 1000 })
const Outline = Type.Union([
  Type.Object({ type: Type.Literal('Polygon'), coordinates: Rings }, exactly),
  Type.Object(
    { type: Type.Literal('MultiPolygon'), coordinates: Type.Array(Rings, { minItems: 1, maxItems: 1000 }) },
    exactly,
  ),
])
/** A council by its number as text, or what the drawing calls a new one: new-1. */
const CouncilName = Type.String({ pattern: '^([1-9][0-9]{0,9}|new-[1-9][0-9]{0,5})$' })
const Councils = Type.Array(CouncilName, { maxItems: 1000 })
const One = Type.Tuple([CouncilName])
const Two = Type.Tuple([CouncilName, CouncilName])
const Side = Type.Union([Type.Literal('left'), Type.Literal('right')])
const kind = <K extends Edit['kind']>(name: K) => Type.Literal(name)
const edit = <P extends Parameters<typeof Type.Object>[0]>(parts: P) => Type.Object(parts, exactly)

const stretch = {
  council: CouncilName,
  from: Place,
  to: Place,
  long: Type.Optional(Type.Boolean()),
}

/** As domain/coverage/edits.ts. */
const EditSchema = Type.Union([
  edit({ kind: kind('move-node'), from: Place, to: Place }),
  edit({ kind: kind('insert-node'), between: Type.Tuple([Place, Place]), at: Place }),
  edit({ kind: kind('delete-node'), at: Place }),
  edit({ kind: kind('reshape'), ...stretch, line: Type.Array(Place, { maxItems: MOST_PLACES }) }),
  edit({ kind: kind('follow'), ...stretch, along: Line }),
  edit({ kind: kind('draw'), council: CouncilName, outline: Outline, take: Councils }),
  edit({ kind: kind('add-part'), council: CouncilName, outline: Outline, take: Councils }),
  edit({ kind: kind('split'), council: CouncilName, line: Line, as: CouncilName, side: Side }),
  edit({ kind: kind('merge'), into: CouncilName, councils: Councils }),
  edit({ kind: kind('give'), from: CouncilName, to: CouncilName, line: Line, side: Side }),
  edit({ kind: kind('give'), from: CouncilName, to: CouncilName, outline: Outline }),
  edit({ kind: kind('cut-hole'), council: CouncilName, outline: Outline }),
  edit({ kind: kind('fill'), at: Place, to: Type.Union([One, Two]) }),
  edit({ kind: kind('resolve-overlap'), between: Two, at: Place, to: Type.Union([One, Two]) }),
])
// What is checked here is what is made again there.
const _same = (checked: Static<typeof EditSchema>): Edit => checked
void _same

const Count = Nullable(Type.Integer({ minimum: 0, maximum: 10_000_000 }))
const Attributes = Type.Object(
  {
    id: CouncilName,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })),
    kind: Type.Optional(Nullable(CouncilKind)),
    families: Type.Optional(Count),
    population: Type.Optional(Count),
    communeIds: Type.Optional(
      Type.Array(Id, { maxItems: 20, description: 'Of a new council: the communes that it joins' }),
    ),
  },
  exactly,
)

/** What a drawing consists of; a scenario keeps the same. */
export const drawingParts = {
  edits: Type.Array(EditSchema, { maxItems: MOST_EDITS }),
  attributes: Type.Optional(Type.Array(Attributes, { maxItems: 5000 })),
  seen: Type.Array(Type.Object({ id: Id, revision: Type.Integer() }, exactly), {
    maxItems: 5000,
    description: 'Every council that the drawing changes, at the revision that the person saw',
  }),
}

export const NewDrawing = Type.Object(
  {
    ...drawingParts,
    effectiveOn: Type.Optional(
      Type.String({ format: 'date', description: 'From which day it holds; today where nothing is said' }),
    ),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type NewDrawing = Static<typeof NewDrawing>

export const DrawingSaved = Type.Object({
  record: Type.Object({
    councils: Type.Array(Council, { description: 'As they are now: changed and new ones' }),
    created: Type.Array(Type.Object({ draft: Type.String(), id: Id })),
    ended: Type.Array(Id),
  }),
  change: Change,
})
export type DrawingSaved = Static<typeof DrawingSaved>

/** The facts of a 409: what is there now of the councils that somebody else changed. */
export interface DrawnByAnother {
  councils: number[]
  /** Of those that are still there. */
  names: string[]
  theirs: CouncilWithGeometry[]
}
