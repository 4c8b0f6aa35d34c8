/** All areas of a box, however many: the server gives so many at once, so that the box is asked for piece by piece. */
import type { Bounds } from '$lib/map/map-view.svelte.ts'
import type { KnownAreas } from '$lib/territory/known-areas.svelte.ts'

/** A browser on a small laptop holds so many with room to draw. */
export const AREAS_AT_MOST = 20_000
/** A piece of this size, in degrees, that is still too full holds areas that lie on each other. */
const SMALLEST_PIECE = 0.002

interface Asking {
  signal: AbortSignal
  onProgress(share: number): void
}

/** @returns whether all of them are here; false also where they are too many. */
export async function fetchWhole(
  areas: Pick<KnownAreas, 'fetchBox' | 'councils'>,
  whole: Bounds,
  { signal, onProgress }: Asking,
): Promise<boolean> {
  const pieces: { box: Bounds; share: number }[] = [{ box: whole, share: 1 }]
  let done = 0
  let complete = true
  for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
    if (signal.aborted || areas.councils.size > AREAS_AT_MOST) return false
    const { box, share } = piece
    if (await areas.fetchBox(box)) {
      done += share
      onProgress(done)
    } else if (Math.max(box[2] - box[0], box[3] - box[1]) < SMALLEST_PIECE) complete = false
    else for (const half of halvesOf(box)) pieces.push({ box: half, share: share / 2 })
  }
  return complete
}

function halvesOf([west, south, east, north]: Bounds): [Bounds, Bounds] {
  const [x, y] = [(west + east) / 2, (south + north) / 2]
  return east - west > north - south
    ? [
        [west, south, x, north],
        [x, south, east, north],
      ]
    : [
        [west, south, east, y],
        [west, y, east, north],
      ]
}
