/** What a dossier tells of a unit, with the eyes of whoever it is for. */
import { sql } from 'kysely'
import {
  type ClaimContent,
  type ClaimEvidence,
  disagreementsEver,
  told,
} from '../../domain/dossier/content.ts'
import type { LandKind } from '../../domain/land/records.ts'
import type { Executor } from '../executor.ts'
import { placesOfUnits } from '../lands/places.ts'
import { readOne, readSeen } from '../lands/read.ts'

/**
 * @param visible with the viewer's eyes, settled where `known` is past (lands/asking.ts).
 * @param known as known at that moment (ISO 8601); null: now.
 * @param now the moment that stands for now.
 * @returns undefined where there is no such unit for them.
 */
export async function readClaim(
  visible: Executor,
  id: number,
  { known, now }: { known: string | null; now: string },
  evidence: ClaimEvidence[],
): Promise<ClaimContent | undefined> {
  const unit = await readOne(visible, 'unit', id, known)
  if (!unit) return undefined
  const of = <K extends LandKind>(kind: K) => readSeen(visible, kind, sql`t.unit_id = ${id}`, known)
  const byId = <K extends LandKind>(kind: K, ids: ReadonlySet<number>) =>
    ids.size === 0 ? [] : readSeen(visible, kind, sql`t.id = any(${[...ids]}::integer[])`, known)

  const extents = await of('extent')
  const assertions = (await of('assertion')).map((one) => told<'assertion'>(one))
  const uses = (await of('use')).map((one) => told<'use'>(one))
  const cases = await of('case')
  const events = await of('event')
  const places = new Map((await placesOfUnits(visible, [id], known)).map((place) => [place.extentId, place]))

  const parties = await withMembers(
    (ids) => byId('party', ids),
    [...assertions.map(({ partyId }) => partyId), ...cases.map(({ claimantId }) => claimantId)],
  )
  const naming = [...extents, ...assertions, ...uses, ...events]
  const sources = await byId('source', idsOf(naming.map(({ sourceId }) => sourceId)))
  const placed = extents.map((extent) => {
    const { extentId: _, unitId: __, ...place } = places.get(extent.id) ?? { extentId: 0, unitId: 0 }
    return { ...told<'extent'>(extent), place: 'geometry' in place ? place : null }
  })
  return {
    format: 'toparquia-claim-1',
    knownAt: known ?? now,
    unit: told<'unit'>(unit),
    extents: placed,
    parties: parties.map((one) => told<'party'>(one)),
    assertions,
    disagreements: disagreementsEver(assertions, placed),
    uses: uses.toSorted((a, b) => (a.observedOn ?? '').localeCompare(b.observedOn ?? '') || a.id - b.id),
    cases: cases.map((one) => ({
      ...told<'case'>(one),
      events: events
        .filter(({ caseId }) => caseId === one.id)
        .toSorted((a, b) => a.happenedOn.localeCompare(b.happenedOn) || a.id - b.id)
        .map((event) => told<'event'>(event)),
    })),
    evidence,
    sources: sources.map((one) => told<'source'>(one)),
  }
}

const idsOf = (ids: readonly (number | null)[]): Set<number> => new Set(ids.filter((id) => id !== null))

/** Those that are named, and of groups among them the members, and theirs. */
async function withMembers<P extends { id: number; members: { partyId: number }[] }>(
  read: (ids: ReadonlySet<number>) => Promise<P[]> | P[],
  named: readonly (number | null)[],
): Promise<P[]> {
  const found = new Map<number, P>()
  for (let next = idsOf(named); next.size > 0; ) {
    const parties = await read(next)
    for (const party of parties) found.set(party.id, party)
    next = idsOf(
      parties.flatMap(({ members }) => members.map(({ partyId }) => partyId)).filter((id) => !found.has(id)),
    )
  }
  return [...found.values()].sort((a, b) => a.id - b.id)
}
