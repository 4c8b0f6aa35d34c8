/** Whom a level could take in: by the words of a search, or by a press on the map. Pure. */
import type { BodyLevel } from '$domain/territory/body-record.ts'
import type { Body, Member } from '../../../server/levels/schema.ts'
import type { Commune, Council } from '../../../server/territories/schema.ts'
import { plain } from '../search/find.ts'
import { isAbove } from './verdict-kind.ts'

export interface Candidate {
  member: Member
  name: string
  /** What it is: of a body its level. */
  level: BodyLevel | 'commune' | 'council'
}

export const keyOf = ({ kind, id }: Member): string => `${kind} ${id}`

const SHOWN = 8

export interface Known {
  communes: readonly Pick<Commune, 'id' | 'name' | 'councilIds'>[]
  bodies: readonly Pick<Body, 'id' | 'name' | 'level' | 'communeIds' | 'became'>[]
}

/** Bodies of the levels below first, as the rules name them, then communes. Councils are asked of the server. */
export function candidates(
  level: BodyLevel,
  words: string,
  { communes, bodies }: Known,
  taken: ReadonlySet<string>,
): Candidate[] {
  if (level === 'circuit') return []
  const wanted = plain(words)
  const below = bodies
    .filter((body) => isAbove(level, body.level))
    .map(({ id, name, level }): Candidate => ({ member: { kind: 'body', id }, name, level }))
  const named = wanted
    ? communes.map(({ id, name }): Candidate => ({ member: { kind: 'commune', id }, name, level: 'commune' }))
    : []
  return [...below, ...named]
    .filter(({ member, name }) => !taken.has(keyOf(member)) && plain(name).includes(wanted))
    .sort(
      (one, other) =>
        Number(plain(other.name).startsWith(wanted)) - Number(plain(one.name).startsWith(wanted)),
    )
    .slice(0, SHOWN)
}

export const councilCandidate = ({ id, name }: Pick<Council, 'id' | 'name'>): Candidate => ({
  member: { kind: 'council', id },
  name,
  level: 'council',
})

/** What stands where somebody pressed: the highest level below that there is. @returns null where there is none. */
export function candidateAt(
  level: BodyLevel,
  council: Pick<Council, 'id' | 'name'>,
  { communes, bodies }: Known,
): Candidate | null {
  if (level === 'circuit') return councilCandidate(council)
  const commune = communes.find(({ councilIds }) => councilIds.includes(council.id))
  if (!commune) return null
  const body = bodies
    .filter((one) => isAbove(level, one.level) && one.communeIds.includes(commune.id))
    .sort(
      (one, other) => Number(isAbove(other.level, one.level)) - Number(isAbove(one.level, other.level)),
    )[0]
  return body
    ? { member: { kind: 'body', id: body.id }, name: body.name, level: body.level }
    : { member: { kind: 'commune', id: commune.id }, name: commune.name, level: 'commune' }
}
