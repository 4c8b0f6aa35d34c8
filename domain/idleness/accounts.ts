/**
 * Land use as somebody saw it on a day: how much of a unit lay idle and what it yielded against the ideal. What nobody
 * saw stays unknown and widens the shares; sources that disagree stay side by side.
 */
import type { IdlenessRule } from '../law/idleness-schema.ts'

/** For nothing; and what cannot be used: water, rock, houses, protected land. Any other word is a use. */
export const IDLE = 'idle'
export const NOT_USABLE = 'not-usable'

export interface Observation {
  /** ISO day. */
  observedOn: string
  use: string
  /** Square metres; null: on an unknown part. */
  areaM2: number | null
  /** Of one hectare, and what it could give by the rule, in the same unit. */
  yieldPerHa: number | null
  idealYieldPerHa: number | null
  sourceId: number | null
}

/** Shares of 1. They are equal where all is known. */
export interface Between {
  atLeast: number
  atMost: number
}

/** below: not reached, whatever the rest is. unknown: it depends on what nobody saw. unconfirmed: so is the rule. */
export type Held = 'below' | 'reached' | 'unknown' | 'unconfirmed' | 'not-asked'

/** All that one source saw on one day. */
export interface Account {
  on: string
  sourceId: number | null
  usedM2: number
  idleM2: number
  notUsableM2: number
  /** Of the unit's area, of which this source says nothing. */
  notKnownM2: number
  /** By which the parts are more than the unit: they overlap, or an area is wrong. */
  exceedsM2: number
  /** Observations without an area: they are part of what is not known. */
  withoutArea: number
  /** Of the usable area; null where none is known. */
  idle: Between | null
  use: Between | null
  /**
   * Of the ideal yield, over the area that the rule takes. `atMost` is what it would be if all that is not known gave
   * the ideal yield. Null where no yield is known at all.
   */
  yield: Between | null
  /** Over which area the yield was taken. */
  yieldOver: IdlenessRule['yieldOver']
  useHeld: Held
  yieldHeld: Held
}

const between = (low: number, high: number, of: number): Between | null =>
  of > 0 ? { atLeast: low / of, atMost: high / of } : null

/** @param totalM2 of the unit; null: not known, then the parts that were seen are all, and nothing is concluded. */
export function accountOf(
  observations: readonly Observation[],
  totalM2: number | null,
  rule: IdlenessRule | undefined,
): Account {
  const { observedOn: on, sourceId } = observations[0]
  let [usedM2, idleM2, notUsableM2, withoutArea] = [0, 0, 0, 0]
  /** The ideal's worth of area that was reached, and the area of which it is known. */
  let [reached, measured] = [0, 0]
  for (const { use, areaM2, yieldPerHa, idealYieldPerHa } of observations) {
    if (areaM2 === null) withoutArea++
    else if (use === IDLE) idleM2 += areaM2
    else if (use === NOT_USABLE) notUsableM2 += areaM2
    else {
      usedM2 += areaM2
      if (yieldPerHa !== null && idealYieldPerHa !== null) {
        reached += areaM2 * (yieldPerHa / idealYieldPerHa)
        measured += areaM2
      }
    }
  }
  const seen = usedM2 + idleM2 + notUsableM2
  const total = Math.max(totalM2 ?? seen, seen)
  const notKnownM2 = total - seen
  const usable = total - notUsableM2
  const over = rule?.yieldOver ?? 'usable'
  const open = usedM2 - measured + notKnownM2
  const use = between(usedM2, usedM2 + notKnownM2, usable)
  const whole = over === 'usable' ? usable : usedM2 + notKnownM2
  const yields =
    measured > 0 || (over === 'usable' && usedM2 === 0 && idleM2 > 0)
      ? between(reached, reached + open, whole)
      : null
  return {
    on,
    sourceId,
    usedM2,
    idleM2,
    notUsableM2,
    notKnownM2,
    exceedsM2: totalM2 === null ? 0 : Math.max(0, seen - totalM2),
    withoutArea,
    idle: between(idleM2, idleM2 + notKnownM2, usable),
    use,
    yield: yields,
    yieldOver: over,
    useHeld: held(totalM2 === null ? null : use, rule, rule?.useAtLeast ?? null),
    yieldHeld: held(totalM2 === null ? null : yields, rule, rule?.yieldAtLeast ?? null),
  }
}

/** Four fifths of sums of fractions are not always four fifths to the last digit. */
const ROUNDING = 1e-9

function held(share: Between | null, rule: IdlenessRule | undefined, atLeast: number | null): Held {
  if (!rule || atLeast === null) return 'not-asked'
  if (rule.confidence === 'unconfirmed') return 'unconfirmed'
  if (!share) return 'unknown'
  return share.atLeast >= atLeast - ROUNDING
    ? 'reached'
    : share.atMost < atLeast - ROUNDING
      ? 'below'
      : 'unknown'
}

/**
 * One account for each source and day, oldest first.
 * @param ruleOn the rule in force on an ISO day.
 */
export function accountsOf(
  observations: readonly Observation[],
  totalM2: number | null,
  ruleOn: (day: string) => IdlenessRule | undefined,
): Account[] {
  const groups = Map.groupBy(observations, ({ observedOn, sourceId }) => `${observedOn} ${sourceId ?? ''}`)
  return [...groups.values()]
    .map((group) => accountOf(group, totalM2, ruleOn(group[0].observedOn)))
    .sort((a, b) => a.on.localeCompare(b.on) || (a.sourceId ?? 0) - (b.sourceId ?? 0))
}

export interface OnDay {
  /** The last account of each source until that day. */
  accounts: Account[]
  /** From the least that a source says to the most. */
  idle: Between | null
  yield: Between | null
  /** Whether two sources can't both be right about the idle share. */
  disagree: boolean
}

/** What is known on an ISO day. */
export function idlenessOn(accounts: readonly Account[], day: string): OnDay {
  const latest = new Map<number | null, Account>()
  for (const account of accounts) if (account.on <= day) latest.set(account.sourceId, account)
  const said = [...latest.values()]
  const idle = said.flatMap((account) => account.idle ?? [])
  return {
    accounts: said,
    idle: spread(idle),
    yield: spread(said.flatMap((account) => account.yield ?? [])),
    disagree: Math.max(...idle.map(({ atLeast }) => atLeast)) > Math.min(...idle.map(({ atMost }) => atMost)),
  }
}

const spread = (shares: readonly Between[]): Between | null =>
  shares.length === 0
    ? null
    : {
        atLeast: Math.min(...shares.map(({ atLeast }) => atLeast)),
        atMost: Math.max(...shares.map(({ atMost }) => atMost)),
      }
