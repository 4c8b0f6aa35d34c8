/** What is to be said of a body's space, by the rule of its level. Pure. */
import type { LevelJudgement } from '$domain/composing/levels.ts'
import type { Level } from '$domain/law/index.ts'
import type { BodyLevel, MemberRef } from '$domain/territory/body-record.ts'

/**
 * `none`: no members on that day; `empty`: members without councils; `hidden`: one piece only by separate parts of a
 * council; `along`: in several places, where no rule says that they must touch.
 */
export type SpaceKind = 'none' | 'empty' | 'contiguous' | 'conditional' | 'split' | 'hidden' | 'along'

export function spaceKind({ members, verdict, pieces, rule }: LevelJudgement): SpaceKind {
  if (members.length === 0) return 'none'
  if (verdict === null) return 'empty'
  if (verdict !== 'split') return verdict
  if (pieces.length < 2) return 'hidden'
  return mustTouch(rule) ? 'split' : 'along'
}

/** Federations join along an axis: where nothing says that members touch, distance is a fact and no fault. */
export const mustTouch = (rule: Pick<Level, 'oneSpace'> | null): boolean => rule?.oneSpace === true

/** What the members are, for the sentence: of one kind, or of several. */
export function kindOf(members: readonly Pick<MemberRef, 'kind'>[]): 'council' | 'commune' | 'other' {
  const [first] = members
  const alike = first && members.every(({ kind }) => kind === first.kind)
  return alike && first.kind !== 'body' ? first.kind : 'other'
}

const HEIGHT: Record<BodyLevel, number> = { circuit: 0, city: 1, federation: 2, confederation: 3 }

/** Whether one level stands above another, so that it may have it as a member. */
export const isAbove = (level: BodyLevel, other: BodyLevel): boolean =>
  level !== 'circuit' && other !== 'circuit' && HEIGHT[level] > HEIGHT[other]
