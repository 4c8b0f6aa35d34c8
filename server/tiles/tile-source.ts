/** What the map draws, cut into vector tiles, by whichever engine there is. */
import type { Viewer } from '../../domain/access/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import type { Revisions } from '../territories/layers.ts'
import { openMemoryTiles } from './memory-tiles.ts'
import { ensureOutlines } from './outlines.ts'
import { postgresTile } from './postgres-tiles.ts'

export const TILE_LAYERS = ['councils', 'communes'] as const
export type TileLayer = (typeof TILE_LAYERS)[number]

/** Beyond this the map enlarges: a unit of a tile is 0.3 m here. */
export const MAX_ZOOM = 15

export interface Tile {
  /** Empty where nothing lies in it. */
  bytes: Uint8Array
  /** False while outlines are still being made: ask again, and keep it nowhere. */
  whole: boolean
}

export interface TileSource {
  /** As of the given revisions or later, with what the viewer sees. */
  tile(layer: TileLayer, z: number, x: number, y: number, revisions: Revisions, viewer: Viewer): Promise<Tile>
  close(): Promise<void>
}

/** A browser opens six connections to a server: tiles that wait for a country's outlines would hold them all. */
const PATIENCE_MS = 1500

export function openTiles(database: Database): TileSource {
  const outlined = onceARevision(
    (revisions) => revisions.communes,
    () => ensureOutlines(database.db),
  )
  const memory = database.engine === 'embedded' ? openMemoryTiles(database.db) : null
  return {
    async tile(layer, z, x, y, revisions, viewer) {
      const whole = layer === 'councils' || (await inTime(outlined(revisions)))
      const bytes = memory
        ? await memory.tile(layer, z, x, y, revisions, viewer, whole)
        : await asViewer(database.db, viewer, (visible) => postgresTile(visible, layer, z, x, y))
      return { bytes, whole }
    },
    close: async () => memory?.close(),
  }
}

async function inTime(work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, false)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
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
