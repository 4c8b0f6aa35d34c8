/**
 * How far a case has come: each step with its state and its day, and how the case stands. Days come from the deadlines
 * that were stored with the events, never from the law of today.
 */
import type { Confidence } from '../law/pack-schema.ts'
import type { ProcedureStep, ProcedureVersion } from '../law/procedure-schema.ts'
import { type CaseEvent, type Deadline, inOrder, type Share } from './case.ts'

/**
 * not-open: an earlier step is not in force. open: can be done, no day is known. due: to be done by a day. overdue: the
 * day has passed. due-unconfirmed: a day by a term that nobody could confirm, or that was interrupted; never an alarm.
 * barred: the law forbids it until a day. not-taken: the case went another way. ruling-suspended: it was revoked, and
 * that ruling is on hold, so that it stands.
 */
export type StepState =
  | 'not-open'
  | 'open'
  | 'due'
  | 'due-unconfirmed'
  | 'overdue'
  | 'barred'
  | 'done'
  | 'partly-granted'
  | 'split'
  | 'challenged'
  | 'suspended'
  | 'revoked'
  | 'ruling-suspended'
  | 'not-taken'

export interface StepNow {
  id: string
  rule: ProcedureStep
  state: StepState
  /** Of the event that made the state; null where nothing happened. */
  since: string | null
  /** The deadline that counts; kept after it is done. */
  deadline: Deadline | null
  /** Done after its last day. */
  late: boolean
  share: Share | null
  areaM2: number | null
}

/** How the case stands: the key of its sentence (`case.standing.<what>`). */
export type Standing =
  | 'not-begun'
  | 'under-way'
  | 'in-force'
  | 'partly-granted'
  | 'split'
  | 'challenged'
  | 'suspended'
  | 'revoked'
  | 'ruling-suspended'

export interface CaseNow {
  steps: StepNow[]
  standing: Standing
  /** The step of which it is said, and since when. */
  of: string | null
  since: string | null
  /** Steps that are not in this version of the procedure: kept and shown, and they count for nothing. */
  unknownSteps: string[]
}

type Act = 'done' | 'partly-granted' | 'split'

/** What happened to a step, folded over its events in order. */
interface Folded {
  act: Act | null
  revoked: boolean
  challenged: boolean
  /** What is on hold: the step, or the ruling that revoked it. */
  held: 'step' | 'ruling' | null
  first: string | null
  since: string | null
  share: Share | null
  areaM2: number | null
  /** Whether it was ever on hold or challenged. */
  interrupted: boolean
}

const UNTOUCHED: Folded = {
  act: null,
  revoked: false,
  challenged: false,
  held: null,
  first: null,
  since: null,
  share: null,
  areaM2: null,
  interrupted: false,
}

function fold(before: Folded, { outcome, happenedOn, share, areaM2 }: CaseEvent): Folded {
  const now = { ...before, since: happenedOn }
  switch (outcome) {
    case 'done':
    case 'partly-granted':
    case 'split':
      return {
        ...now,
        act: outcome,
        revoked: false,
        challenged: false,
        held: null,
        first: before.first ?? happenedOn,
        share,
        areaM2,
      }
    case 'challenged':
      return { ...now, challenged: true, interrupted: true }
    case 'suspended':
      return { ...now, held: before.revoked ? 'ruling' : 'step', interrupted: true }
    case 'revoked':
      return { ...now, revoked: true, challenged: false, held: null }
    case 'resumed':
      return before.held !== null ? { ...now, held: null } : { ...now, challenged: false }
  }
}

function stateOf({ act, revoked, challenged, held }: Folded): StepState | null {
  if (held === 'ruling') return 'ruling-suspended'
  if (held === 'step') return 'suspended'
  if (revoked) return 'revoked'
  if (challenged) return 'challenged'
  return act
}

/** Whether later steps go on from it. A challenge alone stops nothing. */
const inForce = ({ act, revoked, held }: Folded): boolean =>
  act !== null && held !== 'step' && (!revoked || held === 'ruling')

/** @param today ISO day. */
export function stateOfCase(
  events: readonly CaseEvent[],
  { steps }: ProcedureVersion,
  today: string,
): CaseNow {
  const ordered = inOrder(events)
  const folded = new Map<string, Folded>()
  const deadlines = new Map<string, Deadline>()
  for (const event of ordered) {
    folded.set(event.step, fold(folded.get(event.step) ?? UNTOUCHED, event))
    // The last beginning counts: ten days after the last edict.
    for (const deadline of event.deadlines) deadlines.set(deadline.step, deadline)
  }
  const taken = new Set(steps.flatMap(({ id, way }) => (way && folded.get(id)?.act ? [way] : [])))
  const now = steps.map((rule): StepNow => {
    const { id, way, startsFrom } = rule
    const own = folded.get(id) ?? UNTOUCHED
    const deadline = deadlines.get(id) ?? null
    const said = stateOf(own)
    const before = startsFrom === null ? null : (folded.get(startsFrom) ?? UNTOUCHED)
    let state: StepState
    if (said !== null) state = said
    else if (way !== null && taken.size > 0 && !taken.has(way)) state = 'not-taken'
    else if (before !== null && !inForce(before)) state = 'not-open'
    else state = waiting(deadline, own.interrupted || (before?.interrupted ?? false), today)
    return {
      id,
      rule,
      state,
      since: own.since,
      deadline,
      late: own.first !== null && deadline?.bound === 'latest' && own.first > deadline.dueOn,
      share: own.share,
      areaM2: own.areaM2,
    }
  })
  const known = new Set(steps.map(({ id }) => id))
  return {
    steps: now,
    ...standingOf(ordered, now),
    unknownSteps: [...new Set(ordered.map(({ step }) => step))].filter((step) => !known.has(step)),
  }
}

/** @param interrupted whether days went on while it was on hold no source says: then nobody is alarmed. */
function waiting(deadline: Deadline | null, interrupted: boolean, today: string): StepState {
  if (!deadline) return 'open'
  const { bound, dueOn } = deadline
  if (bound === 'earliest') return today <= dueOn && mayAlarm(deadline.confidence) ? 'barred' : 'open'
  if (!mayAlarm(deadline.confidence) || interrupted) return 'due-unconfirmed'
  return today > dueOn ? 'overdue' : 'due'
}

const mayAlarm = (confidence: Confidence): boolean => confidence !== 'unconfirmed'

/** The case stands as the step does to which something happened last. */
function standingOf(
  ordered: readonly CaseEvent[],
  steps: readonly StepNow[],
): Pick<CaseNow, 'standing' | 'of' | 'since'> {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const last = ordered.findLast(({ step }) => byId.has(step))
  if (!last) return { standing: 'not-begun', of: null, since: null }
  const { id, state, since } = byId.get(last.step)!
  if (ENDS.has(state) && state !== 'done') return { standing: state as Standing, of: id, since }
  // Where a title was given, a step done beside it does not end it.
  const granted = steps.findLast(({ rule, state: of }) => rule.grants && ENDS.has(of))
  if (!granted) return { standing: 'under-way', of: id, since }
  return {
    standing: granted.state === 'done' ? 'in-force' : (granted.state as Standing),
    of: granted.id,
    since: granted.since,
  }
}

const ENDS = new Set<StepState>([
  'done',
  'partly-granted',
  'split',
  'challenged',
  'suspended',
  'revoked',
  'ruling-suspended',
])
