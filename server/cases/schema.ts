/** The shapes of cases, their events, what is due and land use. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { Confidence } from '../../domain/law/pack-schema.ts'
import { Outcome, TermCount } from '../../domain/law/procedure-schema.ts'
import { Deadline, FieldAudiences } from '../lands/schema.ts'
import { AudienceName, Change, Id, Reason } from '../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Day = Type.String({ format: 'date' })
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Note = Nullable(Type.String({ maxLength: 2000 }))
const Area = Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e13, description: 'Square metres' }))
const Part = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const Share = Type.Object({ numerator: Part, denominator: Part }, exactly)
const Hidden = Type.Array(Type.String(), {
  description: 'Fields that are there and that you do not see: they are null here',
})
const versioned = {
  id: Id,
  version: Type.Integer(),
  audience: AudienceName,
  fieldAudiences: FieldAudiences,
  hidden: Hidden,
}

const eventContent = {
  step: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'A step of the procedure (domain/law/packs/procedures)',
  }),
  happenedOn: Day,
  outcome: Outcome,
  share: Nullable(Share),
  areaM2: Area,
  sourceId: Nullable(Id),
  note: Note,
}
const Event = Type.Object({
  ...versioned,
  caseId: Id,
  unitId: Id,
  ...eventContent,
  deadlines: Type.Array(Deadline, { description: 'Terms that began with it, as they were counted then' }),
})

const StepNow = Type.Object({
  step: Type.String(),
  state: Type.String({ description: 'domain/procedures/state.ts names them' }),
  since: Nullable(Day),
  dueOn: Nullable(Day),
  late: Type.Boolean(),
})

const caseContent = {
  procedure: Type.String({ minLength: 1, maxLength: 60 }),
  title: Title,
  beganOn: Type.String({ format: 'date', description: 'The law that was in force then holds to the end' }),
  claimantId: Nullable(Id),
  note: Note,
}
export const Case = Type.Object({
  ...versioned,
  unitId: Id,
  ...caseContent,
  title: Nullable(Title),
  packVersion: Type.String({ description: 'The version of the procedure that it stands on' }),
  events: Type.Array(Event),
  standing: Nullable(
    Type.Object(
      { what: Type.String(), step: Nullable(Type.String()), since: Nullable(Day) },
      {
        description:
          'How it stands, from the events that you see; null where its procedure is not known here',
      },
    ),
  ),
  steps: Type.Array(StepNow),
})
export type Case = Static<typeof Case>

export const CaseQuery = Type.Object({
  unit: Type.Optional(Id),
  commune: Type.Optional(Id),
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'The last number of the page before' })),
})
export const CasePage = Type.Object({
  items: Type.Array(Case),
  next: Nullable(Type.Integer({ description: 'Ask again with it as `after`; null at the end' })),
})
export type CasePage = Static<typeof CasePage>

/** What nobody says of a new one: as a careful person would have it (`DEFAULTS` in lands/wanted.ts). */
const disclosure = { audience: AudienceName, fieldAudiences: FieldAudiences }
const why = { reason: Type.Optional(Reason) }
const seen = {
  revision: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The version that was seen; or send it as If-Match' }),
  ),
  ...why,
}

const { procedure, title, beganOn } = caseContent
export const NewCase = Type.Object(
  {
    ...Type.Partial(Type.Object({ ...caseContent, ...disclosure })).properties,
    unitId: Id,
    procedure,
    title,
    beganOn,
    ...why,
  },
  exactly,
)
export type NewCase = Static<typeof NewCase>
/** What is not given stays. */
export const CaseEdit = Type.Object(
  { ...Type.Partial(Type.Object({ ...caseContent, ...disclosure })).properties, ...seen },
  exactly,
)
export type CaseEdit = Static<typeof CaseEdit>

const { step, happenedOn, outcome } = eventContent
export const NewEvent = Type.Object(
  {
    ...Type.Partial(Type.Object({ ...eventContent, ...disclosure })).properties,
    step,
    happenedOn,
    outcome,
    ...why,
  },
  exactly,
)
export type NewEvent = Static<typeof NewEvent>
export const EventEdit = Type.Object(
  { ...Type.Partial(Type.Object({ ...eventContent, ...disclosure })).properties, ...seen },
  exactly,
)
export type EventEdit = Static<typeof EventEdit>
export const Withdrawn = Type.Object({ change: Change })

export const Due = Type.Object({
  caseId: Id,
  unitId: Id,
  title: Nullable(Type.String({ description: 'Null where you do not see it' })),
  procedure: Type.String(),
  step: Type.String(),
  actor: Type.String(),
  state: Type.Union([
    Type.Literal('due'),
    Type.Literal('due-unconfirmed'),
    Type.Literal('overdue'),
    Type.Literal('barred'),
  ]),
  dueOn: Day,
  length: Type.Integer(),
  count: TermCount,
  law: Nullable(Type.String()),
  article: Nullable(Type.String()),
  confidence: Confidence,
})
export type Due = Static<typeof Due>
export const DueQuery = Type.Object({
  commune: Type.Optional(Id),
  until: Type.Optional(Type.String({ format: 'date', description: 'Last day that is listed' })),
})
export const DueList = Type.Object({ items: Type.Array(Due), today: Day })
export type DueList = Static<typeof DueList>

const useContent = {
  observedOn: Day,
  use: Type.String({
    minLength: 1,
    maxLength: 80,
    pattern: '\\S',
    description:
      '`idle`: for nothing; `not-usable`: water, rock, houses, protected land; else what it is used for',
  }),
  areaM2: Area,
  yieldPerHa: Nullable(Type.Number({ minimum: 0, maximum: 1e9 })),
  yieldUnit: Nullable(Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })),
  idealYieldPerHa: Nullable(
    Type.Number({ exclusiveMinimum: 0, maximum: 1e9, description: 'In the unit of the yield' }),
  ),
  sourceId: Nullable(Id),
  note: Note,
}
export const Use = Type.Object({ ...versioned, unitId: Id, ...useContent })
export type Use = Static<typeof Use>
const { observedOn, use } = useContent
export const NewUse = Type.Object(
  { ...Type.Partial(Type.Object({ ...useContent, ...disclosure })).properties, observedOn, use, ...why },
  exactly,
)
export type NewUse = Static<typeof NewUse>
export const UseEdit = Type.Object(
  { ...Type.Partial(Type.Object({ ...useContent, ...disclosure })).properties, ...seen },
  exactly,
)
export type UseEdit = Static<typeof UseEdit>

const Between = Nullable(Type.Object({ atLeast: Type.Number(), atMost: Type.Number() }))
const Held = Type.Union([
  Type.Literal('below'),
  Type.Literal('reached'),
  Type.Literal('unknown'),
  Type.Literal('unconfirmed'),
  Type.Literal('not-asked'),
])
export const UseOfUnit = Type.Object({
  items: Type.Array(Use),
  totalM2: Nullable(
    Type.Number({ description: 'Of the unit: the whole, as far as you see its shape or a stated area' }),
  ),
  accounts: Type.Array(
    Type.Object({
      on: Day,
      sourceId: Nullable(Id),
      usedM2: Type.Number(),
      idleM2: Type.Number(),
      notUsableM2: Type.Number(),
      notKnownM2: Type.Number(),
      exceedsM2: Type.Number(),
      withoutArea: Type.Integer(),
      idle: Between,
      use: Between,
      yield: Between,
      yieldOver: Type.Union([Type.Literal('usable'), Type.Literal('used')]),
      useHeld: Held,
      yieldHeld: Held,
    }),
    { description: 'What each source saw on each day, against the rule of that day' },
  ),
})
export type UseOfUnit = Static<typeof UseOfUnit>
