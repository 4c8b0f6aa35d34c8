/** From what is written down to a question for the planner: supplies, needs, hubs, roads and what people decided. */
import { sql } from 'kysely'
import type { ExchangeProblem } from '../../domain/exchange/planning/index.ts'
import { ProductCatalogue } from '../../domain/exchange/products/index.ts'
import type { FlowRecord, ProducerRecord, QuantityRecord } from '../../domain/exchange/records.ts'
import {
  greatCircleKm,
  type Place,
  Snapper,
  segmentId,
  USUAL_DETOUR,
} from '../../domain/exchange/roads/index.ts'
import type { Executor } from '../executor.ts'
import type { OpenRoads } from './network.ts'
import { readExchange } from './records.ts'

export interface ProblemWish {
  firstMonth: string
  lastMonth: string
  /** Only these; all that the viewer sees where none are named. */
  communes: readonly number[] | null
  options: NonNullable<ExchangeProblem['options']>
  /** Lines closed beside those that are closed anyway: what if. */
  closed?: readonly string[]
  /** The plan that is made anew: what people decided of its flows stays. */
  plan?: number
}

/** Beyond so many communes not every pair can be told: each gets its nearest. */
const EVERY_PAIR = 150
const NEAREST = 40
const KG = 1000
/** From the commune to the road, off any road that is known: at a walk. */
const ACCESS_KMH = 10
/** Parts of a segment between communes, and the ways from communes to it, as the planner knows them. */
const PIECE = '#'
const ACCESS = 'access '
/** The segment that a road of the planner's lies on; null where it is no part of any. */
export const segmentOfRoad = (road: string): string | null =>
  road.startsWith(ACCESS) ? null : road.split(PIECE)[0]

const monthsBetween = (first: string, last: string): string[] => {
  const months: string[] = []
  for (let [year, month] = first.split('-').map(Number); months.length < 60; month++) {
    if (month > 12) [year, month] = [year + 1, 1]
    const text = `${year}-${String(month).padStart(2, '0')}`
    if (text > last) break
    months.push(text)
  }
  return months
}

/** As the eyes of `visible` see it. Null where nothing is needed or nothing there is. */
export async function problemFor(
  visible: Executor,
  roads: OpenRoads,
  wish: ProblemWish,
): Promise<ExchangeProblem | null> {
  const months = monthsBetween(wish.firstMonth, wish.lastMonth)
  const wanted = wish.communes && new Set(wish.communes)
  const within = ({ communeId }: { communeId: number }) => !wanted || wanted.has(communeId)
  const quantities = (await readExchange(visible, 'quantity')).filter(within)
  const producers = (await readExchange(visible, 'producer')).filter(within)
  const flows = (await readExchange(visible, 'flow')).filter(
    (flow) => months.includes(flow.period) && (flow.state === 'agreed' || flow.planId === wish.plan),
  )
  const told = quantities.flatMap((quantity) => inMonths(quantity, months))
  const supplies = told.filter(({ of }) => of.role === 'production' || of.role === 'opening-stock')
  const needs = told.filter(({ of }) => of.role === 'need')
  if (supplies.length === 0 || needs.length === 0) return null
  const plants = producers.filter(({ role }) => role === 'processor')
  const items = new Set([
    ...told.map(({ of }) => itemOf(of)),
    ...plants.flatMap(({ madeOfProduct, madeOfForm, makesProduct, makesForm }) => [
      `${madeOfProduct}/${madeOfForm}`,
      `${makesProduct}/${makesForm}`,
    ]),
  ])
  const ids = new Set([
    ...[...supplies, ...needs].map(({ of }) => of.communeId),
    ...producers.filter(({ role }) => role !== 'producer').map(({ communeId }) => communeId),
  ])
  const places = await placesOf(visible, [...ids])
  const at = new Map(places.map((place) => [place.id, place.at]))
  // A hub or a plant lies where its commune does, and is a place of its own to the planner.
  const beside = producers.flatMap(({ id, role, communeId }) => {
    const place = at.get(String(communeId))
    return role === 'producer' || !place
      ? []
      : [{ id: `${role === 'hub' ? 'hub' : 'plant'} ${id}`, of: String(communeId), at: place }]
  })
  const nodes = networkFor(roads, places, beside, wish.closed ?? [])
  return {
    communes: [...ids]
      .sort((a, b) => a - b)
      .map((id) => ({ id: String(id), node: nodes.nodeOf(String(id)) })),
    products: [...items].sort().map(productOf),
    periods: months,
    supplies: supplies.map(({ of, month, kg }) => ({
      id: `${of.id} ${month}`,
      commune: String(of.communeId),
      product: itemOf(of),
      period: month,
      quantityT: kg / KG,
      provenance: of.provenance,
    })),
    needs: [...Map.groupBy(needs, ({ of, month }) => `${of.communeId} ${itemOf(of)} ${month}`).values()].map(
      (alike) => ({
        commune: String(alike[0].of.communeId),
        product: itemOf(alike[0].of),
        period: alike[0].month,
        quantityT: alike.reduce((sum, { kg }) => sum + kg, 0) / KG,
      }),
    ),
    ...nodes.ways,
    hubs: producers.filter(({ role }) => role === 'hub').map((hub) => hubOf(hub, nodes.nodeOf)),
    processing: plants.flatMap((plant) => plantOf(plant, nodes.nodeOf)),
    decisions: decisionsOf(
      flows.filter(
        ({ locked, fromCommune, toCommune }) => locked && ids.has(fromCommune) && ids.has(toCommune),
      ),
    ),
    options: wish.options,
  }
}

const itemOf = ({ product, form }: { product: string; form: string }): string => `${product}/${form}`

/** A year's amount is spread evenly over its months: when in the year it comes nobody said. */
function inMonths(
  of: QuantityRecord,
  months: readonly string[],
): { of: QuantityRecord; month: string; kg: number }[] {
  if (of.period.length === 7)
    return months.includes(of.period) ? [{ of, month: of.period, kg: of.kgLikely }] : []
  return months
    .filter((month) => month.startsWith(of.period))
    .map((month) => ({ of, month, kg: of.kgLikely / 12 }))
}

const products = new ProductCatalogue()

function productOf(id: string): ExchangeProblem['products'][number] {
  const [product, form] = id.split('/')
  const days = products.find({ product, form })?.shelfLifeDays ?? null
  return { id, shelfLifeHours: days === null ? null : days * 24 }
}

const hubOf = ({ id, communeId, throughputKg }: ProducerRecord, nodeOf: (commune: string) => string) => ({
  id: `hub ${id}`,
  node: nodeOf(String(communeId)),
  throughputT: throughputKg === null ? null : throughputKg / KG,
})

/** A plant whose yield nobody knows can't be planned with: a missing rate is never 1. */
function plantOf(
  { id, communeId, throughputKg, madeOfProduct, madeOfForm, makesProduct, makesForm }: ProducerRecord,
  nodeOf: (commune: string) => string,
) {
  const from = { product: madeOfProduct!, form: madeOfForm! }
  const to = { product: makesProduct!, form: makesForm! }
  const yielded = products.outOf({ min: 1, likely: 1, max: 1 }, from, to)
  if ('refused' in yielded) return []
  return [
    {
      id: `plant ${id}`,
      node: nodeOf(String(communeId)),
      input: itemOf(from),
      output: itemOf(to),
      rate: yielded.kilograms.likely,
      capacityT: throughputKg === null ? null : throughputKg / KG,
    },
  ]
}

/** One for each way of each product and month: several agreements on it add up. */
const decisionsOf = (flows: readonly FlowRecord[]) =>
  [
    ...Map.groupBy(flows, (flow) =>
      [flow.fromCommune, flow.toCommune, itemOf(flow), flow.period, flow.viaProducer].join(),
    ).values(),
  ].map((alike) => {
    const { fromCommune, toCommune, period, viaProducer } = alike[0]
    const kept = alike.filter(({ state }) => state !== 'refused')
    return {
      from: String(fromCommune),
      to: String(toCommune),
      product: itemOf(alike[0]),
      period,
      via: viaProducer === null ? null : `hub ${viaProducer}`,
      ...(kept.length > 0
        ? { decision: 'locked' as const, quantityT: kept.reduce((sum, { kg }) => sum + kg, 0) / KG }
        : { decision: 'refused' as const }),
    }
  })

/** The middle of each commune's councils, as far as they are seen. */
export async function placesOf(visible: Executor, communes: readonly number[]): Promise<Place[]> {
  const { rows } = await sql<{ id: string; at: [number, number] }>`
    select p.id::text, json_build_array(st_x(p.middle), st_y(p.middle)) as at
    from (select m.commune_id as id, st_centroid(st_collect(st_pointonsurface(c.geom))) as middle
      from membership m join present_council c on c.id = m.council_id
      where m.commune_id = any(${[...communes]}::integer[]) group by m.commune_id) p
    order by p.id`.execute(visible)
  return rows
}

/**
 * The network as the planner takes it: segments between nodes, each commune a node that its nearest road is reached
 * from. Communes off the network, and pairs that no road joins, get estimated distances.
 */
function networkFor(
  { network, closures }: OpenRoads,
  places: readonly Place[],
  beside: readonly (Place & { of: string })[],
  closed: readonly string[],
) {
  const shut = new Set([...closures.map(({ line }) => line), ...closed])
  const snapper = new Snapper(network)
  const nodeOf = (commune: string) => `c${commune}`
  const accesses = new Map(places.map((place) => [place.id, snapper.nearest(place.at)]))
  // Where communes reach a segment it is cut, so that what goes from one to the next loads the part between them.
  const reached = new Map<number, { commune: string; ratio: number; accessKm: number }[]>()
  for (const [commune, access] of accesses)
    if (access)
      reached.set(access.segment, [
        ...(reached.get(access.segment) ?? []),
        { commune, ratio: access.ratio, accessKm: access.accessKm },
      ])
  const roads = Array.from({ length: network.segmentCount }, (_, s) => {
    const id = segmentId(network, s)
    const isShut = shut.has(network.lines[network.line[s]].source.id) ? { closed: true } : {}
    const stops = (reached.get(s) ?? []).sort((one, other) => one.ratio - other.ratio)
    const ends = [
      { node: `n${network.from[s]}`, ratio: 0 },
      ...stops.map(({ commune, ratio }) => ({ node: `r${commune}`, ratio })),
      { node: `n${network.to[s]}`, ratio: 1 },
    ]
    const pieces = ends.slice(1).map((end, k) => ({
      id: stops.length === 0 ? id : `${id}${PIECE}${k}`,
      a: ends[k].node,
      b: end.node,
      km: network.km[s] * (end.ratio - ends[k].ratio),
      minutes: network.minutes[s] * (end.ratio - ends[k].ratio),
      ...isShut,
    }))
    const ways = stops.map(({ commune, accessKm }) => ({
      id: `${ACCESS}${commune}`,
      a: nodeOf(commune),
      b: `r${commune}`,
      km: accessKm,
      minutes: (accessKm / ACCESS_KMH) * 60,
    }))
    return [...pieces, ...ways]
  }).flat()
  const all = [...places.map((place) => ({ ...place, of: place.id })), ...beside]
  const islandOf = ({ of }: { of: string }) => accesses.get(of)?.island ?? null
  const distances = estimatedPairs(all, (a, b) => islandOf(a) === null || islandOf(a) !== islandOf(b))
  return { nodeOf, ways: { roads, distances } }
}

/** Pairs that no road joins, as far as the crow flies with a detour. */
function estimatedPairs<P extends Place>(places: readonly P[], apart: (a: P, b: P) => boolean) {
  const distances: NonNullable<ExchangeProblem['distances']> = []
  for (const from of places) {
    const others = places
      .filter((to) => to !== from && apart(from, to))
      .map((to) => ({ to, km: USUAL_DETOUR * greatCircleKm(from.at, to.at) }))
    if (places.length > EVERY_PAIR) others.sort((a, b) => a.km - b.km).splice(NEAREST)
    for (const { to, km } of others) distances.push({ from: from.id, to: to.id, km, quality: 'estimate' })
  }
  return distances
}
