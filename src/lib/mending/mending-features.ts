/** Gaps and overlaps as features for the map's overlay; overlay-layers.ts draws each `role`. Pure. */
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Position } from 'geojson'
import type { Row } from './mend-screen.svelte.ts'

interface Shown {
  rows: readonly Row[]
  open: Row | null
  /** Who would have which piece of the open one, with the words that stand there. */
  land: readonly { land: MultiPolygon; label: string }[]
}

/** Thousands of marks would be one stain; the largest are enough from afar. */
const MARKED = 400

export function mendingFeatures({ rows, open, land }: Shown): FeatureCollection {
  const features: Feature[] = []
  const add = (role: string, geometry: Geometry, properties: object = {}) =>
    features.push({ type: 'Feature', properties: { role, ...properties }, geometry })
  for (const [i, { flaw, allowed }] of rows.entries()) {
    const role = allowed ? 'allowed' : flaw.kind
    if (!(open?.flaw === flaw && land.length > 0)) add(role, flaw.geometry)
    if (i < MARKED && !allowed) add('flaw-mark', point(flaw.place), { kind: flaw.kind })
  }
  for (const [side, { land: piece, label }] of land.entries()) {
    add('after', piece, { side: side % 2 })
    add('preview-name', point(middle(piece)), { label })
  }
  if (open) add('focus', point(open.flaw.place))
  return { type: 'FeatureCollection', features }
}

const point = (coordinates: Position): Geometry => ({ type: 'Point', coordinates })

/** Good enough to hang a label on. */
function middle({ coordinates }: MultiPolygon): Position {
  const ring = coordinates.reduce(
    (longest, [shell]) => (shell.length > longest.length ? shell : longest),
    [] as Position[],
  )
  const [x, y] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)]
  return [(Math.min(...x) + Math.max(...x)) / 2, (Math.min(...y) + Math.max(...y)) / 2]
}
