/** Where councils lie: crowded in towns, wide apart in the country, evened out as settlement evens itself. */
import type { Random } from './random.ts'
import { type Cells, voronoiCells } from './voronoi.ts'

export interface SiteOptions {
  count: number
  /** Share of councils that lie in towns. */
  urbanShare: number
  urbanHectares: number
  ruralHectares: number
}

export interface Sites {
  /** Metres east and north of the centre, interleaved. */
  sites: Float64Array
  urban: Uint8Array
  cells: Cells
  /** The sites that belong to the territory, from the middle outwards; the others only hold its rim in shape. */
  inside: number[]
}

/** Councils of one town; every town has its own share of it. */
const TOWN = 220
const HECTARE = 10_000
const ROUNDS = 2

export function placeSites(options: SiteOptions, random: Random): Sites {
  const { count, urbanShare, urbanHectares, ruralHectares } = options
  const urbanCount = Math.round(count * urbanShare)
  const ruralCount = count - urbanCount
  const areaM2 = (urbanCount * urbanHectares + ruralCount * ruralHectares) * HECTARE
  const radius = Math.sqrt(areaM2 / Math.PI)
  const margin = 4 * Math.sqrt((ruralCount > 0 ? ruralHectares : urbanHectares) * HECTARE)
  const places: number[] = []
  const inTown: number[] = []
  const towns: { x: number; y: number; r: number }[] = []

  const townCount = ruralCount === 0 ? 1 : Math.max(1, Math.round(urbanCount / TOWN))
  if (ruralCount === 0) {
    const reach = radius + margin
    scatter(
      reach,
      Math.ceil((Math.PI * reach * reach) / (urbanHectares * HECTARE)),
      random,
      places,
      () => true,
    )
    for (let i = 0; i < places.length / 2; i++) inTown.push(1)
  } else {
    const weights = Array.from({ length: townCount }, () => 0.3 + random.next() ** 3 * 4)
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (const weight of weights) {
      const members = Math.round((urbanCount * weight) / total)
      const r = Math.sqrt((members * urbanHectares * HECTARE) / Math.PI)
      const angle = random.next() * 2 * Math.PI
      const distance = Math.max(0, radius - r) * Math.sqrt(random.next())
      const town = { x: distance * Math.cos(angle), y: distance * Math.sin(angle), r }
      towns.push(town)
      for (let i = 0; i < members; i++) {
        // Crowded in the middle, looser towards the edge of the town.
        const out = r * random.next() ** 0.62
        const turn = random.next() * 2 * Math.PI
        places.push(town.x + out * Math.cos(turn), town.y + out * Math.sin(turn))
        inTown.push(1)
      }
    }
    const reach = radius + margin
    const wanted = Math.ceil((Math.PI * reach * reach) / (ruralHectares * HECTARE))
    const grid = townGrid(towns, reach)
    scatter(reach, wanted, random, places, (x, y) => !grid(x, y))
    while (inTown.length < places.length / 2) inTown.push(0)
  }

  let sites = Float64Array.from(places)
  const frame = (radius + margin) * 1.5
  let cells = voronoiCells(sites, frame)
  for (let round = 0; round < ROUNDS; round++) {
    const moved = new Float64Array(sites.length)
    const rim = (radius + margin * 0.75) ** 2
    for (let i = 0; i < sites.length / 2; i++) {
      const held = sites[2 * i] ** 2 + sites[2 * i + 1] ** 2 > rim
      moved[2 * i] = held ? sites[2 * i] : cells.centroid[2 * i]
      moved[2 * i + 1] = held ? sites[2 * i + 1] : cells.centroid[2 * i + 1]
    }
    sites = moved
    cells = voronoiCells(sites, frame)
  }

  const bulges = Array.from({ length: 4 }, (_, k) => ({
    size: (0.12 * random.next()) / (k + 1),
    turn: random.next() * 7,
  }))
  const depth = (i: number) => {
    const angle = Math.atan2(sites[2 * i + 1], sites[2 * i])
    const outline = bulges.reduce(
      (sum, bulge, k) => sum + bulge.size * Math.sin((k + 1) * angle + bulge.turn),
      1,
    )
    return Math.hypot(sites[2 * i], sites[2 * i + 1]) / outline
  }
  const order = Array.from({ length: sites.length / 2 }, (_, i) => i)
  const depths = order.map(depth)
  order.sort((a, b) => depths[a] - depths[b])
  const whole = (i: number) => {
    for (let k = cells.start[i]; k < cells.start[i + 1]; k++) if (cells.neighbours[k] < 0) return false
    return true
  }
  return { sites, urban: Uint8Array.from(inTown), cells, inside: order.filter(whole) }
}

/** Spreads places over a disc: a lattice shaken until nothing of it shows. */
function scatter(
  reach: number,
  wanted: number,
  random: Random,
  places: number[],
  allowed: (x: number, y: number) => boolean,
): void {
  const step = Math.sqrt((Math.PI * reach * reach) / wanted)
  for (let row = -reach; row < reach; row += step) {
    for (let column = -reach; column < reach; column += step) {
      const x = column + (random.next() * 1.9 - 0.45) * step
      const y = row + (random.next() * 1.9 - 0.45) * step
      if (x * x + y * y <= reach * reach && allowed(x, y)) places.push(x, y)
    }
  }
}

/** Whether a point lies in any town, by squares as wide as the widest town. */
function townGrid(
  towns: { x: number; y: number; r: number }[],
  reach: number,
): (x: number, y: number) => boolean {
  const side = Math.max(1, ...towns.map((town) => town.r))
  const columns = Math.ceil((2 * reach) / side) + 3
  const squares = new Map<number, typeof towns>()
  const square = (x: number, y: number) =>
    Math.floor((x + reach) / side + 1) + columns * Math.floor((y + reach) / side + 1)
  for (const town of towns) {
    const key = square(town.x, town.y)
    squares.set(key, [...(squares.get(key) ?? []), town])
  }
  return (x, y) => {
    const key = square(x, y)
    for (const dy of [-columns, 0, columns]) {
      for (const dx of [-1, 0, 1]) {
        for (const town of squares.get(key + dy + dx) ?? []) {
          if ((town.x - x) ** 2 + (town.y - y) ** 2 < town.r * town.r) return true
        }
      }
    }
    return false
  }
}
