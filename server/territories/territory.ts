/** Communes with their verdicts, and judgements, for the present revision of the territory. */
import type { DeclaredLink, Judgement } from '../../domain/territory/types.ts'
import type { Database } from '../database/index.ts'
import { type Asked, startWorker } from '../workers/ask.ts'
import { areaPages } from './area-pages.ts'
import { readCommunes } from './communes.ts'
import type { CommuneVerdict, JudgeQuestion } from './judge-worker.ts'
import { readRevisions } from './layers.ts'
import { readLinks } from './links.ts'
import type { Commune } from './schema.ts'

export interface Territory {
  /** All communes by name. A verdict is null for a commune without councils. */
  communes(): Promise<Commune[]>
  commune(id: number): Promise<Commune | undefined>
  judge(councilIds: readonly number[]): Promise<Judgement>
  close(): Promise<void>
}

export function openTerritory(database: Database): Territory {
  const { db } = database
  const worker: Asked = startWorker(new URL('./judge-worker.ts', import.meta.url))
  let loaded: { revision: number; ready: Promise<void> } | null = null
  let listed: { revision: number; communes: Promise<Commune[]> } | null = null

  const ask = <Answer>(question: JudgeQuestion) => worker.ask<Answer>(question)

  /** Hands the worker every area once per revision of the councils; callers meanwhile wait for the same load. */
  function atRevision(revision: number): Promise<void> {
    if (loaded?.revision === revision) return loaded.ready
    const load = async () => {
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
    const ready = load()
    loaded = { revision, ready }
    ready.catch(() => {
      loaded = null
    })
    return ready
  }

  const declaredLinks = async (): Promise<DeclaredLink[]> =>
    (await readLinks(db)).map(({ councilA, councilB, kind, declaredBy, declaredOn, reason }) => ({
      a: String(councilA),
      b: String(councilB),
      kind,
      declaredBy,
      declaredOn,
      reason,
    }))

  async function withVerdicts(
    found: Awaited<ReturnType<typeof readCommunes>>,
    councils: number,
  ): Promise<Commune[]> {
    await atRevision(councils)
    const communes = found.map(({ id, councilIds }) => ({ id, councilIds }))
    const verdicts = await ask<CommuneVerdict[]>({ kind: 'verdicts', communes, links: await declaredLinks() })
    return found.map((commune, i) => ({
      ...commune,
      verdict: verdicts[i].verdict,
      pieces: verdicts[i].pieces,
    }))
  }

  return {
    async communes() {
      const revisions = await readRevisions(db)
      if (listed?.revision !== revisions.all) {
        const communes = readCommunes(db).then((found) => withVerdicts(found, revisions.councils))
        listed = { revision: revisions.all, communes }
        communes.catch(() => {
          listed = null
        })
      }
      return listed.communes
    },
    async commune(id) {
      const { councils } = await readRevisions(db)
      const found = await readCommunes(db, id)
      return (await withVerdicts(found, councils))[0]
    },
    async judge(councilIds) {
      const { councils } = await readRevisions(db)
      await atRevision(councils)
      return ask<Judgement>({ kind: 'judge', councilIds: [...councilIds], links: await declaredLinks() })
    },
    close: () => worker.close(),
  }
}
