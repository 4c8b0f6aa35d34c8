/** Units of measure as communes use them: stated amounts, what they can weigh, and the questions that are open. */
export {
  type Meaning,
  SHIPPED_UNITS,
  UnitCatalogue,
  type UnitContext,
  type UnitQuestion,
  type UnitRefusal,
} from './catalogue.ts'
export {
  fromKilograms,
  type Restatement,
  restate,
  toKilograms,
  type Weighed,
  type WeighedTotal,
  weigh,
} from './convert.ts'
export { type Quantity, UnitDefinition } from './definition.ts'
export { communePlace, localCatalogue } from './local.ts'
export { type MonthSpan, monthsOf, monthText } from './period.ts'
export {
  add,
  exactly,
  multiply,
  NOTHING,
  type Spread,
  scale,
  shareOf,
  subtract,
} from './spread.ts'
