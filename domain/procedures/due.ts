/** What is due when, over all cases. */
import { findProcedure, findVersion } from '../law/procedures.ts'
import type { CaseEvent, Deadline, LandCase } from './case.ts'
import { type StepState, stateOfCase } from './state.ts'

export interface DueItem<C> {
  case: C
  step: string
  actor: string
  state: Extract<StepState, 'due' | 'due-unconfirmed' | 'overdue' | 'barred'>
  deadline: Deadline
}

const SHOWN = new Set<StepState>(['due', 'due-unconfirmed', 'overdue', 'barred'])

/**
 * Earliest first. Cases of a procedure or version that is not shipped have no state, and so nothing due.
 * @param today ISO day.
 */
export function dueOf<C extends LandCase & { events: readonly CaseEvent[] }>(
  cases: readonly C[],
  today: string,
): DueItem<C>[] {
  return cases
    .flatMap((one) => {
      const procedure = findProcedure(one.procedure)
      const version = procedure && findVersion(procedure, one.packVersion)
      if (!version) return []
      return stateOfCase(one.events, version, today).steps.flatMap(({ id, state, deadline, rule }) =>
        deadline && SHOWN.has(state)
          ? [{ case: one, step: id, actor: rule.actor, state: state as DueItem<C>['state'], deadline }]
          : [],
      )
    })
    .sort((a, b) => a.deadline.dueOn.localeCompare(b.deadline.dueOn))
}
