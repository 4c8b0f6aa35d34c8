/** The shapes of scenarios. The browser imports these types and nothing else of the server. */
import { type Static, Type } from 'typebox'
import type { ScenarioContent } from '../../domain/scenario/index.ts'
import { drawingParts } from '../drawings/schema.ts'
import { AudienceName, Change, Id, NewLink, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Note = Nullable(Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }))
const Revision = Type.Integer({ description: 'The one that was seen; or send it as If-Match' })

/** As domain/scenario/content.ts. */
const Content = Type.Object(
  {
    drawing: Nullable(Type.Object(drawingParts, exactly)),
    communes: Type.Array(
      Type.Object(
        {
          id: Nullable(Id),
          revision: Type.Optional(Type.Integer()),
          name: Name,
          registeredAs: Type.Optional(Type.Union([Type.Literal('commune'), Type.Literal('network')])),
          councilIds: Type.Array(Type.Union([Id, Type.String({ pattern: '^new-[1-9][0-9]{0,5}$' })]), {
            maxItems: 5000,
            description: 'All that it would have; what the drawing creates by what it is called there',
          }),
          gone: Type.Optional(Type.Boolean({ description: 'It would be no more' })),
        },
        exactly,
      ),
      { maxItems: 500, description: 'Only those that would be otherwise; without a number a new one' },
    ),
    links: Type.Array(NewLink, { maxItems: 500 }),
    withdrawnLinks: Type.Array(Id, { maxItems: 500 }),
  },
  exactly,
)
// What is checked here is what is applied there.
const _same = (checked: Static<typeof Content>): ScenarioContent => checked
void _same

export const NewScenario = Type.Object(
  { name: Name, note: Type.Optional(Note), content: Content, reason: Type.Optional(Reason) },
  exactly,
)
export type NewScenario = Static<typeof NewScenario>

export const ScenarioEdit = Type.Object(
  {
    revision: Type.Optional(Revision),
    name: Type.Optional(Name),
    note: Type.Optional(Note),
    content: Type.Optional(Content),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type ScenarioEdit = Static<typeof ScenarioEdit>

/** Dropping it, and taking it up again. */
export const ScenarioTurn = Type.Object(
  { revision: Type.Optional(Revision), reason: Type.Optional(Reason) },
  exactly,
)

export const ScenarioApplication = Type.Object(
  {
    revision: Type.Optional(Revision),
    effectiveOn: Type.Optional(
      Type.String({ format: 'date', description: 'From which day it holds; today where nothing is said' }),
    ),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type ScenarioApplication = Static<typeof ScenarioApplication>

const described = {
  id: Id,
  name: Type.String(),
  note: Nullable(Type.String()),
  state: Type.Union([Type.Literal('open'), Type.Literal('applied'), Type.Literal('dropped')]),
  author: Nullable(Type.Object({ id: Id, name: Type.String() })),
  audience: AudienceName,
  communes: Type.Array(Id, { description: 'That it names, and those of the councils that it names' }),
  councils: Type.Array(Id),
  changeId: Nullable(Id),
  revision: Type.Integer({
    description: 'Send it back with a change: a later one by somebody else answers 409',
  }),
  createdAt: Type.String({ format: 'date-time' }),
  changedAt: Type.String({ format: 'date-time' }),
}
export const ScenarioSummary = Type.Object({
  ...described,
  parts: Type.Object({ edits: Type.Integer(), communes: Type.Integer(), links: Type.Integer() }),
})
export type ScenarioSummary = Static<typeof ScenarioSummary>
export const ScenarioList = Type.Object({ items: Type.Array(ScenarioSummary) })
export type ScenarioList = Static<typeof ScenarioList>

export const Scenario = Type.Object({
  ...described,
  content: Type.Unsafe<ScenarioContent>(Type.Object({}, { additionalProperties: true })),
})
export type Scenario = Static<typeof Scenario>

export const ScenarioApplied = Type.Object({ record: Scenario, change: Change })
export type ScenarioApplied = Static<typeof ScenarioApplied>
