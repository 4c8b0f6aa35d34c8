/** The country that every claim is measured on: the same for every contestant, from a seed. */
import { type Coverage, generateCoverage } from '../domain/demonstration/coverage.ts'

export interface CountrySize {
  seed: number
  councils: number
}

export const WHOLE: CountrySize = { seed: 1, councils: 45_000 }

/** Nine councils to a commune, about 60 vertices each, every tenth border drawn by two hands 5 m apart. */
export const drawCountry = ({ seed, councils }: CountrySize): Coverage =>
  generateCoverage({
    seed,
    count: councils,
    communes: Math.round(councils / 9),
    dirtyShare: 0.1,
    digitisingErrorM: 5,
    enclaveShare: 0.002,
    multiPartShare: 0.004,
  })

export const describeCountry = ({ areas, communes, borders }: Coverage): string => {
  const dirty = borders.dirty.reduce((sum, is) => sum + is, 0)
  const vertices = (areas.coordinates.length / 2e6).toFixed(2)
  const groups = communes.reduce((highest, commune) => Math.max(highest, commune), 0) + 1
  return `${areas.count} councils in ${groups} communes, ${vertices} million vertices, ${Math.round((100 * dirty) / borders.dirty.length)} % of borders dirty`
}
