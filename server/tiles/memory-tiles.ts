/** Tiles for the embedded engine, which has no ST_AsMVT: an index in a worker thread, kept up with the database. */
import { sql } from 'kysely'
import { sightKey, sightOf, type Viewer } from '../../domain/access/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import { areaPages } from '../territories/area-pages.ts'
import { type Revisions, readRevisions } from '../territories/layers.ts'
import { startWorker } from '../workers/ask.ts'
import { onceARevision, type TileLayer } from './tile-source.ts'
import type { CommuneFeature, CouncilFacts, TileQuestion, Unseen } from './tile-worker.ts'

const FACTS_PAGE = 5000

export interface MemoryTiles {
  /** @param whole whether the outlines of all communes are there. */
  tile(
    layer: TileLayer,
    z: number,
    x: number,
    y: number,
    revisions: Revisions,
    viewer: Viewer,
    whole: boolean,
  ): Promise<Uint8Array>
  close(): Promise<void>
}

export function openMemoryTiles(database: Executor): MemoryTiles {
  const worker = startWorker(new URL('./tile-worker.ts', import.meta.url))
  const tell = (question: TileQuestion) => worker.ask<null>(question)
  let outlines = { thread: worker.thread(), revisions: new Map<number, number>() }
  /** Of the thread's index: another one as soon as it is being changed, and another once it has been. */
  let state = 0
  let underWay = 0
  const changing = (change: () => Promise<void>) => async () => {
    state++
    underWay++
    try {
      await change()
    } finally {
      state++
      underWay--
    }
  }
  /** A thread that was ended took its index with it. */
  const ofThread = (key: unknown) => `${worker.thread()} ${key}`

  const councils = onceARevision(
    (revisions) => ofThread(revisions.councils),
    changing(async () => {
      await tell({ kind: 'clear-councils' })
      for await (const facts of councilFacts(database)) await tell({ kind: 'facts', facts })
      for await (const page of areaPages(database))
        await worker.ask({ kind: 'areas', page } satisfies TileQuestion, [
          page.ids.buffer,
          page.starts.buffer,
          page.bytes.buffer,
        ])
      await tell({ kind: 'index-councils' })
    }),
  )

  const members = onceARevision(
    (revisions) => ofThread(`${revisions.councils} ${revisions.communes}`),
    changing(async () => {
      const { rows } = await sql<{ id: number; communes: string }>`
      select m.council_id as id, string_agg(m.commune_id::text, ',' order by m.commune_id) as communes
      from membership m join present_commune p on p.id = m.commune_id group by m.council_id`.execute(database)
      await tell({ kind: 'members', members: rows.map(({ id, communes }) => [id, communes]) })
    }),
  )

  const takeOutlines = changing(async () => {
    const { rows } = await sql<{ id: number; revision: number }>`
      select p.id, p.revision from commune_outline o
      join present_commune p on p.id = o.commune_id and p.revision = o.commune_revision`.execute(database)
    const thread = worker.thread()
    const drawn = outlines.thread === thread ? outlines.revisions : new Map<number, number>()
    const changed = rows.filter(({ id, revision }) => drawn.get(id) !== revision).map(({ id }) => id)
    const features = changed.length === 0 ? [] : await communeFeatures(database, changed)
    await tell({ kind: 'communes', features, present: rows.map(({ id }) => id) })
    outlines = { thread, revisions: new Map(rows.map(({ id, revision }) => [id, revision])) }
  })
  let last = Promise.resolve()
  /** One after the other: what was read first must not be drawn last. */
  const takeInTurn = () => {
    last = last.catch(() => {}).then(takeOutlines)
    return last
  }
  const communes = onceARevision((revisions) => ofThread(revisions.communes), takeInTurn)
  /** While outlines are being made: what there is, looked at again every few seconds. */
  const someCommunes = onceARevision(() => ofThread(Math.floor(Date.now() / 5000)), takeInTurn)

  /** Per sight, for the index and the revision that it was asked for. */
  let known = { of: '', bySight: new Map<string, Promise<Unseen>>() }
  function unseenBy({ all }: Revisions, viewer: Viewer): Promise<Unseen> {
    const of = `${state} ${all}`
    if (known.of !== of) known = { of, bySight: new Map() }
    const { bySight } = known
    const key = sightKey(sightOf(viewer))
    const found = bySight.get(key)
    if (found) return found
    const unseen = readUnseen(database, viewer)
    bySight.set(key, unseen)
    unseen.catch(() => bySight.delete(key))
    return unseen
  }

  return {
    async tile(layer, z, x, y, wanted, viewer, whole) {
      for (let revisions = wanted; ; revisions = await readRevisions(database)) {
        if (layer === 'councils') {
          await councils(revisions)
          await members(revisions)
        } else await (whole ? communes : someCommunes)(revisions)
        const indexed = state
        const unseen = await unseenBy(revisions, viewer)
        // Asked of a later moment than all that is in the index: what came into it meanwhile may be hidden.
        if (indexed === state && underWay === 0)
          return worker.ask<Uint8Array>({ kind: 'tile', layer, z, x, y, unseen } satisfies TileQuestion)
      }
    },
    close: () => worker.close(),
  }
}

/**
 * What there is and row security keeps from the viewer. Only what is not public can be. It is asked of the communes and not
 * of their outlines, which are made later, at the same revision.
 */
async function readUnseen(database: Executor, viewer: Viewer): Promise<Unseen> {
  const guarded = async (from: Executor) => {
    const { rows } = await sql<{ councils: number[]; communes: number[]; outlines: number[] }>`
      select array(select id from council where audience <> 'public') as councils,
        array(select id from commune where audience <> 'public') as communes,
        array(select id from commune where id not in (select unseen_communes()) and (audience <> 'public' or id in (
          select m.commune_id from membership m join council c on c.id = m.council_id where c.audience <> 'public'))) as outlines`.execute(
      from,
    )
    return rows[0]
  }
  const all = await guarded(database)
  if (all.councils.length + all.communes.length === 0) return all
  const seen = await asViewer(database, viewer, guarded)
  const without = (ids: number[], known: Set<number>) => ids.filter((id) => !known.has(id))
  return {
    councils: without(all.councils, new Set(seen.councils)),
    communes: without(all.communes, new Set(seen.communes)),
    outlines: without(all.outlines, new Set(seen.outlines)),
  }
}

async function* councilFacts(database: Executor): AsyncGenerator<CouncilFacts[]> {
  for (let last = 0; ; ) {
    const { rows } = await sql<CouncilFacts>`
      select c.id, c.name, c.kind, c.approximate, st_x(c.label) as x, st_y(c.label) as y
      from present_council c where c.id > ${last} order by c.id limit ${FACTS_PAGE}`.execute(database)
    if (rows.length > 0) yield rows
    if (rows.length < FACTS_PAGE) return
    last = rows[rows.length - 1].id
  }
}

async function communeFeatures(database: Executor, ids: number[]): Promise<CommuneFeature[]> {
  const { rows } = await sql<CommuneFeature>`
    select p.id, p.name, p.registered_as as "registeredAs", p.approximate, st_x(o.label) as x, st_y(o.label) as y,
      st_asgeojson(o.geom, 7) as outline
    from commune_outline o join present_commune p on p.id = o.commune_id and p.revision = o.commune_revision
    where p.id = any(${ids}::integer[])`.execute(database)
  return rows
}
