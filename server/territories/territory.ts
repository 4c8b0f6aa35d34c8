/** Communes with their verdicts, and judgements, for the present revision of the territory. */
import { sql } from 'kysely'
import { sightKey, sightOf, type Viewer } from '../../domain/access/index.ts'
import type { Body, LevelJudgement } from '../../domain/composing/levels.ts'
import type { DeclaredLink, Judgement, Meeting } from '../../domain/territory/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { Executor } from '../executor.ts'
import { today } from '../today.ts'
import { type Asked, startWorker } from '../workers/ask.ts'
import { areaPages, areasOn } from './area-pages.ts'
import { readCommunes } from './communes.ts'
import type { CommuneVerdict, JudgeQuestion } from './judge-worker.ts'
import { readRevisions } from './layers.ts'
import { readLinks } from './links.ts'
import type { Commune } from './schema.ts'

export interface Territory {
  /** All communes by name. A verdict is null for a commune without councils. */
  communes(viewer: Viewer): Promise<Commune[]>
  commune(viewer: Viewer, id: number): Promise<Commune | undefined>
  /** Of councils that the viewer sees, as if there were no others. */
  judge(viewer: Viewer, councilIds: readonly number[]): Promise<Judgement>
  /** Of bodies, all of whose members the viewer sees; on a past day with the areas and the links of that day. */
  judgeLevel(viewer: Viewer, asked: LevelQuestion): Promise<LevelJudgement>
  /** Of any sets of councils. */
  verdicts(sets: readonly { id: number; councilIds: number[] }[]): Promise<CommuneVerdict[]>
  /** How two councils meet as they are drawn; `none` too where one isn't there. */
  meeting(a: number, b: number): Promise<Meeting>
  close(): Promise<void>
}

export interface LevelQuestion {
  body: Body
  /** All that it comes down to, communes included. */
  bodies: Body[]
  /** ISO date. */
  date: string
  /** What they come down to on that day. */
  councils: number[]
}

const judgeWorker = new URL('./judge-worker.ts', import.meta.url)

interface Load {
  revision: number
  /** The thread that holds the areas. */
  thread: number
  ready: Promise<void>
}

export function openTerritory(database: Database, worker: Asked = startWorker(judgeWorker)): Territory {
  const { db } = database
  let loaded: Load | null = null
  /** Per sight: two viewers who see the same share one list. */
  let listed = { revision: -1, bySight: new Map<string, Promise<Commune[]>>() }

  const ask = <Answer>(question: JudgeQuestion) => worker.ask<Answer>(question)

  /** Hands the thread every area once per revision of the councils; callers meanwhile wait for the same load. */
  async function atRevision(revision: number): Promise<Load> {
    // A thread that was ended took the areas with it.
    const thread = worker.thread()
    if (loaded?.revision !== revision || loaded.thread !== thread) {
      // One after the other: pages of two loads would make one territory of halves.
      const before = loaded?.ready.catch(() => {})
      const load: Load = { revision, thread, ready: Promise.resolve(before).then(handAreas) }
      loaded = load
      load.ready.catch(() => {
        if (loaded === load) loaded = null
      })
    }
    const load = loaded
    await load.ready
    return load
  }

  async function handAreas(): Promise<void> {
    let first = true
    for await (const page of areaPages(db)) {
      await worker.ask({ kind: 'page', first, page } satisfies JudgeQuestion, [
        page.ids.buffer,
        page.starts.buffer,
        page.bytes.buffer,
      ])
      first = false
    }
    await ask({ kind: 'build' })
  }

  async function unseenBy(viewer: Viewer): Promise<number[]> {
    const all = await guardedCouncils(db)
    if (all.length === 0) return all
    const seen = new Set(await asViewer(db, viewer, guardedCouncils))
    return all.filter((id) => !seen.has(id))
  }

  const declaredLinks = async (from: Executor): Promise<DeclaredLink[]> =>
    (await readLinks(from)).map(({ councilA, councilB, kind, declaredBy, declaredOn, reason }) => ({
      a: String(councilA),
      b: String(councilB),
      kind,
      declaredBy,
      declaredOn,
      reason,
    }))

  async function verdictsOf(sets: readonly { id: number; councilIds: number[] }[], councils: number) {
    await atRevision(councils)
    const communes = sets.map(({ id, councilIds }) => ({ id, councilIds }))
    return ask<CommuneVerdict[]>({ kind: 'verdicts', communes, links: await declaredLinks(db) })
  }

  async function withVerdicts(
    found: Awaited<ReturnType<typeof readCommunes>>,
    councils: number,
  ): Promise<Commune[]> {
    const verdicts = await verdictsOf(found, councils)
    return found.map((commune, i) => ({
      ...commune,
      // A verdict on the part that somebody sees would be of another commune.
      verdict: commune.partial ? null : verdicts[i].verdict,
      pieces: commune.partial ? 0 : verdicts[i].pieces,
    }))
  }

  return {
    async communes(viewer) {
      const revisions = await readRevisions(db)
      if (listed.revision !== revisions.all) listed = { revision: revisions.all, bySight: new Map() }
      const { bySight } = listed
      const key = sightKey(sightOf(viewer))
      const known = bySight.get(key)
      if (known) return known
      const communes = asViewer(db, viewer, (visible) => readCommunes(visible)).then((found) =>
        withVerdicts(found, revisions.councils),
      )
      bySight.set(key, communes)
      communes.catch(() => bySight.delete(key))
      return communes
    },
    async commune(viewer, id) {
      const { councils } = await readRevisions(db)
      const found = await asViewer(db, viewer, (visible) => readCommunes(visible, id))
      return (await withVerdicts(found, councils))[0]
    },
    async judge(viewer, councilIds) {
      for (;;) {
        const { councils } = await readRevisions(db)
        const load = await atRevision(councils)
        const unseen = await unseenBy(viewer)
        const links = await asViewer(db, viewer, declaredLinks)
        // Of a later moment than the areas: what came meanwhile may be hidden.
        if (loaded === load)
          return ask<Judgement>({ kind: 'judge', councilIds: [...councilIds], unseen, links })
      }
    },
    async judgeLevel(viewer, { councils, ...asked }) {
      const { date } = asked
      const links = (await asViewer(db, viewer, declaredLinks)).filter(({ declaredOn }) => declaredOn <= date)
      const areas = date < today() ? await areasOn(db, councils, date) : null
      if (!areas) await atRevision((await readRevisions(db)).councils)
      return ask<LevelJudgement>({ kind: 'level', ...asked, links, areas })
    },
    async verdicts(sets) {
      const { councils } = await readRevisions(db)
      return verdictsOf(sets, councils)
    },
    async meeting(a, b) {
      const { councils } = await readRevisions(db)
      await atRevision(councils)
      return ask<Meeting>({ kind: 'meeting', a, b })
    },
    close: () => worker.close(),
  }
}

/** Those that not everybody sees: all of them, or as far as the executor sees them. */
async function guardedCouncils(database: Executor): Promise<number[]> {
  const { rows } = await sql<{ ids: number[] }>`
    select array(select id from council where audience <> 'public') as ids`.execute(database)
  return rows[0].ids
}
