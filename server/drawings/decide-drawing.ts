/** What a drawing comes to: its edits made again on what the server holds, and the step decided on locked records. */

import type { FastifyRequest } from 'fastify'
import { EVERYTHING } from '../../domain/access/index.ts'
import type { Delta } from '../../domain/coverage/index.ts'
import { councilsNamed, unitOf } from '../../domain/coverage/index.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { changedByHand, drawTerritory } from '../../domain/territory/draw-territory.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Executor } from '../executor.ts'
import { multiPolygonWkb } from '../files/wkb.ts'
import { refuse } from '../problems.ts'
import { communesNaming, lockCommunes } from '../territories/communes.ts'
import { lockCouncils, nextCouncilIds } from '../territories/council-areas.ts'
import { councilAreas } from '../territories/councils.ts'
import { linkRecords } from '../territories/links.ts'
import { today } from '../today.ts'
import type { Asked } from '../workers/ask.ts'
import { areasAround } from './areas-around.ts'
import type { EditAnswer, EditQuestion } from './edit-worker.ts'
import type { DrawnByAnother, NewDrawing } from './schema.ts'

/** Somebody else saved while the edits were made again: a few times that is chance. */
export const TRIES = 4
export const LIMIT = 5000

/** Whoever may not is told so, before anything that they may not see could be told. */
export async function allowDrawingOf(
  db: Executor,
  request: FastifyRequest,
  { edits, attributes = [] }: Pick<NewDrawing, 'edits' | 'attributes'>,
): Promise<number[]> {
  const named = [...councilsNamed(edits), ...attributes.flatMap(({ id }) => numberOf(id))]
  const joined = attributes.flatMap(({ communeIds = [] }) => communeIds)
  allowDrawing(request, await communesByCouncil(db, named), joined)
  return named
}

/** What the edits come to on the areas that the viewer sees, and the revision of the layer that these are of. */
export async function madeAgain(
  db: Executor,
  worker: Asked,
  request: FastifyRequest,
  { edits, seen }: Pick<NewDrawing, 'edits' | 'seen'>,
  named: readonly number[],
): Promise<{ delta: Delta; revision: number }> {
  const around = await asViewer(db, request.viewer, (visible) =>
    areasAround(visible, edits, [...named, ...seen.map(({ id }) => id)]),
  )
  if (!around) return refuse('drawing-too-wide')
  const present = new Map(around.councils.map(({ id, revision }) => [id, revision]))
  // Before the edits are tried: on land that somebody else changed they may not even be possible.
  const overtaken = seen.filter(({ id, revision }) => present.get(id) !== revision)
  if (overtaken.length > 0)
    return changedByAnother(
      db,
      request,
      overtaken.map(({ id }) => id),
    )
  const unknown = named.filter((id) => !present.has(id))
  if (unknown.length > 0) return refuse('councils-unknown', { councils: [...new Set(unknown)] })
  const units = around.councils.map(({ id, geometry }) => ({ id: String(id), geometry }))
  const answer = await worker.ask<EditAnswer>({ units, edits } satisfies EditQuestion)
  if ('refusal' in answer) {
    const { step, refusal } = answer
    return refuse('edit-refused', { step, number: step + 1, ...refusal })
  }
  return { delta: answer.delta, revision: around.revision }
}

const isNew = (id: string): boolean => id.startsWith('new-')
const numberOf = (id: string): number[] => (isNew(id) ? [] : [Number(id)])

/** The step, decided on records that nobody else changes any more. */
export async function decideDrawing(
  transaction: Executor,
  request: FastifyRequest,
  drawing: NewDrawing,
  delta: Delta,
): Promise<{ step: Step; numbers: Map<string, number> } | { overtaken: number[] }> {
  const attributes = new Map(drawing.attributes?.map(({ id, ...said }) => [id, said]))
  const drafts = delta.flatMap(({ id, after }) => (isNew(id) && after ? [id] : []))
  for (const id of attributes.keys()) if (isNew(id) && !drafts.includes(id)) attributes.delete(id)
  const existing = changedByHand(delta, attributes).flatMap(numberOf)
  const communesOf = await communesByCouncil(transaction, existing)
  const joined = drafts.flatMap((id) => attributes.get(id)?.communeIds ?? [])
  allowDrawing(request, communesOf, joined)
  // Land that belonged to nobody, for a council of no commune, is a matter of whoever organises everything.
  if (drafts.some((id) => (attributes.get(id)?.communeIds ?? []).length === 0))
    allow(request, 'compose', EVERYTHING)

  const ended = delta.flatMap(({ id, after }) => (after ? [] : numberOf(id)))
  const communes = await lockCommunes(transaction, [
    ...new Set([...joined, ...ended.flatMap((id) => communesOf.get(id) ?? [])]),
  ])
  const all = [...delta.map(({ id }) => id), ...attributes.keys()].flatMap(numberOf)
  const councils = await lockCouncils(transaction, all)
  const links = await linkRecords(transaction, { of: ended })
  const ids = await nextCouncilIds(transaction, drafts.length)
  const numbers = new Map(drafts.map((id, i) => [id, ids[i]]))
  const step = drawTerritory(
    {
      delta,
      attributes,
      seen: new Map(drawing.seen.map(({ id, revision }) => [id, revision])),
      effectiveOn: drawing.effectiveOn ?? today(),
    },
    {
      councils,
      communes,
      links,
      numbers,
      geometryOf: (area) => {
        const { geometry } = unitOf(area)
        const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
        return Buffer.from(multiPolygonWkb(polygons)).toString('hex')
      },
      today: today(),
    },
  )
  if (!('refused' in step)) return { step, numbers }
  return step.refused === 'drawing-changed-by-another'
    ? { overtaken: step.facts.councils }
    : refuse(step.refused, step.facts)
}

/** Refuses with what is there now, as far as the viewer sees it. */
export async function changedByAnother(
  db: Executor,
  request: FastifyRequest,
  councils: number[],
): Promise<never> {
  const theirs = await asViewer(db, request.viewer, (visible) =>
    councilAreas(visible, { ids: councils }, LIMIT),
  )
  const names = theirs.map(({ name }) => name)
  return refuse('drawing-changed-by-another', { councils, names, theirs } satisfies DrawnByAnother)
}

/** Every commune of every council that is drawn; a council of none is a matter of whoever organises everything. */
function allowDrawing(
  request: FastifyRequest,
  communesOf: ReadonlyMap<number, number[]>,
  joined: readonly number[],
): void {
  for (const ids of communesOf.values()) allow(request, 'compose', { kind: 'communes', ids })
  for (const id of joined) allow(request, 'compose', { kind: 'communes', ids: [id] })
}

async function communesByCouncil(
  database: Executor,
  councils: readonly number[],
): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>()
  for (const id of councils) found.set(id, await communesNaming(database, [id]))
  return found
}
