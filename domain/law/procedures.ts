/** The procedures and the rules of idleness that ship with the program, and which of them holds on a day. */
import type { IdlenessRule } from './idleness-schema.ts'
import idleness from './packs/idleness.json' with { type: 'json' }
import collectiveTitle from './packs/procedures/bo-collective-title.json' with { type: 'json' }
import settlement from './packs/procedures/br-settlement.json' with { type: 'json' }
import idleEstate from './packs/procedures/ve-idle-estate.json' with { type: 'json' }
import occupiedBuilding from './packs/procedures/ve-occupied-building.json' with { type: 'json' }
import transferRequest from './packs/procedures/ve-transfer-request.json' with { type: 'json' }
import urbanLandCommittee from './packs/procedures/ve-urban-land-committee.json' with { type: 'json' }
import type { Procedure, ProcedureVersion } from './procedure-schema.ts'

export const PROCEDURES = [
  idleEstate,
  urbanLandCommittee,
  occupiedBuilding,
  transferRequest,
  settlement,
  collectiveTitle,
] as Procedure[]

export const IDLENESS_RULES = idleness.rules as IdlenessRule[]

export const findProcedure = (id: string): Procedure | undefined => PROCEDURES.find((one) => one.id === id)

const holdsOn = ({ validFrom, validTo }: { validFrom: string | null; validTo: string | null }, day: string) =>
  (validFrom === null || day >= validFrom) && (validTo === null || day < validTo)

/** The version that a case stands on which begins that day; none before the first law. */
export const versionInForce = ({ versions }: Procedure, day: string): ProcedureVersion | undefined =>
  versions.find((version) => holdsOn(version, day))

export const findVersion = ({ versions }: Procedure, id: string): ProcedureVersion | undefined =>
  versions.find((version) => version.id === id)

export const idlenessRule = (
  country: string,
  day: string,
  rules: readonly IdlenessRule[] = IDLENESS_RULES,
): IdlenessRule | undefined => rules.find((rule) => rule.country === country && holdsOn(rule, day))
