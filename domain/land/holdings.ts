/**
 * Who held what on a day, from assertions as they were known: grouped, certain or possible, with all on which sources
 * disagree. Nothing wins: every assertion that may have held is in the answer.
 */
import {
  type AssertionRecord,
  type ExtentRecord,
  OCCURRENCES,
  type Predicate,
  STATES,
  type UncertainDate,
} from './records.ts'
import { type Held, happenedBy, heldOn, mayBeSame } from './uncertain-date.ts'

/** What a day is asked of. Fields that are not for whoever asks are null already. */
export type Told = Pick<
  AssertionRecord,
  | 'id'
  | 'unitId'
  | 'extentId'
  | 'predicate'
  | 'partyId'
  | 'share'
  | 'from'
  | 'to'
  | 'amount'
  | 'amountUnit'
  | 'amountText'
  | 'sourceId'
  | 'stance'
  | 'aboutId'
>

/** One party in one relation to one thing. */
export interface Holding {
  unitId: number
  /** The part of the unit; null for the whole. */
  extentId: number | null
  predicate: Predicate
  /** Null where it is hidden from whoever asks, or nobody is named. */
  partyId: number | null
  held: Exclude<Held, 'not'>
  assertions: { id: number; held: Exclude<Held, 'not'> }[]
  /** Assertions, of whatever day, that take the side of one of these or contradict it. */
  supportedBy: number[]
  disputedBy: number[]
}

/**
 * holders: sources name different holders of the same thing on that day. shares: the shares that sources give together
 * are more than the whole. areas, figures: they state different amounts. dates: they date one occurrence so that it
 * can't be the same day. disputed: one assertion says that another is wrong.
 */
export type DisagreementKind = 'holders' | 'shares' | 'areas' | 'figures' | 'dates' | 'disputed'

export interface Disagreement {
  kind: DisagreementKind
  unitId: number
  extentId: number | null
  predicate: Predicate
  /** Ascending; at least two, but of areas stated with an extent. */
  assertions: number[]
  /** Extents whose stated area is among what differs. */
  extents: number[]
}

const lasts = (predicate: Predicate): boolean => (STATES as readonly string[]).includes(predicate)
/** Of these there is one at a time, or a group: who else is named is another opinion. */
const EXCLUSIVE: readonly Predicate[] = ['owns', 'holds', 'guards']
const FIGURES: readonly Predicate[] = ['population', 'harvest']

export function holdingsOn(told: readonly Told[], day: string): Holding[] {
  const groups = new Map<string, Holding>()
  for (const one of told) {
    if (!lasts(one.predicate)) continue
    const held = heldOn(day, one.from, one.to)
    if (held === 'not') continue
    const { id, unitId, extentId, predicate, partyId } = one
    // Whom nobody may know can't be told to be the same as another.
    const key = [unitId, extentId, predicate, partyId ?? `? ${id}`].join(' ')
    const group = groups.get(key)
    if (group) {
      group.assertions.push({ id, held })
      if (held === 'certain') group.held = held
    } else
      groups.set(key, {
        unitId,
        extentId,
        predicate,
        partyId,
        held,
        assertions: [{ id, held }],
        supportedBy: [],
        disputedBy: [],
      })
  }
  const holderOf = new Map(
    [...groups.values()].flatMap((group) => group.assertions.map(({ id }) => [id, group] as const)),
  )
  for (const { id, stance, aboutId } of told) {
    const about = aboutId === null ? undefined : holderOf.get(aboutId)
    if (about) (stance === 'disputes' ? about.disputedBy : about.supportedBy).push(id)
  }
  return [...groups.values()]
}

/**
 * @param day null: over all time; holders and shares are asked of a day only.
 * @param extents whose stated areas count as well.
 */
export function disagreementsIn(
  told: readonly Told[],
  day: string | null,
  extents: readonly Pick<ExtentRecord, 'id' | 'unitId' | 'statedAreaM2' | 'sourceId' | 'from' | 'to'>[] = [],
): Disagreement[] {
  return [
    ...(day === null ? [] : holders(told, day)),
    ...(day === null ? [] : shares(told, day)),
    ...areas(told, day, extents),
    ...figures(told),
    ...dates(told),
    ...disputes(told),
  ]
}

const thing = ({ unitId, extentId, predicate }: Told): string => `${unitId} ${extentId} ${predicate}`

function holders(told: readonly Told[], day: string): Disagreement[] {
  const held = told.filter(
    (one) =>
      EXCLUSIVE.includes(one.predicate) && one.partyId !== null && heldOn(day, one.from, one.to) !== 'not',
  )
  return [...Map.groupBy(held, thing).values()].flatMap((alike) => {
    const bySource = [...Map.groupBy(alike, ({ sourceId }) => sourceId).values()].map((group) =>
      [...new Set(group.map(({ partyId }) => partyId))].sort().join(' '),
    )
    return new Set(bySource).size > 1 ? [disagreement('holders', alike)] : []
  })
}

function shares(told: readonly Told[], day: string): Disagreement[] {
  const certain = told.filter(
    (one) => EXCLUSIVE.includes(one.predicate) && one.share && heldOn(day, one.from, one.to) === 'certain',
  )
  return [...Map.groupBy(certain, thing).values()].flatMap((alike) => {
    const largest = new Map<number | null, number>()
    for (const { partyId, share } of alike)
      largest.set(partyId, Math.max(largest.get(partyId) ?? 0, share!.numerator / share!.denominator))
    const total = [...largest.values()].reduce((sum, one) => sum + one, 0)
    return total > 1 + 1e-9 ? [disagreement('shares', alike)] : []
  })
}

/** Of one thing two areas are the same within a hundredth: sources round. */
const ROUNDING = 0.01

function areas(
  told: readonly Told[],
  day: string | null,
  extents: Parameters<typeof disagreementsIn>[2] & object,
): Disagreement[] {
  // What only ever was a part of it, or at another time, is no other opinion.
  const when = (one: { from: UncertainDate | null; to: UncertainDate | null }) =>
    day === null || heldOn(day, one.from, one.to) !== 'not'
  const stated = [
    ...told.flatMap((one) =>
      one.predicate === 'area' && one.amount !== null && when(one)
        ? [{ unitId: one.unitId, extentId: one.extentId, one, extent: null, area: inSquareMetres(one) }]
        : [],
    ),
    ...extents.flatMap((extent) =>
      extent.statedAreaM2 !== null && when(extent)
        ? [{ unitId: extent.unitId, extentId: extent.id, one: null, extent, area: extent.statedAreaM2 }]
        : [],
    ),
  ].filter(({ area }) => area !== null)
  return [...Map.groupBy(stated, ({ unitId, extentId }) => `${unitId} ${extentId}`).values()].flatMap(
    (alike) => {
      const all = alike.map(({ area }) => area!)
      if (Math.max(...all) <= Math.min(...all) * (1 + ROUNDING)) return []
      const { unitId, extentId } = alike[0]
      return [
        {
          kind: 'areas' as const,
          unitId,
          extentId,
          predicate: 'area' as const,
          assertions: alike.flatMap(({ one }) => (one ? [one.id] : [])).sort(ascending),
          extents: alike.flatMap(({ extent }) => (extent ? [extent.id] : [])).sort(ascending),
        },
      ]
    },
  )
}

/** The international acre; hectares; square metres and kilometres. */
const SQUARE_METRES: Record<string, number> = { m2: 1, ha: 10_000, km2: 1_000_000, acre: 4046.856_422_4 }

/** Null where the unit is none that can be compared. */
export const inSquareMetres = ({ amount, amountUnit }: Pick<Told, 'amount' | 'amountUnit'>): number | null =>
  amount === null || amountUnit === null || !(amountUnit in SQUARE_METRES)
    ? null
    : amount * SQUARE_METRES[amountUnit]

function figures(told: readonly Told[]): Disagreement[] {
  const stated = told.filter(({ predicate, amount }) => FIGURES.includes(predicate) && amount !== null)
  return [...Map.groupBy(stated, (one) => `${thing(one)} ${one.amountUnit}`).values()].flatMap((alike) => {
    // Of other days other figures are no contradiction.
    const odd = alike.filter((one) =>
      // One source that tells of two harvests tells of two.
      alike.some(
        (other) =>
          (one.predicate !== 'harvest' || other.sourceId !== one.sourceId) &&
          other.amount !== one.amount &&
          sameTime(one.from, other.from),
      ),
    )
    return odd.length > 1 ? [disagreement('figures', odd)] : []
  })
}

const sameTime = (a: UncertainDate | null, b: UncertainDate | null): boolean => !a || !b || mayBeSame(a, b)

function dates(told: readonly Told[]): Disagreement[] {
  const dated = told.filter(
    ({ predicate, from }) =>
      from !== null &&
      (OCCURRENCES as readonly string[]).includes(predicate) &&
      predicate !== 'other' &&
      predicate !== 'area' &&
      !FIGURES.includes(predicate),
  )
  return [...Map.groupBy(dated, (one) => `${thing(one)} ${one.partyId}`).values()].flatMap((alike) => {
    const odd = alike.filter((one) =>
      // One source that tells of two occurrences tells of two.
      alike.some((other) => other.sourceId !== one.sourceId && !mayBeSame(one.from!, other.from!)),
    )
    return odd.length > 1 ? [disagreement('dates', odd)] : []
  })
}

function disputes(told: readonly Told[]): Disagreement[] {
  const byId = new Map(told.map((one) => [one.id, one]))
  return told.flatMap((one) => {
    const about = one.stance === 'disputes' && one.aboutId !== null ? byId.get(one.aboutId) : undefined
    return about ? [disagreement('disputed', [about, one])] : []
  })
}

const disagreement = (kind: DisagreementKind, alike: readonly Told[]): Disagreement => ({
  kind,
  unitId: alike[0].unitId,
  extentId: alike[0].extentId,
  predicate: alike[0].predicate,
  assertions: alike.map(({ id }) => id).sort(ascending),
  extents: [],
})

const ascending = (a: number, b: number): number => a - b

/** The strongest word for a unit on a day, for the map: what is done with it before what is claimed of it. */
export const UNIT_STATES = ['occupied', 'granted', 'held', 'claimed', 'idle', 'none'] as const
export type UnitState = (typeof UNIT_STATES)[number]

/** @param idle whether the last observation of its use by that day says that it lies idle. */
export function unitState(told: readonly Told[], day: string, idle: boolean): UnitState {
  const states = holdingsOn(told, day).map(({ predicate }) => predicate)
  if (states.includes('occupies')) return 'occupied'
  if (wasGranted(told, day)) return 'granted'
  if (states.includes('holds') || states.includes('uses') || states.includes('guards')) return 'held'
  if (states.includes('claims')) return 'claimed'
  return idle ? 'idle' : states.includes('owns') ? 'held' : 'none'
}

/** Granted, and nothing that may have come after took it back for certain. */
function wasGranted(told: readonly Told[], day: string): boolean {
  const by = (predicates: readonly Predicate[]) =>
    told.filter(
      ({ predicate, from }) => predicates.includes(predicate) && happenedBy(day, from) === 'certain',
    )
  const taken = by(['revoked', 'suspended'])
  return by(['granted']).some(
    (grant) => !taken.some((one) => one.from && grant.from && one.from.earliest >= grant.from.latest),
  )
}
