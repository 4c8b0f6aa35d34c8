/** What the map draws, cut into vector tiles, by whichever engine there is. */
import type { Database } from '../database/index.ts'
import type { Revisions } from '../territories/layers.ts'
import { openMemoryTiles } from './memory-tiles.ts'
import { ensureOutlines } from './outlines.ts'
import { postgresTile } from './postgres-tiles.ts'

export const TILE_LAYERS = ['councils', 'communes'] as const
export type TileLayer = (typeof TILE_LAYERS)[number]

/** Beyond this the map enlarges: a unit of a tile is 0.3 m here. */
export const MAX_ZOOM = 15

export interface TileSource {
  /** The tile's bytes, empty where nothing lies in it, as of the given revisions or later. */
  tile(layer: TileLayer, z: number, x: number, y: number, revisions: Revisions): Promise<Uint8Array>
  close(): Promise<void>
}

export function openTiles(database: Database): TileSource {
  const outlined = onceARevision(
    (revisions) => revisions.communes,
    () => ensureOutlines(database.db),
  )
  const memory = database.engine === 'embedded' ? openMemoryTiles(database.db) : null
  return {
    async tile(layer, z, x, y, revisions) {
      if (layer === 'communes') await outlined(revisions)
      return memory ? memory.tile(layer, z, x, y, revisions) : postgresTile(database.db, layer, z, x, y)
    },
    close: async () => memory?.close(),
  }
}

/** Runs the work once for each value of `keyOf`; callers that come meanwhile wait for the same run. */
export function onceARevision(
  keyOf: (revisions: Revisions) => unknown,
  work: (revisions: Revisions) => Promise<void>,
) {
  let current: { key: unknown; done: Promise<void> } | null = null
  return (revisions: Revisions): Promise<void> => {
    const key = keyOf(revisions)
    const last = current
    if (last !== null && last.key === key) return last.done
    // One after the other: an older run must not write over a newer one.
    const before = last?.done ?? Promise.resolve()
    const done = before.catch(() => {}).then(() => work(revisions))
    current = { key, done }
    done.catch(() => {
      if (current?.done === done) current = null
    })
    return done
  }
}
