/**
 * What a dossier tells of a unit of land: as whoever seals it sees it, with what sources disagree on side by side. Its PDF,
 * its JSON and its GeoPackage are made from this and nothing else.
 */
import type { Geometry } from 'geojson'
import { type Disagreement, disagreementsIn } from '../land/holdings.ts'
import type { LandKind, LandRecords, Precision, UncertainDate } from '../land/records.ts'

/** Who may see what of it, and the shape itself, are none of the reader's. */
type Untold =
  | 'audience'
  | 'fieldAudiences'
  | 'geometry'
  | 'communes'
  | 'placeAudience'
  | 'placePrecision'
  | 'placeUntil'

/** A record as it goes into a dossier. Fields in `hidden` are null, or empty, because they are not for whoever seals it. */
export type Told<K extends LandKind> = Omit<LandRecords[K], Untold> & { hidden: string[] }

const UNTOLD: readonly string[] = [
  'audience',
  'fieldAudiences',
  'geometry',
  'communes',
  'placeAudience',
  'placePrecision',
  'placeUntil',
] satisfies Untold[]

export function told<K extends LandKind>(record: LandRecords[K] & { hidden: string[] }): Told<K> {
  const fields = Object.entries(record).filter(([field]) => !UNTOLD.includes(field))
  const hidden = record.hidden.filter((field) => !UNTOLD.includes(field))
  return { ...Object.fromEntries(fields), hidden } as unknown as Told<K>
}

export interface ClaimPlace {
  /** `exact`, or what stands for the place: a cell of the grid, a municipality. */
  precision: Exclude<Precision, 'nothing'>
  geometry: Geometry
  /** Measured on the ellipsoid; null where the shape is not exact. */
  areaM2: number | null
  /** Of the municipality that stands for it. */
  name: string | null
}

export type ClaimExtent = Told<'extent'> & { place: ClaimPlace | null }

export type ClaimCase = Told<'case'> & { events: Told<'event'>[] }

export interface ClaimEvidence {
  id: number
  kind: 'photo' | 'video' | 'document' | 'track' | 'testimony'
  title: string | null
  /** What of the record it supports. */
  supports: { kind: string; id: number | null }
  /** Of the original, whatever is in the dossier. */
  sha256: string
  bytes: number
  mediaType: string
  /** ISO 8601: when the server had all of it. */
  receivedAt: string
  /**
   * What lies in the dossier: the original; a copy without what the original says of itself; or nothing, because nobody
   * agreed to this use of it, or there is no such copy.
   */
  included: 'original' | 'copy' | 'withheld'
  /** Where in the dossier; null where it is withheld. */
  path: string | null
}

export interface ClaimContent {
  format: 'toparquia-claim-1'
  /** ISO 8601: as it was known then. */
  knownAt: string
  unit: Told<'unit'>
  extents: ClaimExtent[]
  parties: Told<'party'>[]
  assertions: Told<'assertion'>[]
  /** Among these assertions and extents, over all time. */
  disagreements: Disagreement[]
  uses: Told<'use'>[]
  cases: ClaimCase[]
  evidence: ClaimEvidence[]
  /** All that the others name. */
  sources: Told<'source'>[]
}

/** Before what has a day comes what has none. */
const firstDay = (date: UncertainDate | null): string => date?.earliest ?? ''

/** As time went by; what may have begun on the same day in the order in which it was written down. */
export const inOrderOfTime = <T extends { id: number; from: UncertainDate | null }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => firstDay(a.from).localeCompare(firstDay(b.from)) || a.id - b.id)

/** Of any day on which something may have begun or ended: each disagreement once. */
export function disagreementsEver(
  assertions: readonly Told<'assertion'>[],
  extents: readonly Told<'extent'>[],
): Disagreement[] {
  const days = new Set<string | null>([null])
  for (const { from, to } of [...assertions, ...extents])
    for (const date of [from, to]) {
      if (date === null) continue
      days.add(date.earliest)
      days.add(date.latest)
    }
  const found = new Map<string, Disagreement>()
  for (const day of days)
    for (const one of disagreementsIn(assertions, day, extents)) {
      const key = [one.kind, one.extentId, one.predicate, one.assertions, one.extents].join(' ')
      found.set(key, one)
    }
  // What a larger disagreement of the same kind holds already is no other one.
  const all = [...found.values()]
  const within = (small: number[], large: number[]) => small.every((id) => large.includes(id))
  return all.filter(
    (one) =>
      !all.some(
        (other) =>
          other !== one &&
          other.kind === one.kind &&
          other.extentId === one.extentId &&
          other.predicate === one.predicate &&
          other.assertions.length + other.extents.length > one.assertions.length + one.extents.length &&
          within(one.assertions, other.assertions) &&
          within(one.extents, other.extents),
      ),
  )
}
