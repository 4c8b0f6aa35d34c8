/** What a gesture would do, where the person still has a choice: the edit follows from what they choose. Pure. */
import type { Position } from 'geojson'
import {
  type Applied,
  type Area,
  applyEdit,
  areaOf,
  areasNear,
  type Coverage,
  type Edit,
  hectares,
  isRefusal,
  unitOf,
} from '../../../domain/coverage/index.ts'
import { lineM, waysRound } from './lines.ts'

type Side = 'left' | 'right'

export type Proposal =
  | {
      kind: 'take'
      edit: Extract<Edit, { kind: 'draw' | 'add-part' }>
      /** Councils under what was drawn, with the land that each would lose. */
      under: { id: string; m2: number }[]
    }
  | { kind: 'split'; council: string; line: Position[]; as: string; side: Side }
  | { kind: 'give'; from: string; line: Position[]; side: Side; to: string | null; beside: string[] }
  | { kind: 'merge'; into: string; councils: string[] }
  | {
      kind: 'follow'
      council: string
      name: string
      along: Position[]
      from: Position
      to: Position
      long: boolean
    }

/** Null while something is still to be chosen. */
export function editOf(proposal: Proposal): Edit | null {
  switch (proposal.kind) {
    case 'take':
      return proposal.edit
    case 'split': {
      const { council, line, as, side } = proposal
      return { kind: 'split', council, line, as, side }
    }
    case 'give': {
      const { from, to, line, side } = proposal
      return to === null ? null : { kind: 'give', from, to, line, side }
    }
    case 'merge':
      return proposal.councils.length === 0 ? null : { ...proposal }
    case 'follow': {
      const { council, from, to, along, long } = proposal
      return { kind: 'follow', council, from, to, along, long }
    }
  }
}

export const OTHER_SIDE: Record<Side, Side> = { left: 'right', right: 'left' }

/** Less is a border that rounding moved. */
const LEAST_M2 = 1

/** Councils that a drawn outline lies on, and how much of each. */
export function landUnder(
  coverage: Coverage,
  edit: Extract<Edit, { kind: 'draw' | 'add-part' }>,
): { id: string; m2: number }[] {
  const box = boxAround(edit.outline.coordinates.flat(3) as number[])
  const near = areasNear(coverage, box).map(({ id }) => id)
  const all = applyEdit(coverage, { ...edit, take: near.filter((id) => id !== edit.council) })
  // What swallows a council whole is refused; each by itself then tells what it would lose.
  const losses = isRefusal(all)
    ? near.flatMap((id) => {
        const alone = applyEdit(coverage, { ...edit, take: [id] })
        return isRefusal(alone) ? [] : alone.delta.filter((change) => change.id === id)
      })
    : all.delta
  return losses.flatMap(({ id, before, after }) => {
    if (id === edit.council || !before) return []
    const m2 = (hectares(before) - (after ? hectares(after) : 0)) * 10_000
    return m2 < LEAST_M2 ? [] : [{ id, m2 }]
  })
}

function boxAround(flat: number[]) {
  const steps = flat.map((degrees) => Math.round(degrees * 1e7))
  const [xs, ys] = [steps.filter((_, i) => i % 2 === 0), steps.filter((_, i) => i % 2 === 1)]
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) }
}

/** The smaller of the two pieces becomes what is new, or goes over. */
export function smallerSide(
  coverage: Coverage,
  council: string,
  line: Position[],
): { side: Side; piece: Area } | null {
  const pieces = (['left', 'right'] as const).flatMap((side) => {
    const cut = applyEdit(coverage, { kind: 'split', council, line, as: 'piece', side })
    const piece = isRefusal(cut) ? null : areaOf(cut.coverage, 'piece')
    return piece ? [{ side, piece }] : []
  })
  return pieces.sort((one, other) => hectares(one.piece) - hectares(other.piece))[0] ?? null
}

/** Who is beside a piece cut off on a side, those with most nodes in common first. */
export function besidePiece(coverage: Coverage, council: string, line: Position[], side: Side): string[] {
  const cut = applyEdit(coverage, { kind: 'split', council, line, as: 'piece', side })
  const piece = isRefusal(cut) ? null : areaOf(cut.coverage, 'piece')
  if (isRefusal(cut) || !piece) return []
  const nodes = (area: Area) =>
    new Set(
      unitOf(area)
        .geometry.coordinates.flat(4)
        .join()
        .match(/[^,]+,[^,]+/g),
    )
  const own = nodes(piece)
  return areasNear(cut.coverage, piece.box)
    .filter(({ id }) => id !== 'piece' && id !== council)
    .map((area) => ({ id: area.id, shared: [...nodes(area)].filter((node) => own.has(node)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared)
    .map(({ id }) => id)
}

type Stretch = Extract<Edit, { kind: 'reshape' | 'follow' }>

/** Of the two stretches of border between two places the one that a line near it means: least land moves. */
export function meantStretch(coverage: Coverage, edit: Stretch): Stretch {
  const moved = (long: boolean): number | null => {
    const outcome = applyEdit(coverage, { ...edit, long })
    return isRefusal(outcome) ? null : landMoved(outcome, edit.council)
  }
  const [short, long] = [moved(false), moved(true)]
  if (long === null) return { ...edit, long: false }
  if (short !== null) return { ...edit, long: long < short }
  // what the one stretch leaves of the council is what the other takes: a refusal is no reason to mean the other
  const area = areaOf(coverage, edit.council)
  return { ...edit, long: area !== null && long < hectares(area) / 2 }
}

const landMoved = ({ delta }: Applied, council: string): number => {
  const change = delta.find(({ id }) => id === council)
  return change?.before && change.after ? Math.abs(hectares(change.after) - hectares(change.before)) : 0
}

/** An outline of another council as a line from one place toward another, the shorter way. */
export function alongOutline(outline: Position[], from: Position, to: Position): Position[] {
  const length = (way: Position[]) => {
    const distances = way.map(([x, y]) => Math.hypot(x - to[0], y - to[1]))
    return lineM(way.slice(0, distances.indexOf(Math.min(...distances)) + 1))
  }
  const [one, other] = waysRound(outline, from)
  return length(one) <= length(other) ? one : other
}
