/** Gaps and overlaps as features for the map's overlay; overlay-layers.ts draws each `role`. Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { Row } from './mend-screen.svelte.ts'

interface Shown {
  rows: readonly Row[]
  open: Row | null
  /** Where the panel points. */
  focus: Position | null
  /** Who would have which piece of the open one, with the words that stand there. */
  land: readonly { land: MultiPolygon; label: string }[]
}

/** Thousands of marks would be one stain; the largest are enough from afar. */
const MARKED = 400

export function mendingFeatures({ rows, open, focus, land }: Shown): FeatureCollection {
  const features: Feature[] = []
  const add = (role: string, geometry: Geometry, properties: object = {}) =>
    features.push({ type: 'Feature', properties: { role, ...properties }, geometry })
  for (const [i, { flaw, allowed }] of rows.entries()) {
    const role = allowed ? 'allowed' : flaw.kind
    if (!(open?.flaw === flaw && land.length > 0)) add(role, flaw.geometry, { key: flaw.key })
    if (i < MARKED && !allowed) add('flaw-mark', point(flaw.place), { kind: flaw.kind, key: flaw.key })
  }
  const middles = land.map((one) => middle(one.land))
  for (const [side, { land: piece, label }] of land.entries()) {
    add('after', piece, { side: side % 2 })
    add('after-name', point(middles[side]), { label, anchor: anchorOf(middles[side], middles) })
  }
  if (focus) add('focus', point(focus))
  return { type: 'FeatureCollection', features }
}

const point = (coordinates: Position): Geometry => ({ type: 'Point', coordinates })

/** Words of two pieces side by side stand on their outer sides, or they would cover each other. */
function anchorOf([x, y]: Position, all: readonly Position[]): string {
  const other = all.find(([u, v]) => u !== x || v !== y)
  if (!other) return 'left'
  if (Math.abs(other[0] - x) >= Math.abs(other[1] - y)) return x < other[0] ? 'right' : 'left'
  return y < other[1] ? 'top' : 'bottom'
}

/** Good enough to hang a label on. */
function middle({ coordinates }: MultiPolygon): Position {
  const ring = coordinates.reduce(
    (longest, [shell]) => (shell.length > longest.length ? shell : longest),
    [] as Position[],
  )
  const [x, y] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)]
  return [(Math.min(...x) + Math.max(...x)) / 2, (Math.min(...y) + Math.max(...y)) / 2]
}
