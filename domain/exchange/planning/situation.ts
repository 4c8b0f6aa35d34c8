/** A problem as the planner works on it: numbers for names, everything in order of its id, amounts in whole grams. */
import { type Paths, shortestPaths } from './paths.ts'
import type { ExchangeProblem, PlanOptions, Provenance, Quality } from './problem-schema.ts'

/** Kilometres to whole cost units. */
export const COST_UNITS = 1e6
/** Tonnes to whole grams: sums are then exact, and what goes in comes out. */
export const GRAMS = 1e6
const grams = (tonnes: number): number => Math.round(tonnes * GRAMS)
export const tonnes = (amount: number): number => amount / GRAMS

export interface Situation {
  communes: { id: string }[]
  products: { id: string; shelfLifeMinutes: number; keep: number }[]
  periods: string[]
  /** Where anything starts, passes or ends: communes first, then hubs, then plants. `node` -1: no place known. */
  places: { id: string; node: number }[]
  supplies: {
    id: string
    place: number
    product: number
    period: number
    amount: number | null
    provenance: Provenance
  }[]
  needs: { place: number; product: number; period: number; amount: number | null }[]
  hubs: { id: string; place: number; throughput: number; dwellMinutes: number }[]
  plants: { id: string; place: number; input: number; output: number; rate: number; capacity: number }[]
  roads: { id: string; capacity: number }[]
  nodeIds: string[]
  paths: Paths
  /** Where no road leads: what was told, by `from * places + to`, either way. */
  told: Map<number, { km: number; minutes: number; quality: Quality }>
  decisions: {
    from: number
    to: number
    product: number
    period: number
    hub: number
    locked: boolean
    amount: number
  }[]
  options: PlanOptions
}

const DEFAULTS: PlanOptions = {
  level: 'auto',
  fairness: 'tiers',
  tiers: 4,
  unmetKm: null,
  truckT: 10,
  fleetKm: null,
  loadedExtra: 0.01,
  kmPerHour: 30,
  maxLegKm: null,
  provenanceKm: {},
  nearest: 10,
  window: 3,
  levers: 0,
  price: true,
}

const byId = (x: { id: string }, y: { id: string }) => (x.id < y.id ? -1 : x.id > y.id ? 1 : 0)
const numbered = (things: { id: string }[]) => new Map(things.map(({ id }, i) => [id, i]))

/** The only period of a problem that names none. */
const ONE_PERIOD = '1'

/** @param problem one that `checkProblem` found nothing against. */
export function readSituation(problem: ExchangeProblem): Situation {
  const given = Object.fromEntries(Object.entries(problem.options ?? {}).filter(([, v]) => v !== undefined))
  const options = { ...DEFAULTS, ...given } as PlanOptions
  const communes = [...problem.communes].sort(byId)
  const products = [...problem.products].sort(byId)
  const hubs = [...(problem.hubs ?? [])].sort(byId)
  const plants = [...(problem.processing ?? [])].sort(byId)
  const roads = [...(problem.roads ?? [])].sort(byId)
  const periods = problem.periods ?? [ONE_PERIOD]
  const nodeIds = [...new Set(roads.flatMap(({ a, b }) => [a, b]))].sort()
  const nodeOf = new Map(nodeIds.map((id, i) => [id, i]))
  const node = (id: string | null | undefined) => (id == null ? -1 : (nodeOf.get(id) ?? -1))
  const places = [
    ...communes.map((commune) => ({
      id: commune.id,
      node: node(commune.node === undefined ? commune.id : commune.node),
    })),
    ...hubs.map((hub) => ({ id: hub.id, node: node(hub.node) })),
    ...plants.map((plant) => ({ id: plant.id, node: node(plant.node) })),
  ]
  const communeOf = numbered(communes)
  const productOf = numbered(products)
  const periodOf = new Map(periods.map((id, i) => [id, i]))
  const hubOf = numbered(hubs)
  const period = (id: string | undefined) => (id === undefined ? 0 : periodOf.get(id)!)
  const supplies = problem.supplies
    .map((supply) => ({
      id: supply.id ?? supplyId(supply),
      place: communeOf.get(supply.commune)!,
      product: productOf.get(supply.product)!,
      period: period(supply.period),
      amount: supply.quantityT === null ? null : grams(supply.quantityT),
      provenance: (supply.provenance ?? 'communal') as Provenance,
    }))
    .sort(byId)
  const needs = problem.needs
    .map((need) => ({
      place: communeOf.get(need.commune)!,
      product: productOf.get(need.product)!,
      period: period(need.period),
      amount: need.quantityT === null ? null : grams(need.quantityT),
    }))
    .sort((x, y) => x.period - y.period || x.product - y.product || x.place - y.place)
  const limit = (amount: number | null | undefined) => (amount == null ? Infinity : grams(amount))
  const minutesFor = (km: number, minutes: number | null | undefined) =>
    minutes ?? (km / options.kmPerHour) * 60
  return {
    communes,
    products: products.map(({ id, shelfLifeHours, keep }) => ({
      id,
      shelfLifeMinutes: shelfLifeHours == null ? Infinity : shelfLifeHours * 60,
      keep: keep ?? 1,
    })),
    periods,
    places,
    supplies,
    needs,
    hubs: hubs.map(({ id, throughputT, dwellHours }, i) => ({
      id,
      place: communes.length + i,
      throughput: limit(throughputT),
      dwellMinutes: (dwellHours ?? 0) * 60,
    })),
    plants: plants.map(({ id, input, output, rate, capacityT }, i) => ({
      id,
      place: communes.length + hubs.length + i,
      input: productOf.get(input)!,
      output: productOf.get(output)!,
      rate,
      capacity: limit(capacityT),
    })),
    nodeIds,
    roads: roads.map(({ id, capacityT }) => ({ id, capacity: limit(capacityT) })),
    paths: shortestPaths({
      cost: Float64Array.from(roads, ({ km }) => Math.round(km * (1 + options.loadedExtra) * COST_UNITS)),
      nodes: nodeIds.length,
      a: Int32Array.from(roads, ({ a }) => nodeOf.get(a)!),
      b: Int32Array.from(roads, ({ b }) => nodeOf.get(b)!),
      km: Float64Array.from(roads, ({ km }) => km),
      minutes: Float64Array.from(roads, ({ km, minutes }) => minutesFor(km, minutes)),
      closed: Uint8Array.from(roads, ({ closed }) => (closed ? 1 : 0)),
    }),
    told: toldDistances(problem, places, minutesFor),
    decisions: (problem.decisions ?? []).map((decision) => ({
      from: communeOf.get(decision.from)!,
      to: communeOf.get(decision.to)!,
      product: productOf.get(decision.product)!,
      period: period(decision.period),
      hub: decision.via == null ? -1 : hubOf.get(decision.via)!,
      locked: decision.decision === 'locked',
      amount: grams(decision.quantityT ?? 0),
    })),
    options,
  }
}

export const supplyId = (supply: ExchangeProblem['supplies'][number]): string =>
  [supply.commune, supply.product, supply.period, supply.provenance].filter(Boolean).join('/')

/** Supplies as a plan names them. A problem that names no period has one. */
export const suppliesTold = (problem: ExchangeProblem) =>
  problem.supplies.map((supply) => ({
    id: supply.id ?? supplyId(supply),
    product: supply.product,
    period: supply.period ?? problem.periods?.[0] ?? ONE_PERIOD,
    availableT: supply.quantityT,
  }))

function toldDistances(
  problem: ExchangeProblem,
  places: Situation['places'],
  minutesFor: (km: number, minutes: number | null | undefined) => number,
): Situation['told'] {
  const told: Situation['told'] = new Map()
  if (!problem.distances?.length) return told
  const hubsAndPlants = [...(problem.hubs ?? []), ...(problem.processing ?? [])]
  const names = new Map<string, number[]>()
  const call = (name: string, place: number) => names.set(name, [...(names.get(name) ?? []), place])
  places.forEach(({ id }, place) => {
    call(id, place)
  })
  for (const { id, node } of hubsAndPlants)
    if (node !== id) for (const place of names.get(id) ?? []) call(node, place)
  for (const { from, to, km, minutes, quality } of problem.distances)
    for (const x of names.get(from) ?? [])
      for (const y of names.get(to) ?? []) {
        if (x === y) continue
        const way = { km, minutes: minutesFor(km, minutes), quality: (quality ?? 'given') as Quality }
        for (const key of [x * places.length + y, y * places.length + x]) {
          const known = told.get(key)
          if (!known || known.km > km) told.set(key, way)
        }
      }
  return told
}

export interface Way {
  km: number
  minutes: number
  quality: Quality
}

/** The way between two places: along roads where they lead, else as told; null where there is none. */
export function wayBetween({ paths, places, told }: Situation, from: number, to: number): Way | null {
  const [x, y] = [places[from].node, places[to].node]
  if (from === to || (x >= 0 && x === y)) return { km: 0, minutes: 0, quality: 'road' }
  if (x >= 0 && y >= 0) {
    const { tree, at } = paths.reach(y, x)
    if (at >= 0) {
      const { km, minutes } = paths.network
      const way: Way = { km: 0, minutes: 0, quality: 'road' }
      for (let on = at; tree.before[on] >= 0; on = tree.before[on]) {
        way.km += km[tree.road[on]]
        way.minutes += minutes[tree.road[on]]
      }
      return way
    }
  }
  return told.get(from * places.length + to) ?? null
}

/** Whether anything is known of how to get to a place. */
export const isPlaced = (situation: Situation, place: number): boolean =>
  situation.places[place].node >= 0 || placesTold(situation).has(place)

const toldOf = new WeakMap<Situation['told'], Set<number>>()
function placesTold({ told, places }: Situation): Set<number> {
  let known = toldOf.get(told)
  if (!known) {
    known = new Set([...told.keys()].map((key) => Math.floor(key / places.length)))
    toldOf.set(told, known)
  }
  return known
}
