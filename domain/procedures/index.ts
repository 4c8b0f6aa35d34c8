/** Cases about land by the procedures of the law: what is done, what is due by which day, and how the case stands. */
export { type CaseEvent, type Deadline, inOrder, type LandCase, type Share } from './case.ts'
export { lastDayOfTerm } from './deadlines.ts'
export { type DueItem, dueOf } from './due.ts'
export { type CaseRefusal, type EventInput, openCase, recordEvent } from './record.ts'
export { recount, recountOthers } from './recount.ts'
export { type CaseNow, type Standing, type StepNow, type StepState, stateOfCase } from './state.ts'
