/** Saving a drawing: its edits are made again on what the server holds, and what comes out becomes one step. */
import type { FastifyRequest } from 'fastify'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { authorOf } from '../log/author.ts'
import { applyAndLog } from '../territories/changes.ts'
import { waitInLine } from '../territories/council-areas.ts'
import { listCouncils } from '../territories/councils.ts'
import { readRevisions } from '../territories/layers.ts'
import type { Asked } from '../workers/ask.ts'
import { allowDrawingOf, changedByAnother, decideDrawing, LIMIT, madeAgain, TRIES } from './decide-drawing.ts'
import type { DrawingSaved, NewDrawing } from './schema.ts'

export async function saveDrawing(
  { db }: Database,
  worker: Asked,
  request: FastifyRequest,
  drawing: NewDrawing,
): Promise<DrawingSaved> {
  const named = await allowDrawingOf(db, request, drawing)
  for (let attempt = 1; ; attempt++) {
    const { delta, revision } = await madeAgain(db, worker, request, drawing, named)
    const outcome = await db.transaction().execute(async (transaction) => {
      await waitInLine(transaction)
      const { councils } = await readRevisions(transaction)
      if (councils !== revision && attempt < TRIES) return null
      const decided = await decideDrawing(transaction, request, drawing, delta)
      if ('overtaken' in decided) return decided
      const { step, numbers } = decided
      const change = await applyAndLog(transaction, step, authorOf(request, drawing.reason))
      return { step, numbers, change }
    })
    if (!outcome) continue
    if ('overtaken' in outcome) return changedByAnother(db, request, outcome.overtaken)
    const { step, numbers, change } = outcome
    const present = (step.areas ?? []).flatMap(({ after }) => (after ? [after.id] : []))
    const { items } = await asViewer(db, request.viewer, (visible) =>
      listCouncils(visible, { ids: present }, { sort: 'name', limit: LIMIT }),
    ).then((page) => (page === 'bad-token' ? { items: [] } : page))
    return {
      record: {
        councils: items,
        created: [...numbers].map(([draft, id]) => ({ draft, id })),
        ended: (step.areas ?? []).flatMap(({ before, after }) => (before && !after ? [before.id] : [])),
      },
      change,
    }
  }
}
