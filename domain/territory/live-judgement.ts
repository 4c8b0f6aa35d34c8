/**
 * The verdict of a commune while an area is being drawn, asked again with every step of the pointer.
 *
 * Only the members and what lies around them are surveyed, anew each time and by the same engine, which takes some
 * three milliseconds for forty councils. Keeping the borders of councils that didn't change would save little and
 * could answer otherwise: what tells a drawn border is weighed against the errors of all that is drawn around it.
 */
import { type Area, areaOf, areasNear, type Coverage, flatAreas, grown, meet } from '../coverage/index.ts'
import { buildAdjacency } from './adjacency.ts'
import { type JudgeOptions, judgeCohesion } from './judge.ts'
import { makeTerritory, type Territory } from './territory.ts'
import type { Cohesion } from './types.ts'

/** Grid steps, some 100 m: farther off a council is no neighbour of a member, however badly it is drawn. */
const AROUND = 10_000

/** How a commune holds together in a coverage. Null where no member has an area. */
export function liveJudgement(
  coverage: Coverage,
  members: readonly string[],
  options: JudgeOptions = {},
): Cohesion | null {
  const around = surveyAround(coverage, members)
  return around && judgeCohesion(around.territory, around.positions, options)
}

/** Some councils and those around them, surveyed; null where none of them has an area. */
export function surveyAround(
  coverage: Coverage,
  members: readonly string[],
): { territory: Territory; positions: number[] } | null {
  const inside = new Set(members)
  const own = [...inside].flatMap((id) => areaOf(coverage, id) ?? [])
  if (own.length === 0) return null
  const areas = areasAround(coverage, own)
  const flat = flatAreas(areas)
  return {
    territory: makeTerritory(
      areas.map(({ id }) => id),
      flat,
      buildAdjacency(flat),
    ),
    positions: areas.flatMap(({ id }, position) => (inside.has(id) ? [position] : [])),
  }
}

/** In order of their ids. */
function areasAround(coverage: Coverage, own: readonly Area[]): Area[] {
  const boxes = own.map(({ box }) => grown(box, AROUND))
  const whole = boxes.reduce((sum, box) => ({
    minX: Math.min(sum.minX, box.minX),
    minY: Math.min(sum.minY, box.minY),
    maxX: Math.max(sum.maxX, box.maxX),
    maxY: Math.max(sum.maxY, box.maxY),
  }))
  return areasNear(coverage, whole).filter((area) => boxes.some((box) => meet(box, area.box)))
}
