/**
 * What becomes new, for this process: one listener on the database, whoever many windows are open. It carries names of
 * layers and their revisions; what changed each window asks for itself, with the eyes of whoever sits before it.
 */
import type { Database } from '../database/index.ts'
import { LAYERS, type LayerName, readRevisions } from '../territories/layers.ts'

export interface LayerNews {
  layer: LayerName
  revision: number
  /** Of all layers together: what tile addresses carry. */
  all: number
}

export interface Feed {
  /** The present state; begins to listen when first asked. */
  now(): Promise<LayerNews[]>
  subscribe(hear: (news: LayerNews) => void): () => void
  /** Makes sure of what was heard: a notification can be lost with its connection. */
  look(): Promise<void>
  close(): Promise<void>
}

const NEWS = new RegExp(`^(${LAYERS.join('|')}):(\\d+)$`)

export function openFeed(database: Database): Feed {
  const known = new Map<LayerName, number>()
  const subscribers = new Set<(news: LayerNews) => void>()
  let listening: Promise<() => Promise<void>> | null = null

  const news = (layer: LayerName): LayerNews => ({
    layer,
    revision: known.get(layer) ?? 0,
    all: LAYERS.reduce((sum, name) => sum + (known.get(name) ?? 0), 0),
  })

  const tell = (changed: readonly LayerName[]) => {
    for (const layer of changed) for (const hear of subscribers) hear(news(layer))
  }

  async function look() {
    const revisions = await readRevisions(database.db)
    const changed = LAYERS.filter((layer) => known.get(layer) !== revisions[layer])
    for (const layer of changed) known.set(layer, revisions[layer])
    tell(changed)
  }

  function hear(payload: string | null) {
    // Away again: the next look tells.
    if (payload === null) return void look().catch(() => {})
    const [, layer, revision] = NEWS.exec(payload) ?? []
    if (!layer || Number(revision) <= (known.get(layer as LayerName) ?? 0)) return
    known.set(layer as LayerName, Number(revision))
    tell([layer as LayerName])
  }

  return {
    async now() {
      listening ??= database.listen('layer', hear)
      try {
        await listening
      } catch (error) {
        listening = null
        throw error
      }
      await look()
      return LAYERS.map(news)
    },
    subscribe(subscriber) {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
    look,
    async close() {
      subscribers.clear()
      await (await listening?.catch(() => null))?.()
    },
  }
}
