/** What a request asks for, as a record that an operation takes. */
import type { Geometry } from 'geojson'
import type { LandKind, LandRecords, UncertainDate } from '../../domain/land/records.ts'
import { type DateRefusal, parseDate } from '../../domain/land/uncertain-date.ts'
import type { Executor } from '../executor.ts'
import { shapeOf } from './places.ts'

const EVERY = { audience: 'committee', fieldAudiences: {} } as const

/** Least right by default: whoever writes it down decides to publish it, and how finely. */
export const DEFAULTS: { [K in LandKind]: Partial<LandRecords[K]> } = {
  unit: {
    municipality: null,
    state: null,
    country: 'VE',
    note: null,
    approximate: false,
    demonstration: false,
    placeAudience: 'committee',
    placePrecision: 'nothing',
    placeUntil: null,
    communes: [],
    ...EVERY,
  },
  extent: {
    part: null,
    from: null,
    to: null,
    accuracyM: null,
    statedAreaM2: null,
    statedAreaText: null,
    sourceId: null,
    note: null,
    geometry: null,
    ...EVERY,
  },
  party: { communeId: null, members: [], note: null, communes: [], ...EVERY },
  source: { publisher: null, publishedText: null, url: null, note: null, communes: [], ...EVERY },
  assertion: {
    extentId: null,
    partyId: null,
    share: null,
    from: null,
    to: null,
    amount: null,
    amountUnit: null,
    amountText: null,
    cited: null,
    stance: null,
    aboutId: null,
    note: null,
    ...EVERY,
  },
  case: { claimantId: null, note: null, ...EVERY },
  event: { share: null, areaM2: null, sourceId: null, note: null, deadlines: [], ...EVERY },
  use: {
    areaM2: null,
    yieldPerHa: null,
    yieldUnit: null,
    idealYieldPerHa: null,
    sourceId: null,
    note: null,
    ...EVERY,
  },
}

export type WantedRefusal = DateRefusal | { refused: 'shape-not-valid'; facts: { type: string } }

/** Reads dates and shapes; @param given fields as they came. */
export async function wantedRecord<K extends LandKind>(
  database: Executor,
  base: Partial<LandRecords[K]>,
  given: Record<string, unknown>,
): Promise<Omit<LandRecords[K], 'version'> | WantedRefusal> {
  const record: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if ((name === 'from' || name === 'to') && typeof value === 'string') {
      const read = readDate(value)
      if (read && 'refused' in read) return read
      record[name] = read
    } else if (name === 'geometry' && value !== null) {
      const shape = await shapeOf(database, value as Geometry)
      if (shape === null)
        return { refused: 'shape-not-valid', facts: { type: String((value as Geometry).type) } }
      record[name] = shape
    } else record[name] = value
  }
  return record as unknown as Omit<LandRecords[K], 'version'>
}

function readDate(text: string): UncertainDate | DateRefusal | null {
  if (text.trim() === '') return null
  const read = parseDate(text)
  if ('refused' in read) return read
  const { earliest, latest } = read
  return { text: read.text, earliest, latest }
}
