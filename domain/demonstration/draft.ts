/** The demonstration territory while it is being put together: councils, communes and links, by code. */
import type { MultiPolygon, Polygon } from 'geojson'
import type { BodyLevel } from '../territory/body-record.ts'
import type { LinkKind, RegisteredAs } from '../territory/types.ts'
import type { District } from './district.ts'
import { type Random, seededRandom } from './random.ts'

export interface DemonstrationCouncil {
  code: string
  name: string
  kind: 'urban' | 'rural'
  /** Null where no source tells and none should be made up. */
  families: number | null
  population: number | null
  geometry: Polygon | MultiPolygon
}

export interface DemonstrationCommune {
  code: string
  /** What is known of it and how surely: the message `demonstration.note.<note>`. */
  note: string
  name: string
  registeredAs: RegisteredAs
  source: string
  councils: string[]
}

export interface DemonstrationLink {
  a: string
  b: string
  kind: LinkKind
  declaredBy: string
  declaredOn: string
  reason: string
}

/** A circuit, city or federation. */
export interface DemonstrationBody {
  code: string
  level: BodyLevel
  /** Its name and what is known of it: the messages `demonstration.body.<text>` and `demonstration.body-note.<text>`. */
  text: string
  /** By their codes, with the ISO date on which they joined. */
  members: { code: string; from: string }[]
}

export interface DemonstrationTerritory {
  councils: DemonstrationCouncil[]
  communes: DemonstrationCommune[]
  links: DemonstrationLink[]
  bodies: DemonstrationBody[]
}

export interface Draft extends DemonstrationTerritory {
  random: Random
}

export const newDraft = (seed: number): Draft => ({
  councils: [],
  communes: [],
  links: [],
  bodies: [],
  random: seededRandom(seed),
})

/** How many families the councils of a group have: invented within the law, shared out of a known sum, or unknown. */
export type Families = 'invented' | 'unknown' | { total: number; population: number }

export interface CouncilGroup {
  /** Codes become `DEMO-<prefix>-01` and so on. */
  prefix: string
  district: District
  /** One council for each; a list of cells makes a council in several parts. */
  cells: (number | number[])[]
  name: (rank: number) => string
  families?: Families
}

/** Adds councils and returns their codes, in the order of the cells. */
export function addCouncils(
  draft: Draft,
  { prefix, district, cells, name, families = 'invented' }: CouncilGroup,
): string[] {
  const shares = familyShares(draft.random, families, cells.length, district.urban)
  return cells.map((cell, rank) => {
    const parts = [cell].flat().map((i) => district.cells[i].polygon)
    const code = `DEMO-${prefix}-${String(rank + 1).padStart(2, '0')}`
    draft.councils.push({
      code,
      name: name(rank),
      kind: district.urban ? 'urban' : 'rural',
      families: shares[rank].families,
      population: shares[rank].population,
      geometry:
        parts.length === 1
          ? parts[0]
          : { type: 'MultiPolygon', coordinates: parts.map((part) => part.coordinates) },
    })
    return code
  })
}

function familyShares(random: Random, families: Families, count: number, urban: boolean) {
  if (families === 'unknown')
    return Array.from({ length: count }, () => ({ families: null, population: null }))
  const invented = Array.from({ length: count }, () =>
    urban ? random.between(155, 390) : random.between(24, 130),
  )
  if (families === 'invented')
    return invented.map((n) => ({ families: n, population: Math.round(n * (3.3 + 0.6 * random.next())) }))
  const weight = invented.reduce((sum, n) => sum + n, 0)
  const split = (total: number) => {
    const shares = invented.map((n) => Math.floor((total * n) / weight))
    for (let left = total - shares.reduce((sum, n) => sum + n, 0), k = 0; left > 0; left--, k++)
      shares[k % count]++
    return shares
  }
  const people = split(families.population)
  return split(families.total).map((n, rank) => ({ families: n, population: people[rank] }))
}

export function addCommune(
  draft: Draft,
  commune: Omit<DemonstrationCommune, 'registeredAs'> & { registeredAs?: RegisteredAs },
): void {
  draft.communes.push({ registeredAs: 'commune', ...commune })
}

export function communeOf(draft: Draft, code: string): DemonstrationCommune {
  const commune = draft.communes.find((one) => one.code === code)
  if (!commune) throw new Error(`No commune ${code} in the plan; this is a defect.`)
  return commune
}

/** Throws where a plan that should leave two pieces apart has joined them. */
export function mustLieApart(district: District, piece: number[], other: number[]): void {
  for (const cell of piece) {
    if (district.cells[cell].neighbours.some((i) => other.includes(i)))
      throw new Error(`Cell ${cell} touches the other piece.`)
  }
}
