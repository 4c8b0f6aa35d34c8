/** The land of the demonstration as records that are about to be written: those that others refer to come first. */
import type { Geometry } from 'geojson'
import { DEMONSTRATION_LAND, type DemonstrationUnit } from '../../domain/demonstration/land.ts'
import type { LandAlteration, LandKind, LandRecords, UncertainDate } from '../../domain/land/records.ts'
import { parseDate } from '../../domain/land/uncertain-date.ts'
import { type CaseEvent, openCase, recordEvent } from '../../domain/procedures/index.ts'
import type { Executor } from '../executor.ts'
import { shapeOf } from '../lands/places.ts'
import { nextIds } from '../lands/records.ts'
import { DEFAULTS } from '../lands/wanted.ts'
import { today } from '../today.ts'

/** @param communeId number of the commune of that code; null where the territory has none. */
export async function demonstrationLand(
  transaction: Executor,
  communeId: (code: string) => number | null,
): Promise<LandAlteration[]> {
  const { parties, sources, units } = DEMONSTRATION_LAND
  const alterations: LandAlteration[] = []
  const add = <K extends LandKind>(kind: K, id: number, fields: Partial<LandRecords[K]>) => {
    const after = { ...DEFAULTS[kind], ...fields, id, version: 1, audience: 'public' } as LandRecords[K]
    alterations.push({ kind, before: null, after } as LandAlteration)
    return after
  }
  const sourceIds = await numbered(transaction, 'source', sources)
  const partyIds = await numbered(transaction, 'party', parties)
  for (const { key, ...source } of sources) add('source', sourceIds(key), source)
  for (const { key, ...party } of parties) add('party', partyIds(key), party)
  const unitIds = await numbered(transaction, 'unit', units)
  for (const unit of units) {
    const unitId = unitIds(unit.key)
    const commune = unit.commune === null ? null : communeId(unit.commune)
    const { kind, name, municipality, state, precision } = unit
    add('unit', unitId, {
      kind,
      name,
      municipality,
      state,
      approximate: true,
      demonstration: true,
      placeAudience: precision === 'exact' ? 'public' : 'committee',
      placePrecision: precision,
      communes: commune === null ? [] : [commune],
    })
    const extentIds = await numbered(transaction, 'extent', unit.extents)
    for (const { key, ring, source, from, to, ...extent } of unit.extents)
      add('extent', extentIds(key), {
        ...extent,
        unitId,
        from: dated(from),
        to: dated(to),
        method: 'invented',
        sourceId: source === null ? null : sourceIds(source),
        geometry: await shape(transaction, { type: 'Polygon', coordinates: [ring] }),
      })
    const keyed = unit.assertions.map((one, i) => ({ ...one, key: one.key ?? `${i}` }))
    const assertionIds = await numbered(transaction, 'assertion', keyed)
    for (const one of keyed)
      add('assertion', assertionIds(one.key), {
        unitId,
        extentId: one.extent ? extentIds(one.extent) : null,
        predicate: one.predicate,
        partyId: one.party ? partyIds(one.party) : null,
        share: one.share ? { numerator: one.share[0], denominator: one.share[1] } : null,
        from: dated(one.from ?? null),
        to: dated(one.to ?? null),
        amount: one.amount?.[0] ?? null,
        amountUnit: one.amount?.[1] ?? null,
        amountText: one.text ?? null,
        sourceId: sourceIds(one.source),
        stance: one.stance?.[0] ?? null,
        aboutId: one.stance ? assertionIds(one.stance[1]) : null,
      })
    const useIds = await nextIds(transaction, 'use', unit.uses.length)
    for (const [i, { source, ...use }] of unit.uses.entries())
      add('use', useIds[i], { ...use, unitId, sourceId: sourceIds(source) })
    for (const landCase of unit.cases)
      await addCase(transaction, add, landCase, {
        unitId,
        claimantId: partyIds(landCase.claimant),
        sourceId: (key) => sourceIds(key),
      })
  }
  return alterations
}

type Add = <K extends LandKind>(kind: K, id: number, fields: Partial<LandRecords[K]>) => LandRecords[K]

/** On the law that was in force when it began, with the terms that its steps opened. */
async function addCase(
  transaction: Executor,
  add: Add,
  { procedure, beganOn, title, events }: DemonstrationUnit['cases'][number],
  around: { unitId: number; claimantId: number; sourceId: (key: string) => number },
): Promise<void> {
  const opened = sound(
    openCase(null, { procedure, beganOn }, { country: DEFAULTS.unit.country!, today: today() }),
  )
  const [id] = await nextIds(transaction, 'case', 1)
  const { unitId, claimantId, sourceId } = around
  add('case', id, { ...opened, unitId, title, claimantId })
  const eventIds = await nextIds(transaction, 'event', events.length)
  const others: CaseEvent[] = []
  for (const [i, { source, ...input }] of events.entries()) {
    const wanted = { ...input, areaM2: null }
    const event = sound(recordEvent(opened, wanted, { others, id: eventIds[i], today: today() }))
    others.push(event)
    add('event', eventIds[i], {
      ...wanted,
      caseId: id,
      unitId,
      sourceId: source === null ? null : sourceId(source),
      deadlines: event.deadlines,
    })
  }
}

async function numbered(
  transaction: Executor,
  kind: LandKind,
  keyed: readonly { key: string }[],
): Promise<(key: string) => number> {
  const ids = await nextIds(transaction, kind, keyed.length)
  const numbers = new Map(keyed.map(({ key }, i) => [key, ids[i]]))
  return (key) => {
    const id = numbers.get(key)
    if (id === undefined)
      throw new Error(`The land of the demonstration names a ${kind} «${key}» that is not in it`)
    return id
  }
}

function dated(text: string | null): UncertainDate | null {
  if (text === null) return null
  const read = sound(parseDate(text))
  return { text: read.text, earliest: read.earliest, latest: read.latest }
}

async function shape(transaction: Executor, geometry: Geometry): Promise<string> {
  const hex = await shapeOf(transaction, geometry)
  if (hex === null) throw new Error('A shape of the demonstration crosses itself')
  return hex
}

/** What ships with the program has no reason to be refused. */
function sound<T extends object>(outcome: T): Exclude<T, { refused: string }> {
  if ('refused' in outcome) throw new Error(`The land of the demonstration: ${JSON.stringify(outcome)}`)
  return outcome as Exclude<T, { refused: string }>
}
