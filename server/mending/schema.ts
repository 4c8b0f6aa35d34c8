/** The shapes of the API for gaps and overlaps that are left on purpose. */
import type { MultiPolygon, Polygon } from 'geojson'
import { Type } from 'typebox'
import { Changed, Id } from '../territories/schema.ts'

const Kind = Type.Union([
  Type.Literal('gap', { description: 'Nobody has the land' }),
  Type.Literal('overlap', { description: 'Two councils have it' }),
])
const Text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description })
const Ring = Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 3 }), {
  minItems: 4,
  maxItems: 20_000,
})
const Rings = Type.Array(Ring, { minItems: 1, maxItems: 1000 })
/** As outlines are stored: a country's longest has some ten thousand vertices. */
const Land = Type.Unsafe<Polygon | MultiPolygon>(
  Type.Union([
    Type.Object({ type: Type.Literal('Polygon'), coordinates: Rings }, { additionalProperties: false }),
    Type.Object(
      {
        type: Type.Literal('MultiPolygon'),
        coordinates: Type.Array(Rings, { minItems: 1, maxItems: 1000 }),
      },
      { additionalProperties: false },
    ),
  ]),
)

export const NewAllowedSpace = Type.Object(
  {
    kind: Kind,
    councilIds: Type.Array(Id, {
      minItems: 1,
      maxItems: 200,
      description: 'Beside it; of an overlap, the two that have it',
    }),
    geometry: Land,
    reason: Text(1000, 'Why it is left'),
    decidedBy: Text(200, 'An assembly or committee, not a private person'),
    decidedOn: Type.String({ format: 'date' }),
  },
  { additionalProperties: false },
)
export interface NewAllowedSpace {
  kind: 'gap' | 'overlap'
  councilIds: number[]
  geometry: Polygon | MultiPolygon
  reason: string
  decidedBy: string
  decidedOn: string
}

export const AllowedSpace = Type.Intersect([
  NewAllowedSpace,
  Type.Object({
    id: Id,
    areaM2: Type.Number({ description: 'On the ellipsoid' }),
    revision: Type.Integer(),
  }),
])
export interface AllowedSpace extends NewAllowedSpace {
  id: number
  geometry: MultiPolygon
  areaM2: number
  revision: number
}
export const AllowedSpaceList = Type.Object({ items: Type.Array(AllowedSpace) })
export interface AllowedSpaceList {
  items: AllowedSpace[]
}
export const ChangedSpace = Changed(AllowedSpace)
