/** How much of an estate lies idle, and what it yields against the ideal, as each source saw it. */
export {
  type Account,
  accountOf,
  accountsOf,
  type Between,
  type Held,
  IDLE,
  idlenessOn,
  NOT_USABLE,
  type Observation,
  type OnDay,
} from './accounts.ts'
