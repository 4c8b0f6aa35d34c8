/** The shapes of the calendar's secret address. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }

export const FeedFound = Type.Object({
  feed: Type.Union([Type.Object({ withNames: Type.Boolean(), createdAt: Type.String() }), Type.Null()], {
    description: 'Null where there is none; the address itself is kept nowhere',
  }),
})
export type FeedFound = Static<typeof FeedFound>

export const NewFeed = Type.Object(
  { withNames: Type.Boolean({ description: 'Whether entries carry the name of the case' }) },
  exactly,
)

export const FeedMade = Type.Object({
  path: Type.String({
    description: 'The address without the host, told once; an earlier one opens nothing now',
  }),
})
export type FeedMade = Static<typeof FeedMade>

export const FeedQuery = Type.Object({
  token: Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]+$' }),
  lang: Type.Optional(Type.String()),
})
