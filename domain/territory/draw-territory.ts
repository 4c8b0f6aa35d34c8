/** A drawing as a step of the territory: areas that changed hands become records, with the communes that follow them. */
import { AUDIENCES, type Audience } from '../access/audience.ts'
import { type Area, areaM2, type Delta, hasSameLand } from '../coverage/index.ts'
import type { Alteration } from '../steps/alteration.ts'
import type { Change } from '../steps/step.ts'
import type { CommuneRecord, CouncilRecord, LinkRecord } from './records.ts'

/** What people say of a council beside its area; what is missing stays as it is. */
export interface CouncilAttributes {
  name?: string
  kind?: CouncilRecord['kind']
  families?: number | null
  population?: number | null
  /** Only for a new council: the communes that it joins. */
  communeIds?: number[]
}

export interface Drawn {
  /** Councils by number as text; new ones by whatever the drawing calls them. */
  delta: Delta
  attributes: ReadonlyMap<string, CouncilAttributes>
  /** The revisions that the person saw. */
  seen: ReadonlyMap<number, number>
  /** ISO date from which it holds. */
  effectiveOn: string
}

export interface DrawnOn {
  /** Present councils that the drawing names, as the database holds them now. */
  councils: ReadonlyMap<number, CouncilRecord>
  /** Communes that name a council which ends, and those that new councils join. */
  communes: ReadonlyMap<number, CommuneRecord>
  /** Declared between councils of which one ends: they go with it, and come back if it does. */
  links: readonly LinkRecord[]
  /** Numbers for the new councils. */
  numbers: ReadonlyMap<string, number>
  /** Hexadecimal WKB. */
  geometryOf: (area: Area) => string
  /** ISO date. */
  today: string
}

export type DrawingRefusal =
  | { refused: 'drawing-changed-by-another'; facts: { councils: number[] } }
  | { refused: 'council-needs-name'; facts: { council: string } }
  | { refused: 'effective-too-early'; facts: { name: string; since: string } }
  | { refused: 'effective-in-the-future'; facts: { effectiveOn: string } }
  | { refused: 'communes-unknown'; facts: { communes: number[] } }
  | { refused: 'nothing-changed'; facts: { name: string } }

/** Councils of which the drawing changes more than the nodes that a neighbour's border put into theirs. */
export const changedByHand = (delta: Delta, attributes: Drawn['attributes']): string[] => [
  ...new Set([
    ...delta.flatMap(({ id, before, after }) => (before && after && hasSameLand(before, after) ? [] : [id])),
    ...attributes.keys(),
  ]),
]

export function drawTerritory(drawn: Drawn, on: DrawnOn): Change | DrawingRefusal {
  const { delta, attributes, seen, effectiveOn } = drawn
  const { councils, communes, numbers } = on
  if (effectiveOn > on.today) return { refused: 'effective-in-the-future', facts: { effectiveOn } }
  const byHand = changedByHand(delta, attributes)
  const overtaken = byHand
    .filter((id) => !numbers.has(id))
    .map(Number)
    .filter((id) => councils.get(id)?.revision !== seen.get(id))
  if (overtaken.length > 0) return { refused: 'drawing-changed-by-another', facts: { councils: overtaken } }

  const areas: Alteration<CouncilRecord>[] = []
  for (const id of new Set([...delta.map((change) => change.id), ...attributes.keys()])) {
    const drawnAs = delta.find((change) => change.id === id)
    const before = councils.get(Number(id)) ?? null
    if (before?.since && effectiveOn < before.since)
      return { refused: 'effective-too-early', facts: { name: before.name, since: before.since } }
    if (drawnAs && !drawnAs.after) {
      areas.push({ before, after: null })
      continue
    }
    const after = recordOf(id, before, drawnAs?.after ?? null, drawn, on)
    if (after === null) return { refused: 'council-needs-name', facts: { council: id } }
    areas.push({ before, after })
  }
  if (areas.length === 0) return { refused: 'nothing-changed', facts: { name: '' } }

  const wished = [...attributes.values()].flatMap(({ communeIds = [] }) => communeIds)
  const unknown = wished.filter((id) => !communes.has(id))
  if (unknown.length > 0) return { refused: 'communes-unknown', facts: { communes: unknown } }
  return {
    kind: 'territory-drawn',
    facts: {
      councils: areas.filter(({ before, after }) => before && after).length,
      created: areas.filter(({ before }) => !before).length,
      ended: areas.filter(({ after }) => !after).length,
    },
    communes: communesAfter(areas, attributes, on),
    links: on.links.map((before) => ({ before, after: null })),
    imports: [],
    councils: [],
    areas,
    effectiveOn,
  }
}

/** The record afterwards; null where a new council has no name. */
function recordOf(
  id: string,
  before: CouncilRecord | null,
  area: Area | null,
  { delta, attributes, effectiveOn }: Drawn,
  { councils, numbers, geometryOf }: DrawnOn,
): CouncilRecord | null {
  const said = attributes.get(id) ?? {}
  const name = said.name?.trim() || before?.name
  if (!name) return null
  const drawn = area ? { geometry: geometryOf(area), areaM2: areaM2(area) } : null
  const facts = {
    name,
    kind: said.kind === undefined ? (before?.kind ?? null) : said.kind,
    families: said.families === undefined ? (before?.families ?? null) : said.families,
    population: said.population === undefined ? (before?.population ?? null) : said.population,
    since: effectiveOn,
  }
  if (before) return { ...before, ...facts, ...drawn, revision: before.revision + 1 }
  if (!drawn || !area) return null
  const givers = delta.flatMap(({ id: giver, before: had, after }) =>
    had && meets(had, area) && !(after && hasSameLand(had, after)) ? (councils.get(Number(giver)) ?? []) : [],
  )
  return {
    id: numbers.get(id)!,
    code: null,
    importId: null,
    approximate: givers.some(({ approximate }) => approximate),
    audience: narrowest(givers.map(({ audience }) => audience)),
    revision: 1,
    ...facts,
    ...drawn,
  }
}

/** Nobody sees more of some land than before because it was drawn anew; on land that nobody had, accounts do. */
const narrowest = (audiences: readonly Audience[]): Audience =>
  audiences.length === 0
    ? 'accounts'
    : AUDIENCES[Math.max(...audiences.map((audience) => AUDIENCES.indexOf(audience)))]

const meets = ({ box: a }: Area, { box: b }: Area): boolean =>
  a.minX < b.maxX && b.minX < a.maxX && a.minY < b.maxY && b.minY < a.maxY

/** New councils join the communes that were named for them, those that end leave theirs. */
function communesAfter(
  areas: readonly Alteration<CouncilRecord>[],
  attributes: Drawn['attributes'],
  { communes, numbers }: DrawnOn,
): Alteration<CommuneRecord>[] {
  const ended = new Set(areas.flatMap(({ before, after }) => (before && !after ? [before.id] : [])))
  const joining = (commune: number) =>
    [...attributes].flatMap(([id, { communeIds = [] }]) =>
      numbers.has(id) && communeIds.includes(commune) ? [numbers.get(id)!] : [],
    )
  return [...communes.values()].flatMap((before) => {
    const joined = joining(before.id)
    const stay = before.councilIds.filter((id) => !ended.has(id))
    if (joined.length === 0 && stay.length === before.councilIds.length) return []
    const councilIds = [...stay, ...joined].sort((a, b) => a - b)
    return [{ before, after: { ...before, councilIds, revision: before.revision + 1 } }]
  })
}
