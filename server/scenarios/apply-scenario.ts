/** Applying a scenario: its drawing, its communes and its links become one step, or nothing of them does. */

import type { FastifyRequest } from 'fastify'
import { EVERYTHING } from '../../domain/access/index.ts'
import { isNewCouncil, leftBy, oneStep, type ScenarioContent } from '../../domain/scenario/index.ts'
import type { Change as Step } from '../../domain/steps/step.ts'
import { dated } from '../../domain/territory/dated.ts'
import type { Meeting } from '../../domain/territory/index.ts'
import { declareLink, isRefusal, withdrawLink } from '../../domain/territory/operations.ts'
import { recomposeCommunes } from '../../domain/territory/recompose.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import {
  allowDrawingOf,
  changedByAnother,
  decideDrawing,
  madeAgain,
  TRIES,
} from '../drawings/decide-drawing.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { refuse } from '../problems.ts'
import { allowLink } from '../territories/allow-link.ts'
import { applyAndLog } from '../territories/changes.ts'
import { waitInLine } from '../territories/council-areas.ts'
import { presentNames } from '../territories/councils.ts'
import { readRevisions } from '../territories/layers.ts'
import { linkRecords, nextLinkId } from '../territories/links.ts'
import { lastMoves } from '../territories/membership-history.ts'
import { lockForRecomposing, type RecomposeSight, sightOfCommunes } from '../territories/recomposing.ts'
import type { Change } from '../territories/schema.ts'
import type { Territory } from '../territories/territory.ts'
import { today } from '../today.ts'
import type { Asked } from '../workers/ask.ts'
import { findScenario, updateScenario } from './repository.ts'
import type { Scenario, ScenarioApplication } from './schema.ts'

interface Through {
  database: Database
  territory: Territory
  /** Makes a drawing's edits again. */
  worker: Asked
}

/** Refuses whoever may not compose all that the scenario touches: a border with a neighbour is a matter of both. */
export async function allowApplying(
  db: Executor,
  request: FastifyRequest,
  { drawing, communes, links, withdrawnLinks }: ScenarioContent,
): Promise<void> {
  const ids = communes.flatMap(({ id }) => id ?? [])
  if (ids.length > 0) allow(request, 'compose', { kind: 'communes', ids })
  if (communes.some(({ id }) => id === null)) allow(request, 'compose', EVERYTHING)
  if (drawing) await allowDrawingOf(db, request, drawing)
  const withdrawn = await readWithdrawn(db, withdrawnLinks)
  for (const { councilA, councilB } of [...links, ...withdrawn])
    await allowLink(db, request, councilA, councilB)
}

const readWithdrawn = (db: Executor, ids: readonly number[]) =>
  db.transaction().execute((transaction) => linkRecords(transaction, { ids }))

/** @param seen as the person looked at it, whose revision was checked. */
export async function applyScenario(
  { database: { db }, territory, worker }: Through,
  request: FastifyRequest,
  seen: Scenario,
  { effectiveOn = today(), reason }: ScenarioApplication,
): Promise<Change> {
  const { content } = seen
  if (effectiveOn > today()) return refuse('effective-in-the-future', { effectiveOn })
  const meetings: Meeting[] = []
  for (const { kind, councilA, councilB } of content.links)
    meetings.push(kind === 'border' ? await territory.meeting(councilA, councilB) : 'none')
  const wanted = content.communes.map(({ councilIds, ...commune }) => ({
    ...commune,
    councilIds: councilIds.filter((id) => !isNewCouncil(id)).map(Number),
  }))
  for (let attempt = 1; ; attempt++) {
    const drawn = await drawingMadeAgain({ db, worker }, request, content)
    const sight = await asViewer(db, request.viewer, (visible) => sightOfCommunes(visible, wanted))
    const outcome = await db.transaction().execute(async (transaction) => {
      await waitInLine(transaction)
      const { councils } = await readRevisions(transaction)
      if (drawn && councils !== drawn.revision && attempt < TRIES) return null
      const locked = await findScenario(transaction, seen.id, true)
      if (locked?.revision !== seen.revision || locked.state !== 'open')
        return refuse('changed-by-another', {
          kind: 'scenario',
          name: seen.name,
          yours: {},
          theirs: locked ?? null,
        })
      const steps: Step[] = []
      let numbers = new Map<string, number>()
      if (drawn && content.drawing) {
        const drawing = { ...content.drawing, effectiveOn }
        const decided = await decideDrawing(transaction, request, drawing, drawn.delta)
        if ('overtaken' in decided) return decided
        numbers = decided.numbers
        steps.push(decided.step)
      }
      const composed = await composedAfter(transaction, content, sight, steps, numbers)
      if (composed) {
        await mustBeginLate(transaction, composed, effectiveOn)
        steps.push(composed)
      }
      steps.push(...(await linked(transaction, content, meetings)))
      if (steps.length === 0) return refuse('nothing-changed', { name: seen.name })
      const step = oneStep(steps, {
        kind: 'scenario-applied',
        facts: { name: seen.name },
        effectiveOn,
      })
      const facts = {
        name: seen.name,
        councils: step.areas?.length ?? 0,
        communes: step.communes.length,
        links: step.links.length,
      }
      const change = await applyAndLog(transaction, { ...step, facts }, authorOf(request, reason))
      await updateScenario(transaction, seen.id, locked, { appliedBy: change.id })
      return { change }
    })
    if (!outcome) continue
    if ('overtaken' in outcome) return changedByAnother(db, request, outcome.overtaken)
    return outcome.change
  }
}

async function drawingMadeAgain(
  { db, worker }: { db: Executor; worker: Asked },
  request: FastifyRequest,
  { drawing }: ScenarioContent,
) {
  if (!drawing) return null
  const named = await allowDrawingOf(db, request, drawing)
  return madeAgain(db, worker, request, drawing, named)
}

/** The communes as they would be, composed on what the drawing leaves of them. */
async function composedAfter(
  transaction: Executor,
  content: ScenarioContent,
  sight: RecomposeSight,
  drawn: readonly Step[],
  numbers: ReadonlyMap<string, number>,
): Promise<Step | null> {
  if (content.communes.length === 0) return null
  const numberOf = (id: number | string): number =>
    isNewCouncil(id) ? (numbers.get(id) ?? refuse('councils-unknown', { councils: [id] })) : id
  const wanted = content.communes.map((commune) => ({
    ...commune,
    councilIds: commune.councilIds.map(numberOf),
  }))
  const context = await lockForRecomposing(transaction, wanted, sight)
  const altered = drawn.flatMap(({ communes }) => communes)
  const communes = leftBy(context.communes, altered)
  // The revision that was proposed on is the one before the drawing, which is part of the same proposal.
  for (const [id, { revision }] of context.communes) {
    const commune = communes.get(id)
    if (commune) communes.set(id, { ...commune, revision })
  }
  const step = recomposeCommunes(wanted, {
    ...context,
    communes,
    seen: new Set([...context.seen, ...numbers.values()]),
  })
  if (!isRefusal(step)) return step
  return step.refused === 'nothing-changed' ? null : refuse(step.refused, step.facts)
}

/** Refuses a day before the last on which one of the councils came to a commune or left it. */
async function mustBeginLate(transaction: Executor, step: Step, effectiveOn: string): Promise<void> {
  for (const commune of step.communes) {
    if (!commune.before) continue
    const moves = await lastMoves(transaction, commune.before.id)
    const checked = dated({ ...step, communes: [commune] }, effectiveOn, { today: today(), moves })
    if (isRefusal(checked)) refuse(checked.refused, checked.facts)
  }
}

async function linked(
  transaction: Executor,
  { links, withdrawnLinks }: ScenarioContent,
  meetings: readonly Meeting[],
): Promise<Step[]> {
  const steps: Step[] = []
  const withdrawn = await linkRecords(transaction, { ids: withdrawnLinks })
  const gone = withdrawnLinks.find((id) => !withdrawn.some((link) => link.id === id))
  if (gone !== undefined)
    return refuse('changed-by-another', { kind: 'link', name: String(gone), yours: {}, theirs: null })
  for (const link of withdrawn)
    steps.push(withdrawLink(link, await presentNames(transaction, [link.councilA, link.councilB])))
  for (const [i, link] of links.entries()) {
    const ends: [number, number] = [link.councilA, link.councilB]
    const existing = (await linkRecords(transaction, { between: ends })).filter(
      ({ id }) => !withdrawnLinks.includes(id),
    )
    const step = declareLink(
      { ...link, id: await nextLinkId(transaction), revision: 1 },
      {
        councilNames: await presentNames(transaction, ends),
        existing,
        meeting: meetings[i],
        today: today(),
      },
    )
    if (isRefusal(step)) return refuse(step.refused, step.facts)
    steps.push(step)
  }
  return steps
}
