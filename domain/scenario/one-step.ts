/** Several steps, each decided on what the one before leaves, as one: applied, told and undone together. */
import type { Alteration } from '../steps/alteration.ts'
import type { Change } from '../steps/step.ts'

export function oneStep(
  steps: readonly Change[],
  said: Pick<Change, 'kind' | 'facts'> & { effectiveOn?: string },
): Change {
  const foundings = steps.flatMap(({ foundings = [] }) => foundings)
  return {
    ...said,
    communes: inOne(steps.flatMap(({ communes }) => communes)),
    links: inOne(steps.flatMap(({ links }) => links)),
    imports: inOne(steps.flatMap(({ imports }) => imports)),
    councils: inOne(steps.flatMap(({ councils = [] }) => councils)),
    areas: inOne(steps.flatMap(({ areas = [] }) => areas)),
    ...(foundings.length > 0 && { foundings }),
  }
}

/** From how a record was at first to how it is in the end; what is made and taken away again never was. */
function inOne<R extends { id: number }>(alterations: readonly Alteration<R>[]): Alteration<R>[] {
  const whole = new Map<number, Alteration<R>>()
  for (const { before, after } of alterations) {
    const { id } = (before ?? after)!
    const earlier = whole.get(id)
    whole.set(id, { before: earlier ? earlier.before : before, after })
  }
  return [...whole.values()].filter(({ before, after }) => before !== null || after !== null)
}

/** Records as a step leaves them. */
export function leftBy<R extends { id: number }>(
  records: ReadonlyMap<number, R>,
  alterations: readonly Alteration<R>[],
): Map<number, R> {
  const now = new Map(records)
  for (const { before, after } of alterations) {
    if (after) now.set(after.id, after)
    else now.delete(before!.id)
  }
  return now
}
