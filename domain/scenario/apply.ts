/** The territory as it would be under a scenario, so that it can be drawn and judged before anything is decided. */
import type { MultiPolygon, Polygon } from 'geojson'
import {
  areaM2,
  beginDrawing,
  changesOf,
  type Delta,
  draw,
  hasSameLand,
  isRefusal,
  readCoverage,
  unitOf,
} from '../coverage/index.ts'
import type { CouncilAttributes } from '../territory/draw-territory.ts'
import type { DeclaredLink, RegisteredAs } from '../territory/types.ts'
import type { ScenarioContent, ScenarioDrawing } from './content.ts'

export interface CouncilThen {
  /** By number, or as the scenario's drawing calls it. */
  id: string
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  areaM2: number
  geometry: Polygon | MultiPolygon
  /** Its land would be otherwise than it is. */
  drawn: boolean
}

export interface CommuneThen {
  /** By number; a new one by its name, so that two scenarios' new communes of one name are told as one. */
  id: string
  name: string
  registeredAs: RegisteredAs
  councils: string[]
}

export interface TerritoryThen {
  councils: ReadonlyMap<string, CouncilThen>
  communes: CommuneThen[]
  links: DeclaredLink[]
}

export interface Present {
  councils: ReadonlyMap<
    number,
    Omit<CouncilThen, 'id' | 'drawn' | 'geometry'> & { id: number; revision: number; geometry: MultiPolygon }
  >
  communes: readonly {
    id: number
    name: string
    registeredAs: RegisteredAs
    revision: number
    councilIds: readonly number[]
  }[]
  links: readonly (Omit<DeclaredLink, 'a' | 'b'> & { id: number; councilA: number; councilB: number })[]
}

/** What is no longer as the proposal found it; applying it is refused, and showing it leaves that part out. */
export type MovedOn =
  | { what: 'council'; id: number; name: string | null }
  | { what: 'commune'; id: number; name: string | null }
  | { what: 'edit'; step: number; reason: string }

export const asItIs = (present: Present): TerritoryThen => ({
  councils: new Map(
    [...present.councils.values()].map(({ id, ...council }) => [
      String(id),
      { ...council, id: String(id), drawn: false },
    ]),
  ),
  communes: present.communes.map(({ id, name, registeredAs, councilIds }) => ({
    id: String(id),
    name,
    registeredAs,
    councils: councilIds.map(String),
  })),
  links: present.links.map(({ councilA, councilB, ...link }) => ({
    ...link,
    a: String(councilA),
    b: String(councilB),
  })),
})

/** @param present with the areas of every council that the scenario names, and of what lies around its edits. */
export function applyScenario(
  present: Present,
  content: ScenarioContent,
): { territory: TerritoryThen; movedOn: MovedOn[] } {
  const movedOn: MovedOn[] = []
  const now = asItIs(present)
  const councils = new Map(now.councils)
  const communes = new Map(now.communes.map((commune) => [commune.id, commune]))
  if (content.drawing) drawInto(present, content.drawing, councils, communes, movedOn)

  for (const wanted of content.communes) {
    const was = present.communes.find(({ id }) => id === wanted.id)
    if (wanted.id !== null && was?.revision !== wanted.revision)
      movedOn.push({ what: 'commune', id: wanted.id, name: was?.name ?? null })
    if (wanted.id !== null && !was) continue
    if (wanted.gone) {
      communes.delete(String(wanted.id))
      continue
    }
    const id = wanted.id === null ? newId(wanted.name, communes) : String(wanted.id)
    communes.set(id, {
      id,
      name: wanted.name,
      registeredAs: wanted.registeredAs ?? was?.registeredAs ?? 'commune',
      councils: wanted.councilIds.map(String).filter((council) => councils.has(council)),
    })
  }
  const withdrawn = new Set(content.withdrawnLinks)
  // Those that the drawing ends; links to councils whose areas are not here stay as they are.
  const ended = new Set([...now.councils.keys()].filter((id) => !councils.has(id)))
  return {
    territory: {
      councils,
      communes: [...communes.values()],
      links: [
        ...now.links.filter((_, i) => !withdrawn.has(present.links[i].id)),
        ...content.links.map(({ councilA, councilB, ...link }) => ({
          ...link,
          a: String(councilA),
          b: String(councilB),
        })),
      ].filter(({ a, b }) => !ended.has(a) && !ended.has(b)),
    },
    movedOn,
  }
}

function newId(name: string, taken: ReadonlyMap<string, unknown>): string {
  let id = `new:${name.trim().toLowerCase()}`
  while (taken.has(id)) id += "'"
  return id
}

function drawInto(
  present: Present,
  { edits, attributes = [], seen }: ScenarioDrawing,
  councils: Map<string, CouncilThen>,
  communes: Map<string, CommuneThen>,
  movedOn: MovedOn[],
): void {
  const overtaken = seen.filter(({ id, revision }) => present.councils.get(id)?.revision !== revision)
  for (const { id } of overtaken)
    movedOn.push({ what: 'council', id, name: present.councils.get(id)?.name ?? null })
  const said = new Map(attributes.map(({ id, ...one }) => [id, one]))
  const delta = overtaken.length > 0 ? [] : made(councils, edits, movedOn)
  for (const { id, before, after } of delta) {
    if (!after) {
      councils.delete(id)
      for (const commune of communes.values())
        if (commune.councils.includes(id))
          communes.set(commune.id, { ...commune, councils: commune.councils.filter((one) => one !== id) })
      continue
    }
    const was = councils.get(id)
    const bare = { id, name: id, kind: null, families: null, population: null }
    councils.set(id, {
      ...(was ?? bare),
      areaM2: areaM2(after),
      geometry: unitOf(after).geometry,
      drawn: !(before && hasSameLand(before, after)),
    })
  }
  for (const [id, one] of said) {
    const council = councils.get(id)
    if (council) councils.set(id, withAttributes(council, one))
    if (!council || !id.startsWith('new-')) continue
    for (const commune of one.communeIds ?? []) {
      const joined = communes.get(String(commune))
      if (joined) communes.set(joined.id, { ...joined, councils: [...joined.councils, id] })
    }
  }
}

const withAttributes = (
  council: CouncilThen,
  { name, kind, families, population }: CouncilAttributes,
): CouncilThen => ({
  ...council,
  name: name?.trim() || council.name,
  kind: kind === undefined ? council.kind : kind,
  families: families === undefined ? council.families : families,
  population: population === undefined ? council.population : population,
})

/** As the server makes them again when the scenario is applied; nothing where one of them is not possible any more. */
function made(
  councils: ReadonlyMap<string, CouncilThen>,
  edits: ScenarioDrawing['edits'],
  movedOn: MovedOn[],
): Delta {
  if (edits.length === 0) return []
  let drawing = beginDrawing(readCoverage([...councils.values()]), 0)
  for (const [step, edit] of edits.entries()) {
    const next = draw(drawing, edit)
    if (isRefusal(next)) {
      movedOn.push({ what: 'edit', step, reason: next.reason })
      return []
    }
    drawing = next
  }
  return changesOf(drawing)
}
