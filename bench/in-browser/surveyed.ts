/** The country of the other claims, drawn and surveyed where it is asked for: in the browser's worker. */
import { type Coverage, readCoverage } from '../../domain/coverage/index.ts'
import { geometryOf } from '../../domain/demonstration/coverage-features.ts'
import { buildAdjacency, makeTerritory, type Territory } from '../../domain/territory/index.ts'
import { type CountrySize, describeCountry, drawCountry } from '../country.ts'

export interface Country extends Pick<ReturnType<typeof drawCountry>, 'kinds' | 'families' | 'communes'> {
  subject: string
  territory: Territory
  /** The same councils, to be drawn on. */
  coverage: Coverage
  readingSeconds: number
}

export function surveyedCountry(size: CountrySize): Country {
  const country = drawCountry(size)
  const { areas, kinds, families, communes } = country
  const ids = Array.from({ length: areas.count }, (_, unit) => String(unit))
  const units = ids.map((id, unit) => ({ id, geometry: geometryOf(areas, unit) }))
  const begun = performance.now()
  const coverage = readCoverage(units)
  const readingSeconds = (performance.now() - begun) / 1000
  const territory = makeTerritory(ids, areas, buildAdjacency(areas))
  return { kinds, families, communes, subject: describeCountry(country), territory, coverage, readingSeconds }
}

/** So many councils around one, nearest first by steps from council to council, within some others if given. */
export function grown(
  { adjacency }: Territory,
  from: number,
  size: number,
  within?: ReadonlySet<number>,
): number[] {
  const { start, neighbour, pairOf, kind } = adjacency
  const found = new Set([from])
  for (const unit of found) {
    for (let at = start[unit]; at < start[unit + 1] && found.size < size; at++) {
      const other = neighbour[at]
      if (kind[pairOf[at]] === 1 && (!within || within.has(other))) found.add(other)
    }
  }
  return [...found]
}
