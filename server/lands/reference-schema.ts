/** The shapes of reference areas by HTTP. The browser imports these types. */
import type { Geometry } from 'geojson'
import { type Static, Type } from 'typebox'
import { Id } from '../territories/schema.ts'

const AREA_KINDS = ['municipality', 'protected-area'] as const
export type AreaKind = (typeof AREA_KINDS)[number]
const Kind = Type.Unsafe<AreaKind>(Type.Union(AREA_KINDS.map((kind) => Type.Literal(kind))))
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', description })
const Count = Type.Integer({ minimum: 0 })

export const AreaQuery = Type.Object({
  kind: Type.Optional(Kind),
  bbox: Type.Optional(Type.String({ maxLength: 200 })),
  lang: Type.Optional(Type.String()),
})
export interface ReferenceArea {
  id: number
  kind: AreaKind
  code: string | null
  name: string
  state: string | null
  source: string
  /** Only where a box was given. */
  geometry: Geometry | null
}
export const ReferenceAreas = Type.Object({
  items: Type.Array(
    Type.Unsafe<ReferenceArea>(Type.Any({ description: 'With its shape where a box was given' })),
  ),
  truncated: Type.Boolean(),
})

export const AreaUpload = Type.Object({
  kind: Kind,
  source: Text(
    300,
    'Who drew it. A file of the same kind and source is its next edition and takes the place of the former one',
  ),
  fileName: Text(255),
  nameField: Type.Optional(Text(100, 'Which field is the name')),
  stateField: Type.Optional(Text(100)),
  codeField: Type.Optional(
    Text(100, 'Which field is the code by which an area of a newer edition is known for the same one'),
  ),
  layer: Type.Optional(Text(200)),
  crs: Type.Optional(
    Type.String({ pattern: '^EPSG:[0-9]{4,6}$', description: 'Where the file does not say: EPSG:2202' }),
  ),
  preview: Type.Optional(Type.Boolean({ description: 'Says what would come of it and writes nothing' })),
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  lang: Type.Optional(Type.String()),
})
export type AreaUpload = Static<typeof AreaUpload>

export const AreasBroughtIn = Type.Object({
  edition: Nullable(Type.Integer({ description: 'Null where it was a preview' })),
  areas: Count,
  skipped: Type.Integer({ minimum: 0, description: 'Without a shape or a name' }),
  kept: Type.Integer({ minimum: 0, description: 'Known from the edition before: they keep their number' }),
  added: Count,
  gone: Count,
  units: Type.Integer({ minimum: 0, description: 'Places that look different for it' }),
  fields: Type.Array(Type.String(), { description: 'Of the file' }),
  nameField: Type.String(),
  stateField: Nullable(Type.String()),
  codeField: Nullable(Type.String()),
  names: Type.Array(Type.String(), { description: 'The first of them' }),
})
export type AreasBroughtIn = Static<typeof AreasBroughtIn>

export const Edition = Type.Object({
  id: Id,
  kind: Kind,
  source: Type.String(),
  fileName: Type.String(),
  broughtInAt: Type.String(),
  areas: Count,
  added: Count,
  changed: Count,
  gone: Count,
  undoneAt: Nullable(Type.String()),
  last: Type.Boolean({ description: 'No later edition of its source stands: it can be taken back' }),
})
export type Edition = Static<typeof Edition>
export const Editions = Type.Object({
  items: Type.Array(Edition, { description: 'The newest first' }),
  underWay: Type.Array(
    Type.Object({
      fileName: Type.String(),
      stage: Type.Union([Type.Literal('reading'), Type.Literal('writing')]),
      done: Type.Number(),
      total: Type.Number(),
    }),
    { description: 'Files that are being brought in on this server' },
  ),
})
export type Editions = Static<typeof Editions>
export const TakenBack = Type.Object({ areas: Count, units: Count })
