import { type Static, Type } from 'typebox'

/** RFC 9457 problem details. `type` is a stable reason; title and detail are in the reader's language. */
export const Problem = Type.Object({
  type: Type.String({ description: 'urn:toparquia:problem:<reason>' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String({ description: 'What happened, what was kept, what to do.' })),
  facts: Type.Optional(Type.Record(Type.String(), Type.Any())),
})
export type Problem = Static<typeof Problem>
