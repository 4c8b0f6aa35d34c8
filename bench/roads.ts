/** Claim: every distance among 1,500 communes over 50,000 crossings, while somebody waits for it. */
import { seededRandom } from '../domain/demonstration/random.ts'
import { exampleRoads } from '../domain/exchange/roads/example-roads.ts'
import {
  buildNetwork,
  distanceTable,
  islandsOf,
  missingLinks,
  type RoadNetwork,
  Router,
  Snapper,
} from '../domain/exchange/roads/index.ts'
import { median, type Outcome, quantile } from './measure.ts'
import { peakMemoryMB } from './memory.ts'

export interface RoadsSize {
  /** Crossings along each side of the grid. */
  side: number
  communes: number
}

export const WHOLE_COUNTRY: RoadsSize = { side: 224, communes: 1500 }
const ROUTES = 200

export function roads({ side, communes }: RoadsSize, rounds: number): Outcome {
  const lines = exampleRoads({ seed: 1, side, leftOut: 0.25, blockM: 2000, bends: 4 })
  const builds: number[] = []
  let network!: RoadNetwork
  for (let round = 0; round < Math.min(rounds, 3); round++)
    builds.push(seconds(() => (network = buildNetwork(lines))))
  const random = seededRandom(2)
  const snapper = new Snapper(network)
  const points = Array.from({ length: communes }, () => {
    const vertex = random.between(0, network.vertices.length / 2 - 1)
    const [x, y] = network.vertices.subarray(2 * vertex)
    return [x + 1e-3 * random.normal(), y + 1e-3 * random.normal()]
  })
  let places: ReturnType<Snapper['nearest']>[] = []
  const snapping = seconds(() => (places = points.map((point) => snapper.nearest(point))))
  const table = (by: 'order' | 'search') => {
    const chunks: number[] = []
    const processor = process.cpuUsage()
    let km!: Float32Array
    const wall = seconds(() => {
      const work = distanceTable(network, places, places, { by })
      for (let done = false; !done; )
        chunks.push(
          seconds(() => {
            const step = work.next()
            done = step.done === true
            if (step.done) km = step.value.km
          }) * 1000,
        )
    })
    const { user, system } = process.cpuUsage(processor)
    return { wall, processor: (user + system) / 1e6, longest: Math.max(...chunks), km }
  }
  // One after the other in one run: the machine is as busy for both. The first puts the network in order as well.
  const ordered = table('order')
  const again = table('order')
  const searched = table('search')
  const apart = ordered.km.reduce(
    (worst, km, cell) =>
      km === searched.km[cell]
        ? worst
        : Math.max(worst, Math.abs(km - searched.km[cell]) / searched.km[cell]),
    0,
  )
  const unreached = ordered.km.reduce((count, km) => count + (km === Infinity ? 1 : 0), 0)
  const router = new Router(network)
  const routes = Array.from({ length: ROUTES }, () => {
    const [from, to] = [places[random.between(0, communes - 1)]!, places[random.between(0, communes - 1)]!]
    return seconds(() => router.route(from, to)) * 1000
  })
  const islands = seconds(() => islandsOf(network))
  const links = seconds(() => missingLinks(network, { gapM: 1500, snapper }))
  return {
    claim: 'roads',
    subject: `${lines.length} lines of 6 vertices: ${network.nodeCount} nodes, ${network.segmentCount} segments, ${network.islandCount} islands`,
    figures: [
      { name: `table of ${communes} × ${communes}`, value: ordered.wall, unit: 's', target: { atMost: 15 } },
      { name: 'its processor time', value: ordered.processor, unit: 's' },
      { name: 'the same once the network is in order', value: again.processor, unit: 's' },
      { name: 'the same by a search from each place', value: searched.processor, unit: 's' },
      {
        name: 'a search takes so many times as long',
        value: searched.processor / ordered.processor,
        unit: '',
      },
      { name: 'farthest that both differ in a cell', value: apart, unit: '' },
      { name: 'its longest stretch without a chance to stop', value: ordered.longest, unit: 'ms' },
      { name: 'its cells without a way', value: unreached, unit: '' },
      { name: 'one way with its segments, median', value: median(routes), unit: 'ms' },
      { name: 'one way with its segments, p99', value: quantile(routes, 0.99), unit: 'ms' },
      { name: 'lines to network, median', value: median(builds), unit: 's' },
      { name: `${communes} places to the roads`, value: snapping, unit: 's' },
      { name: 'islands', value: islands, unit: 's' },
      { name: 'missing links', value: links, unit: 's' },
      { name: 'peak memory', value: peakMemoryMB(), unit: 'MB' },
    ],
    remarks: [],
  }
}

function seconds(work: () => unknown): number {
  const begun = performance.now()
  work()
  return (performance.now() - begun) / 1000
}
