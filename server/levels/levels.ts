/** Bodies with their figures and verdicts of today, and their judgement on any day, for whoever asks. */

import type { Viewer } from '../../domain/access/index.ts'
import { bodyOf, memberKey, memberOf } from '../../domain/composing/body-operations.ts'
import { councilsBelow, type Body as EngineBody, membersOn } from '../../domain/composing/levels.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import { communesOfBodies, figuresOf, readBodies, type SeenBody } from './bodies.ts'
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
      const found = await asViewer(database, viewer, async (visible) => {
        const seen = await readBodies(visible)
        const body = seen.find((one) => one.id === id)
        return body && { body, known: await engineBodies(visible, seen) }
      })
      if (!found) return undefined
      const { body, known } = found
      const engine = known.get(memberKey({ kind: 'body', id }))!
      const present = new Set(membersOn(engine, on))
      const names = Object.fromEntries(
        body.members.map(({ member, name }) => [memberKey(member), name]).filter(([key]) => present.has(key)),
      )
      const asked = { body: engine, bodies: [...known.values()], date: on }
      return { on, judgement: body.partial ? null : await territory.judgeLevel(viewer, asked), names }
    },
  }
}

/** What somebody sees, as the engine takes it, by key. */
async function engineBodies(visible: Executor, seen: readonly SeenBody[]): Promise<Map<string, EngineBody>> {
  const bodies = seen.map((body) =>
    bodyOf({
      ...body,
      importId: null,
      became: null,
      memberships: body.members.map(({ member, from, to }) => ({ ...member, from, to })),
    }),
  )
  return new Map([...bodies, ...(await communesOfBodies(visible, seen))].map((body) => [body.id, body]))
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
