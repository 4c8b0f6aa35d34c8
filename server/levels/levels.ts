/** Bodies with their figures and verdicts of today, and their judgement on any day, for whoever asks. */

import type { Viewer } from '../../domain/access/index.ts'
import { bodyOf, memberKey, memberOf } from '../../domain/composing/body-operations.ts'
import { councilsBelow, type Body as EngineBody, membersOn } from '../../domain/composing/levels.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import { communesOfBodies, figuresOf, readBodies, type SeenBody, seenAmong } from './bodies.ts'
import type { Body, BodyJudgement } from './schema.ts'

export interface Levels {
  bodies(viewer: Viewer): Promise<Body[]>
  body(viewer: Viewer, id: number): Promise<Body | undefined>
  judgement(viewer: Viewer, id: number, on: string): Promise<BodyJudgement | undefined>
}

export function openLevels(database: Executor, territory: Territory): Levels {
  async function bodies(viewer: Viewer): Promise<Body[]> {
    const { seen, sets, figures } = await asViewer(database, viewer, async (visible) => {
      const seen = await readBodies(visible)
      const known = await engineBodies(visible, seen)
      const sets = seen.map((body) => setOf(body, known))
      return { seen, sets, figures: await figuresOf(visible, sets) }
    })
    const verdicts = await territory.verdicts(sets)
    return seen.map((body, i) => {
      const { families = null, familiesMissing = 0, areaM2 = 0, bounds = null } = figures.get(body.id) ?? {}
      const { councilIds, communeIds } = sets[i]
      // A verdict on the part that somebody sees would be of another body.
      const { verdict, pieces } = body.partial ? { verdict: null, pieces: 0 } : verdicts[i]
      return { ...body, councilIds, communeIds, families, familiesMissing, areaM2, bounds, verdict, pieces }
    })
  }

  return {
    bodies,
    // There are few of them, and what one is depends on those below.
    body: async (viewer, id) => (await bodies(viewer)).find((body) => body.id === id),
    async judgement(viewer, id, on) {
      const present = await asViewer(database, viewer, (visible) => bodyOn(visible, id, null, on))
      if (!present) return undefined
      // Memberships in what is gone are nobody's to read: the whole is looked up, and what of it the viewer sees.
      const found = on < today() ? await bodyOn(database, id, on, on) : present
      if (!found) return undefined
      const { engine, known, councils, members, below } = found
      const seen =
        found === present
          ? null
          : await asViewer(database, viewer, (visible) =>
              seenAmong(visible, [...members.keys(), ...below].map(memberOf)),
            )
      const partial = present.body.partial || below.some((key) => seen?.has(key) === false)
      const names = [...members].filter(([key]) => seen?.has(key) !== false)
      const asked = { body: engine, bodies: [...known.values()], date: on, councils }
      return {
        on,
        judgement: partial ? null : await territory.judgeLevel(viewer, asked),
        names: Object.fromEntries(names),
      }
    },
  }
}

/**
 * One body with all that it comes down to on a day.
 * @param day null where members are those that are there today
 */
async function bodyOn(visible: Executor, id: number, day: string | null, on: string) {
  const seen = await readBodies(visible, day)
  const body = seen.find((one) => one.id === id)
  if (!body) return undefined
  const known = await engineBodies(visible, seen, day)
  const engine = known.get(memberKey({ kind: 'body', id }))!
  const { councils, communes } = councilsBelow(engine, known, on)
  const then = new Set(membersOn(engine, on))
  return {
    body,
    engine,
    known,
    councils: councils.map(Number).sort((a, b) => a - b),
    /** Keys of the communes and councils. */
    below: [...communes, ...councils],
    /** Names of the members of the day, by key. */
    members: new Map(
      body.members
        .map(({ member, name }) => [memberKey(member), name] as const)
        .filter(([key]) => then.has(key)),
    ),
  }
}

/** What somebody sees, as the engine takes it, by key. */
async function engineBodies(
  visible: Executor,
  seen: readonly SeenBody[],
  day: string | null = null,
): Promise<Map<string, EngineBody>> {
  const bodies = seen.map((body) =>
    bodyOf({
      ...body,
      importId: null,
      became: null,
      memberships: body.members.map(({ member, from, to }) => ({ ...member, from, to })),
    }),
  )
  return new Map([...bodies, ...(await communesOfBodies(visible, seen, day))].map((body) => [body.id, body]))
}

function setOf({ id, partial }: SeenBody, known: ReadonlyMap<string, EngineBody>) {
  if (partial) return { id, councilIds: [], communeIds: [] }
  const below = councilsBelow(known.get(memberKey({ kind: 'body', id }))!, known, today())
  return {
    id,
    councilIds: below.councils.map(Number).sort((a, b) => a - b),
    communeIds: below.communes.map((key) => memberOf(key).id).sort((a, b) => a - b),
  }
}
