/** How each kind of land record lies in its table: the one place that knows columns. */
import type { LandKind, LandRecords } from '../../domain/land/records.ts'

/**
 * `plain`: one column of the same value, lists and objects too; `date`: an uncertain date, as text with its first and
 * last day; `share`: a fraction.
 */
interface Field {
  column: string
  as: 'plain' | 'date' | 'share'
}

interface Shape {
  table: string
  fields: Record<string, Field>
}

const plain = (column: string): Field => ({ column, as: 'plain' })
const date = (column: string): Field => ({ column, as: 'date' })
const SHARE: Field = { column: 'share', as: 'share' }

const EVERY = {
  audience: plain('audience'),
  fieldAudiences: plain('field_audiences'),
}
const OF_UNIT = { unitId: plain('unit_id'), ...EVERY }
const NOTE = plain('note')
const SOURCE = plain('source_id')

/** All fields but `id` and `version`, which every record has, and the geometry of an extent, which is in land_place. */
export const SHAPES: {
  [K in LandKind]: Shape & {
    fields: Record<Exclude<keyof LandRecords[K], 'id' | 'version' | 'geometry'>, Field>
  }
} = {
  unit: {
    table: 'land_unit',
    fields: {
      kind: plain('kind'),
      name: plain('name'),
      municipality: plain('municipality'),
      state: plain('state'),
      country: plain('country'),
      note: NOTE,
      approximate: plain('approximate'),
      demonstration: plain('demonstration'),
      placeAudience: plain('place_audience'),
      placePrecision: plain('place_precision'),
      placeUntil: plain('place_until'),
      communes: plain('communes'),
      ...EVERY,
    },
  },
  extent: {
    table: 'land_extent',
    fields: {
      part: plain('part'),
      from: date('from'),
      to: date('to'),
      method: plain('method'),
      accuracyM: plain('accuracy_m'),
      statedAreaM2: plain('stated_area_m2'),
      statedAreaText: plain('stated_area_text'),
      sourceId: SOURCE,
      note: NOTE,
      ...OF_UNIT,
    },
  },
  party: {
    table: 'party',
    fields: {
      kind: plain('kind'),
      name: plain('name'),
      communeId: plain('commune_id'),
      members: plain('members'),
      note: NOTE,
      communes: plain('communes'),
      ...EVERY,
    },
  },
  source: {
    table: 'land_source',
    fields: {
      kind: plain('kind'),
      title: plain('title'),
      publisher: plain('publisher'),
      publishedText: plain('published_text'),
      url: plain('url'),
      note: NOTE,
      communes: plain('communes'),
      ...EVERY,
    },
  },
  assertion: {
    table: 'assertion',
    fields: {
      extentId: plain('extent_id'),
      predicate: plain('predicate'),
      partyId: plain('party_id'),
      share: SHARE,
      from: date('from'),
      to: date('to'),
      amount: plain('amount'),
      amountUnit: plain('amount_unit'),
      amountText: plain('amount_text'),
      sourceId: SOURCE,
      cited: plain('cited'),
      stance: plain('stance'),
      aboutId: plain('about_id'),
      note: NOTE,
      ...OF_UNIT,
    },
  },
  case: {
    table: 'land_case',
    fields: {
      procedure: plain('procedure'),
      packVersion: plain('pack_version'),
      title: plain('title'),
      beganOn: plain('began_on'),
      claimantId: plain('claimant_id'),
      note: NOTE,
      ...OF_UNIT,
    },
  },
  event: {
    table: 'case_event',
    fields: {
      caseId: plain('case_id'),
      step: plain('step'),
      happenedOn: plain('happened_on'),
      outcome: plain('outcome'),
      share: SHARE,
      areaM2: plain('area_m2'),
      sourceId: SOURCE,
      note: NOTE,
      deadlines: plain('deadlines'),
      ...OF_UNIT,
    },
  },
  use: {
    table: 'land_use',
    fields: {
      observedOn: plain('observed_on'),
      use: plain('use'),
      areaM2: plain('area_m2'),
      yieldPerHa: plain('yield_per_ha'),
      yieldUnit: plain('yield_unit'),
      idealYieldPerHa: plain('ideal_yield_per_ha'),
      sourceId: SOURCE,
      note: NOTE,
      ...OF_UNIT,
    },
  },
}

export const LAND_KINDS = Object.keys(SHAPES) as LandKind[]

export const sequenceOf = (kind: LandKind): string => `${SHAPES[kind].table}_id`

export type Row = Record<string, unknown>

const partsOf = ({ column, as }: Field): Record<string, string> =>
  as === 'date'
    ? { text: `${column}_text`, earliest: `${column}_earliest`, latest: `${column}_latest` }
    : { numerator: `${column}_numerator`, denominator: `${column}_denominator` }

/** Names of the columns that hold the fields, without those of every version. */
export const columnsOf = (kind: LandKind): string[] =>
  Object.values<Field>(SHAPES[kind].fields).flatMap((field) =>
    field.as === 'plain' ? [field.column] : Object.values(partsOf(field)),
  )

/** A record as its row, without what every version has. */
export function toRow<K extends LandKind>(kind: K, record: LandRecords[K]): Row {
  const row: Row = { id: record.id }
  for (const [name, field] of Object.entries<Field>(SHAPES[kind].fields)) {
    const value = (record as unknown as Row)[name] ?? null
    if (field.as === 'plain') row[field.column] = value
    else
      for (const [part, column] of Object.entries(partsOf(field)))
        row[column] = value === null ? null : (value as Row)[part]
  }
  return row
}

/** A row as JSON (`to_jsonb`), so that both engines give the same days and numbers. */
export function fromRow<K extends LandKind>(kind: K, row: Row): LandRecords[K] {
  const record: Row = { id: row.id, version: row.version }
  for (const [name, field] of Object.entries<Field>(SHAPES[kind].fields)) {
    if (field.as === 'plain') {
      record[name] = row[field.column] ?? null
      continue
    }
    const parts = Object.entries(partsOf(field)).map(([part, column]) => [part, row[column] ?? null] as const)
    record[name] = parts[0][1] === null ? null : Object.fromEntries(parts)
  }
  if (kind === 'extent') record.geometry = row.geometry ?? null
  return record as unknown as LandRecords[K]
}
