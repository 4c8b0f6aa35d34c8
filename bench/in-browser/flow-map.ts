/** Exchanges between communes by chance, drawn view after view: the map moved, the zoom changed, another month, another product. */
import { seededRandom } from '../../domain/demonstration/random.ts'
import {
  type Box,
  type Choice,
  type Drawing,
  type FlowColumns,
  FlowMap,
  type FlowPlace,
  LEVELS,
  type Position,
  type Routes,
} from '../../domain/exchange/flow-map/index.ts'
import { median, type Outcome, quantile } from '../measure.ts'

export interface FlowsByChance {
  communes: number
  /** Each with an amount in every month. */
  flows: number
  months: number
  segments: number
  views: number
}

const PRODUCTS = 30
const STATES = 24
const MUNICIPALITIES = 335
const ALL: Choice = { measure: 'planned', month: null, product: null, provenance: null, within: null }

/** A third of the flows follow 20 segments each; a tenth of the communes has no municipality said. */
function flowsByChance({ communes, flows, months, segments }: FlowsByChance) {
  const random = seededRandom(7)
  const at = (): Position => [-73 + 12 * random.next(), 1 + 11 * random.next()]
  const places: FlowPlace[] = Array.from({ length: communes }, () => {
    const place = at()
    const state = `state ${Math.floor(((place[0] + 73) / 12) * 6) * 4 + Math.floor(((place[1] - 1) / 11) * 4)}`
    const municipality = Math.floor(random.next() * (MUNICIPALITIES / STATES))
    return random.next() < 0.1
      ? { at: place, municipality: null, state: null }
      : { at: place, municipality: { id: `${state} ${municipality}`, name: String(municipality) }, state }
  })
  const rows = flows * months
  const columns: FlowColumns = {
    from: new Uint32Array(rows),
    to: new Uint32Array(rows),
    month: new Uint16Array(rows),
    product: new Uint16Array(rows),
    provenance: new Uint8Array(rows),
    estimate: new Uint8Array(rows),
    kg: Array.from({ length: 4 }, () => new Float64Array(rows)),
    route: new Int32Array(rows),
    months,
  }
  const routed = Math.floor(flows / 3)
  for (let flow = 0; flow < flows; flow++) {
    const from = random.between(0, communes - 1)
    const to = (from + random.between(1, communes - 1)) % communes
    const product = random.between(0, PRODUCTS - 1)
    const provenance = random.between(0, 3)
    const kg = Math.exp(4 + 2 * random.normal())
    for (let month = 0; month < months; month++) {
      const row = flow * months + month
      columns.from[row] = from
      columns.to[row] = to
      columns.month[row] = month
      columns.product[row] = product
      columns.provenance[row] = provenance
      columns.estimate[row] = flow < routed ? 0 : 1
      columns.route[row] = flow < routed ? flow : -1
      for (const [m, share] of [1, 0.9, 0.8, 0.7].entries())
        columns.kg[m][row] = share * kg * (0.5 + random.next())
    }
  }
  const routes: Routes = {
    start: Uint32Array.from({ length: routed + 1 }, (_, route) => 20 * route),
    steps: Uint32Array.from({ length: 20 * routed }, () => random.between(0, 2 * segments - 1)),
    lineStart: Uint32Array.from({ length: segments + 1 }, (_, segment) => 20 * segment),
    lines: new Float64Array(20 * segments),
  }
  for (let segment = 0; segment < segments; segment++) {
    const [x, y] = at()
    for (let k = 0; k < 10; k++) routes.lines.set([x + k * 0.01, y + k * 0.004], 20 * segment + 2 * k)
  }
  return { places, columns, routes, random }
}

export function flowsDrawn(size: FlowsByChance): Outcome {
  const { places, columns, routes, random } = flowsByChance(size)
  const timed = <T>(work: () => T): [number, T] => {
    const begun = performance.now()
    const made = work()
    return [performance.now() - begun, made]
  }
  const [read, map] = timed(() => new FlowMap(places, columns, routes))
  const features: number[] = []
  const keep = (drawing: Drawing) => {
    features.push(2 * drawing.lines.length + drawing.loads.length + drawing.groups.length)
  }
  /** A window of 1440 by 900 pixels somewhere in the country. */
  const boxAt = (zoom: number): Box => {
    const degrees = 360 / (512 * 2 ** zoom)
    const [x, y] = [-73 + 12 * random.next(), 1 + 11 * random.next()]
    return [x - 720 * degrees, y - 450 * degrees, x + 720 * degrees, y + 450 * degrees]
  }
  const pans = LEVELS.map((level, i) => {
    const zoom = [9, 7.5, 6][i]
    map.view(boxAt(zoom), level)
    return Array.from({ length: size.views }, () => {
      const [took, drawing] = timed(() => map.view(boxAt(zoom), level))
      keep(drawing)
      return took
    })
  })
  // The whole country with every commune apart: the most that a view can hold.
  const whole = Array.from({ length: 10 }, () => {
    const [took, drawing] = timed(() => map.view([-80, -5, -50, 20], 'commune'))
    keep(drawing)
    return took
  })
  const zooms: number[] = []
  const months: number[] = []
  const products: number[] = []
  for (let round = 0; round < size.views; round++) {
    // Another product each time: nothing that another level needs has been added up yet.
    products.push(timed(() => map.choose({ ...ALL, product: round % PRODUCTS, month: 0 }))[0])
    map.view(boxAt(7), LEVELS[round % 3])
    const [took, drawing] = timed(() => map.view(boxAt(8), LEVELS[(round + 1) % 3]))
    keep(drawing)
    zooms.push(took)
  }
  map.choose(ALL)
  for (let round = 0; round < size.views; round++) {
    const [took, drawing] = timed(() => {
      map.choose({ ...ALL, month: round % size.months })
      return map.view(boxAt(8), 'commune')
    })
    keep(drawing)
    if (round > 0) months.push(took)
  }
  map.choose(ALL)
  const [table] = timed(() => map.table('commune', 200))
  return {
    claim: 'flow-map',
    subject: `${size.flows} flows between ${size.communes} communes in ${size.months} months, a third along ${size.segments} segments`,
    figures: [
      ...LEVELS.flatMap((level, i) => [
        {
          name: `the map moved, by ${level}, p99`,
          value: quantile(pans[i], 0.99),
          unit: 'ms',
          target: { atMost: 50 },
        },
        { name: 'the same, median', value: median(pans[i]), unit: 'ms' },
      ]),
      {
        name: 'the map moved over the whole country, by commune',
        value: median(whole),
        unit: 'ms',
        target: { atMost: 50 },
      },
      {
        name: 'another level by zoom, nothing added up yet, p99',
        value: quantile(zooms, 0.99),
        unit: 'ms',
        target: { atMost: 250 },
      },
      { name: 'the same, median', value: median(zooms), unit: 'ms' },
      { name: 'features of a view, most', value: Math.max(...features), unit: '', target: { atMost: 5000 } },
      { name: 'another month, median', value: median(months), unit: 'ms' },
      { name: 'another product, median', value: median(products), unit: 'ms' },
      { name: 'the table of 200', value: table, unit: 'ms' },
      { name: 'read, once', value: read, unit: 'ms' },
    ],
    remarks: [],
  }
}
