/** What the law asks of councils and communes, as data, and a commune held against it. */
export { daysBetween, VENEZUELA_CALENDAR } from './calendar.ts'
export { type CommuneFacts, type Finding, type FindingState, judgeAgainstPack, ruleInForce } from './judge.ts'
export type { Confidence, LawPack, Level, LevelName, Requirement, Rule } from './pack-schema.ts'
export { VENEZUELA_COMMUNES } from './packs.ts'
