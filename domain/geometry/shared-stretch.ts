/** Where two outlines run side by side: the line to hatch for a doubtful border. Drawing only; the engine judges. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { LocalMetres, squaredDistance } from './local-metres.ts'

/** Fine enough that a hatch 7 pixels wide looks whole at street zoom. */
const STEP_M = 4
const LONGEST_SEARCH_M = 6000

type Segment = [number, number, number, number]

/**
 * The parts of `a`'s outline within `reachM` metres of `b`'s outline.
 * @param place a point on the stretch, as the engine gives it; the search stays near it
 * @param lengthM how long the stretch is, as the engine measured it
 */
export function sharedStretch(
  a: Polygon | MultiPolygon,
  b: Polygon | MultiPolygon,
  place: Position,
  lengthM: number,
  reachM: number,
): Position[][] {
  const sheet = new LocalMetres(place)
  const around = Math.min(LONGEST_SEARCH_M, lengthM * 1.5 + reachM + 30)
  const other = segments(b, sheet).filter((segment) => near(segment, around + reachM))
  const reach = reachM * reachM
  const runs: Position[][] = []
  let run: Position[] = []
  const close = () => {
    if (run.length > 1) runs.push(run)
    run = []
  }
  let last: [number, number] | null = null
  for (const [ax, ay, bx, by] of segments(a, sheet)) {
    if (!last || last[0] !== ax || last[1] !== ay) close()
    last = [bx, by]
    if (!near([ax, ay, bx, by], around)) {
      close()
      continue
    }
    const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / STEP_M))
    for (let i = 0; i <= steps; i++) {
      const x = ax + ((bx - ax) * i) / steps
      const y = ay + ((by - ay) * i) / steps
      if (other.some(([cx, cy, dx, dy]) => squaredDistance(x, y, cx, cy, dx, dy) <= reach))
        run.push(sheet.from([x, y]))
      else close()
    }
  }
  close()
  return runs
}

function segments(geometry: Polygon | MultiPolygon, sheet: LocalMetres): Segment[] {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return parts.flat().flatMap((ring) => {
    const points = ring.map((position) => sheet.to(position))
    return points.slice(1).map((point, i): Segment => [points[i][0], points[i][1], point[0], point[1]])
  })
}

const near = ([ax, ay, bx, by]: Segment, reach: number): boolean =>
  squaredDistance(0, 0, ax, ay, bx, by) <= reach * reach
