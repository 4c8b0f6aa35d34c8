/** What was had and where it went, commune by commune and together. */
export {
  type Balance,
  type BalanceEntry,
  type BodyBalance,
  balanceOf,
  balanceOfBody,
  type Closing,
  closeWith,
  type EntryKind,
  SOURCES,
  type SourceKind,
  USES,
  type UseKind,
} from './balance.ts'
export { type Group, groupEntries, type ShareOfAll, sharesOf } from './totals.ts'
