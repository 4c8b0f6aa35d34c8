/** Scenarios by HTTP: proposed by whoever holds a role, applied by whoever may compose all that they touch. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ANYTHING } from '../../domain/access/index.ts'
import { draftsNamed } from '../../domain/coverage/index.ts'
import type { LogAction, LogEvent } from '../../domain/log/entry.ts'
import {
  communesOf,
  councilsOf,
  isEmpty,
  isNewCouncil,
  type ScenarioContent,
} from '../../domain/scenario/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import { allow } from '../access/guard.ts'
import type { Database } from '../database/index.ts'
import { startEditWorker } from '../drawings/start-edit-worker.ts'
import type { Executor } from '../executor.ts'
import { authorOf } from '../log/author.ts'
import { writeLog } from '../log/write.ts'
import { refuse } from '../problems.ts'
import { readCommunes } from '../territories/communes.ts'
import { presentNames } from '../territories/councils.ts'
import { readLinks } from '../territories/links.ts'
import { Id } from '../territories/schema.ts'
import type { Territory } from '../territories/territory.ts'
import { mustBeSeen, neededRevision, tagged } from '../versions.ts'
import { allowApplying, applyScenario } from './apply-scenario.ts'
import {
  communesOfCouncils,
  findScenario,
  insertScenario,
  listScenarios,
  type ScenarioNames,
  updateScenario,
} from './repository.ts'
import * as schema from './schema.ts'

const ById = Type.Object({ id: Id })

export const scenarioRoutes =
  (database: Database, territory: Territory): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database
    const worker = startEditWorker()
    app.addHook('onClose', () => worker.close())

    app.get(
      '/scenarios',
      { config: { action: 'see' }, schema: { response: { 200: schema.ScenarioList } } },
      async (request) => ({ items: await asViewer(db, request.viewer, listScenarios) }),
    )

    app.get(
      '/scenarios/:id',
      { config: { action: 'see' }, schema: { params: ById, response: { 200: schema.Scenario } } },
      async (request, reply) => tagged(reply, await scenario(request, request.params.id)),
    )

    app.post(
      '/scenarios',
      {
        config: { action: 'propose' },
        schema: { body: schema.NewScenario, response: { 201: schema.Scenario } },
      },
      async (request, reply) => {
        allow(request, 'propose', ANYTHING)
        const { name, note = null, content, reason } = request.body
        const names = await namesOf(request, name, content)
        const id = await db.transaction().execute(async (transaction) => {
          const id = await insertScenario(transaction, {
            name: name.trim(),
            note: note?.trim() ?? null,
            content,
            names,
            author: request.viewer.account,
            audience: 'scope',
          })
          const event = eventOf('scenario-proposed', { id, name, audience: 'scope', ...names })
          await writeLog(transaction, authorOf(request, reason), event)
          return id
        })
        return reply
          .code(201)
          .header('location', `/api/scenarios/${id}`)
          .send(tagged(reply, await scenario(request, id)))
      },
    )

    app.patch(
      '/scenarios/:id',
      {
        config: { action: 'propose' },
        schema: { params: ById, body: schema.ScenarioEdit, response: { 200: schema.Scenario } },
      },
      async (request, reply) => {
        const { id } = request.params
        const { revision, reason, ...edit } = request.body
        const names = edit.content ? await namesOf(request, edit.name ?? '', edit.content) : {}
        await change(request, { id, revision, reason, action: 'scenario-changed' }, (found) => {
          if (found.state !== 'open')
            return refuse('scenario-not-open', { name: found.name, state: found.state })
          const note = edit.note === undefined ? found.note : (edit.note?.trim() ?? null)
          const next = { ...found, ...names, name: edit.name?.trim() ?? found.name, note }
          return [{ ...next, content: edit.content ?? found.content }, 'open']
        })
        return tagged(reply, await scenario(request, id))
      },
    )

    for (const [turn, action, from, to] of [
      ['drop', 'scenario-dropped', 'open', 'dropped'],
      ['reopen', 'scenario-taken-up', 'dropped', 'open'],
    ] as const)
      app.post(
        `/scenarios/:id/${turn}`,
        {
          config: { action: 'propose' },
          schema: { params: ById, body: schema.ScenarioTurn, response: { 200: schema.Scenario } },
        },
        async (request, reply) => {
          const { id } = request.params
          const { revision, reason } = request.body
          await change(request, { id, revision, reason, action }, (found) =>
            found.state === from
              ? [found, to]
              : refuse('scenario-not-open', { name: found.name, state: found.state }),
          )
          return tagged(reply, await scenario(request, id))
        },
      )

    app.post(
      '/scenarios/:id/apply',
      {
        config: { action: 'compose' },
        schema: {
          params: ById,
          body: schema.ScenarioApplication,
          response: { 200: schema.ScenarioApplied },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const revision = neededRevision(request, request.body.revision)
        const found = await scenario(request, id)
        await allowApplying(db, request, found.content)
        mustBeSeen(revision, { kind: 'scenario', name: found.name, theirs: found }, {})
        if (found.state !== 'open')
          return refuse('scenario-not-open', { name: found.name, state: found.state })
        const applied = await applyScenario({ database, territory, worker }, request, found, request.body)
        return { record: tagged(reply, await scenario(request, id)), change: applied }
      },
    )

    const scenario = async (request: FastifyRequest, id: number) =>
      (await asViewer(db, request.viewer, (visible) => findScenario(visible, id))) ??
      refuse('scenario-not-found', { id })

    /** One's own, or one that one may apply: that is for its author and for those who decide. */
    async function change(
      request: FastifyRequest,
      asked: { id: number; revision?: number; reason?: string; action: LogAction },
      decide: (found: schema.Scenario) => [schema.Scenario, 'open' | 'dropped'],
    ): Promise<void> {
      const { id, action } = asked
      const seen = await scenario(request, id)
      if (seen.author?.id !== request.viewer.account?.id) await allowApplying(db, request, seen.content)
      const revision = neededRevision(request, asked.revision)
      await db.transaction().execute(async (transaction) => {
        const found = (await findScenario(transaction, id, true)) ?? refuse('scenario-not-found', { id })
        mustBeSeen(revision, { kind: 'scenario', name: found.name, theirs: found }, {})
        const [next, state] = decide(found)
        await updateScenario(transaction, id, next, state)
        await writeLog(transaction, authorOf(request, asked.reason), eventOf(action, next))
      })
    }

    /** Whom the content names; refuses what whoever proposes does not see. */
    async function namesOf(
      request: FastifyRequest,
      name: string,
      content: ScenarioContent,
    ): Promise<ScenarioNames> {
      if (isEmpty(content)) return refuse('nothing-changed', { name })
      return asViewer(db, request.viewer, (visible) => namesSeen(visible, content))
    }
  }

async function namesSeen(visible: Executor, content: ScenarioContent): Promise<ScenarioNames> {
  const links = await readLinks(visible)
  const withdrawn = content.withdrawnLinks.map(
    (id) => links.find((link) => link.id === id) ?? refuse('link-not-found', { id }),
  )
  const councils = [
    ...new Set([
      ...councilsOf(content),
      ...withdrawn.flatMap(({ councilA, councilB }) => [councilA, councilB]),
    ]),
  ]
  const present = await presentNames(visible, councils)
  const drafts = new Set(content.drawing ? draftsNamed(content.drawing.edits) : [])
  const unknown = [
    ...councils.filter((id) => !present.has(id)),
    ...content.communes.flatMap(({ councilIds }) =>
      councilIds.filter((id) => isNewCouncil(id) && !drafts.has(id)),
    ),
  ]
  if (unknown.length > 0) return refuse('councils-unknown', { councils: unknown })
  const named = communesOf(content)
  const communes = new Set((await readCommunes(visible)).map(({ id }) => id))
  const missing = named.filter((id) => !communes.has(id))
  if (missing.length > 0) return refuse('communes-unknown', { communes: missing })
  const around = await communesOfCouncils(visible, councils)
  return { communes: [...new Set([...named, ...around])].sort((a, b) => a - b), councils }
}

const eventOf = (
  action: LogAction,
  {
    id,
    name,
    audience,
    communes,
    councils,
  }: Pick<schema.Scenario, 'id' | 'name' | 'audience' | 'communes' | 'councils'>,
): LogEvent => ({
  action,
  subject: { kind: 'scenario', id, name: name.trim() },
  audience,
  communes,
  councils,
  facts: { name: name.trim() },
})
