/**
 * The verdict of a commune while an area is being drawn, asked again with every step of the pointer.
 *
 * Only the members and what lies around them are surveyed, anew each time and by the same engine, which takes some
 * three milliseconds for forty councils. Keeping the borders of councils that didn't change would save little and
 * could answer otherwise: what tells a drawn border is weighed against the errors of all that is drawn around it.
 */
import {
  type Area,
  applyDelta,
  areaOf,
  areasNear,
  type Coverage,
  type Delta,
  flatAreas,
  grown,
  meet,
} from '../coverage/index.ts'
import { buildAdjacency } from './adjacency.ts'
import { locateDeclared } from './declared.ts'
import { judgeVerdict } from './judge.ts'
import { makeTerritory, type Territory } from './territory.ts'
import type { ContiguityRule, DeclaredLink, Verdict } from './types.ts'

export interface LiveVerdict {
  verdict: Verdict
  /** Largest first; more than one only where the verdict is `split`. */
  pieces: string[][]
  /** Councils whose leaving would split their piece. */
  cutCouncils: string[]
}

export interface LiveJudgement {
  /**
   * As it would be after a change of the coverage, which itself stays as it is. Null where no member has an area.
   *
   * @param members if they change with it: a council split off may belong to the commune, too
   */
  after(delta: Delta, members?: readonly string[]): LiveVerdict | null
}

/** Grid steps, some 100 m: farther off a council is no neighbour of a member, however badly it is drawn. */
const AROUND = 10_000

export const liveJudgement = (
  coverage: Coverage,
  members: readonly string[],
  links: readonly DeclaredLink[] = [],
  rule: ContiguityRule = 'rook',
): LiveJudgement => ({
  after(delta, now = members) {
    const known = surveyAround(applyDelta(coverage, delta), now)
    if (!known) return null
    const { territory, positions } = known
    const { ways } = locateDeclared(territory, links)
    const { verdict, pieces, cutUnits } = judgeVerdict(territory, positions, ways, rule)
    const name = (unit: number) => territory.ids[unit]
    return { verdict, pieces: pieces.map((piece) => piece.map(name)), cutCouncils: cutUnits.map(name) }
  },
})

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
