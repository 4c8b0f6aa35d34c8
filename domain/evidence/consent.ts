/** For what somebody let a testimony, a photo or a document be used, since when, and until when. */

/** committee: the land committee's own work; lawyer and court: a dossier that goes to them; public: everybody else. */
export const USES = ['committee', 'lawyer', 'court', 'public'] as const
export type Use = (typeof USES)[number]

export interface Consent {
  use: Use
  /** ISO day on which the person said so. */
  givenOn: string
  /** ISO day; null while it stands. */
  withdrawnOn: string | null
}

/** Uses that stand. A consent is there from the day it was given up to the day before it was withdrawn. */
export const standingUses = (consents: readonly Consent[], on: string): Use[] =>
  USES.filter((use) =>
    consents.some(
      (one) => one.use === use && one.givenOn <= on && (one.withdrawnOn === null || on < one.withdrawnOn),
    ),
  )

export const allows = (consents: readonly Consent[], use: Use, on: string): boolean =>
  standingUses(consents, on).includes(use)

export type ConsentRefusal =
  | { refused: 'consent-needed'; facts: Record<string, never> }
  | { refused: 'consent-in-the-future'; facts: { day: string; today: string } }
  | { refused: 'consent-withdrawn-before'; facts: { use: Use; day: string } }
  | { refused: 'nothing-changed'; facts: Record<string, never> }

export interface ConsentChange {
  given: Use[]
  withdrawn: Use[]
  /** All of them afterwards: what was withdrawn stays, with its day. */
  after: Consent[]
}

/** What goes into the record with new evidence: without the committee's own use there is nothing to keep it for. */
export function firstConsents(
  uses: readonly Use[],
  givenOn: string,
  today: string,
): Consent[] | ConsentRefusal {
  if (!uses.includes('committee')) return { refused: 'consent-needed', facts: {} }
  if (givenOn > today) return { refused: 'consent-in-the-future', facts: { day: givenOn, today } }
  return USES.filter((use) => uses.includes(use)).map((use) => ({ use, givenOn, withdrawnOn: null }))
}

/**
 * A withdrawal is not undone: whoever kept what a person took back would decide in their place. It can be given again by
 * the person's own word of a day, beside what was withdrawn.
 * @param uses all that are to stand from today; none of them is a withdrawal from every use.
 * @param againOn ISO day on which the person gave again what had been withdrawn; null where they did not.
 */
export function changeUses(
  consents: readonly Consent[],
  uses: readonly Use[],
  today: string,
  againOn: string | null = null,
): ConsentChange | ConsentRefusal {
  const open = (use: Use) => consents.some((one) => one.use === use && one.withdrawnOn === null)
  const given = USES.filter((use) => uses.includes(use) && !open(use))
  const withdrawn = USES.filter((use) => !uses.includes(use) && open(use))
  if (given.length + withdrawn.length === 0) return { refused: 'nothing-changed', facts: {} }
  const added: Consent[] = []
  for (const use of given) {
    const day = lastWithdrawal(consents, use)
    if (day !== null) {
      if (againOn === null || againOn < day)
        return { refused: 'consent-withdrawn-before', facts: { use, day } }
      if (againOn > today) return { refused: 'consent-in-the-future', facts: { day: againOn, today } }
    }
    added.push({ use, givenOn: day === null ? today : againOn!, withdrawnOn: null })
  }
  const after = consents.map((one) =>
    one.withdrawnOn === null && withdrawn.includes(one.use) ? { ...one, withdrawnOn: today } : one,
  )
  return { given, withdrawn, after: [...after, ...added] }
}

/** ISO days on which a use was taken back, ascending. */
export const withdrawalsOf = (consents: readonly Consent[], use: Use): string[] =>
  consents.flatMap((one) => (one.use === use && one.withdrawnOn !== null ? [one.withdrawnOn] : [])).sort()

/** ISO day on which a use was taken back last; null where it never was. */
export const lastWithdrawal = (consents: readonly Consent[], use: Use): string | null =>
  withdrawalsOf(consents, use).at(-1) ?? null

/** ISO day on which the consent to a use was given that was not withdrawn; null where there is none. */
export const standingConsent = (consents: readonly Consent[], use: Use): string | null =>
  consents.find((one) => one.use === use && one.withdrawnOn === null)?.givenOn ?? null
