export { keepingOf, type MonthsSoFar, planMonths } from './one-after-the-other.ts'
export { type MonthStock, type PlannedMonth, plannedMonths } from './rolling.ts'
