/** Units that people wrote down as definitions of the catalogue, and the place of a commune as the catalogue compares places. */
import type { MeasureRecord } from '../records.ts'
import { UnitCatalogue } from './catalogue.ts'
import type { UnitDefinition } from './definition.ts'

const COUNTRY = 'VE'

/** Null: the country, where nothing is said of communes. */
export const communePlace = (commune: number | null): string =>
  commune === null ? COUNTRY : `${COUNTRY}-commune-${commune}`

/** How a quantity names it. */
const localId = (measure: { id: number }): string => `local-${measure.id}`

type Measure = Omit<MeasureRecord, 'revision' | 'demonstration' | 'audience'>

const definitionOf = (measure: Measure): UnitDefinition => ({
  id: localId(measure),
  names: [measure.name],
  unece: null,
  kind: 'local',
  product: measure.product,
  form: measure.form,
  kilograms: { min: measure.kgMin, likely: measure.kgLikely, max: measure.kgMax },
  place: communePlace(measure.communeId),
  confidence: 'documented',
  source: measure.source,
  validFrom: measure.validFrom,
  validTo: measure.validTo,
})

/** The units that ship with the program and these. */
export const localCatalogue = (measures: readonly Measure[]): UnitCatalogue =>
  new UnitCatalogue().with(...measures.map(definitionOf))
