/**
 * Exchanges as they are drawn: sums over the chosen months between communes, municipalities or states, and on roads; the
 * greatest that are in view, the rest counted. Runs in a browser's worker.
 */
import {
  type Box,
  type FlowColumns,
  type FlowPlace,
  MEASURES,
  type Position,
  type Routes,
} from './columns.ts'
import { arrowOf, crosses, curve } from './curve.ts'
import { greatest } from './greatest.ts'
import { type Grouping, groupings, LEVELS, type Level, levelAt } from './groups.ts'
import {
  type Choice,
  type ChosenSums,
  chosenSums,
  type MonthlySums,
  measuredSums,
  monthlySums,
  shownOf,
} from './level-sums.ts'
import { type Loads, lineOf, loadSums, loadsOf } from './loads.ts'
import { type GroupedPairs, groupPairs, type Pairs, pairsOf } from './pairs.ts'

/** How many of each are drawn: more lines can't be told apart. With their arrows and the groups fewer than 5,000 features. */
const MOST_LINES = 250
const MOST_LOADS = 2000
const MOST_GROUPS = 1500

export interface DrawnLine {
  from: number
  to: number
  /** Of what is drawn: the chosen measure; below 0 where less was received than agreed. */
  kg: number
  /** Of `kg`, over an estimated distance. */
  estimatedKg: number
  line: Position[]
  arrow: { at: Position; turn: number }
}
export interface DrawnLoad {
  segment: number
  dir: 1 | -1
  kg: number
  line: Position[]
}
/** Kilograms in the order of MEASURES. */
export interface PairRow {
  from: number
  to: number
  kg: number
  sums: number[]
}
export interface LoadRow {
  segment: number
  dir: 1 | -1
  kg: number
  sums: number[]
}
export interface DrawnGroup {
  group: number
  at: Position
  /** Given to others, and got from others. */
  outKg: number
  inKg: number
  /** What its own communes give each other: no line is drawn of it. */
  withinKg: number
}

export interface Drawing {
  level: Level
  /** Kilograms at which a line is widest: the most of any month while one is looked at, so that months compare. */
  most: number
  lines: DrawnLine[]
  loads: DrawnLoad[]
  groups: DrawnGroup[]
  /** In view, and too small to be drawn. */
  left: { lines: number; linesKg: number; loads: number; loadsKg: number; groups: number }
  /** Of all that was chosen, in view or not. */
  totalKg: number
  /** Within groups, of all that was chosen. */
  withinKg: number
}

interface Grouped {
  grouping: Grouping
  pairs: GroupedPairs
}

export class FlowMap {
  readonly groupings: Grouping[]
  #columns: FlowColumns
  #routes: Routes
  #pairs: Pairs
  #levels: Grouped[]
  #loads: Loads
  #choice: Choice = { measure: 'planned', month: null, product: null, provenance: null, within: null }
  /** By pair and month, for each measure. */
  #sums: Float64Array[] = []
  #loadSums: Float64Array[] = []
  /** Of what is shown, by pair and month. */
  #shown: Float64Array = new Float64Array()
  #monthlySums = new Map<Level, MonthlySums>()
  #chosenSums = new Map<Level, ChosenSums>()

  constructor(places: readonly FlowPlace[], columns: FlowColumns, routes: Routes) {
    this.#columns = columns
    this.#routes = routes
    this.groupings = groupings(places)
    this.#pairs = pairsOf(columns, places.length)
    this.#levels = this.groupings.map((grouping) => ({ grouping, pairs: groupPairs(this.#pairs, grouping) }))
    this.#loads = loadsOf(routes)
    this.#sumAll()
  }

  /** Sums are made again; what only another month asks for is added up from the sums of months. */
  choose(choice: Choice): void {
    const rowsOf = ({ product, provenance, within }: Choice) => JSON.stringify([product, provenance, within])
    const before = this.#choice
    this.#choice = choice
    this.#chosenSums.clear()
    if (rowsOf(before) !== rowsOf(choice)) this.#sumAll()
    else if (before.measure !== choice.measure) {
      this.#shown = shownOf(this.#sums, choice.measure)
      this.#monthlySums.clear()
    }
  }

  levelAt(zoom: number): Level {
    return levelAt(this.groupings, zoom)
  }

  /** What is drawn of a view: lines that cross it though both ends are outside are in it. */
  view(box: Box, level: Level): Drawing {
    const { grouping, pairs } = this.#levels[LEVELS.indexOf(level)]
    const sums = this.#chosenAt(level)
    const { mostOfAny, mostOfAll } = this.#monthlyAt(level)
    const drawn = sums.offRoad
    const { at } = grouping
    const seen: number[] = []
    pairs.index?.search(...box, (i) => {
      const pair = pairs.lined[i]
      if (drawn[pair] !== 0 && crosses(at[pairs.from[pair]], at[pairs.to[pair]], box)) seen.push(pair)
      return false
    })
    const [lines, linesLeft] = greatest(seen, drawn, MOST_LINES)
    const loadsSeen = level === 'commune' ? this.#loadsIn(box, sums.loads) : []
    const [loads, loadsLeft] = greatest(loadsSeen, sums.loads, MOST_LOADS)
    const groups = this.#groupsIn(box, grouping, pairs, sums, lines)
    return {
      level,
      most: this.#choice.month === null ? mostOfAll : mostOfAny,
      lines: lines.map((pair) => {
        const line = curve(at[pairs.from[pair]], at[pairs.to[pair]])
        return {
          from: pairs.from[pair],
          to: pairs.to[pair],
          kg: drawn[pair],
          estimatedKg: sums.estimated[pair],
          line,
          arrow: arrowOf(line, box),
        }
      }),
      loads: loads.map((load) => ({
        ...stepOf(this.#loads.steps[load]),
        kg: sums.loads[load],
        line: lineOf(this.#routes, this.#loads.steps[load]),
      })),
      groups: groups.slice(0, MOST_GROUPS),
      left: {
        lines: linesLeft.length,
        linesKg: sumOf(linesLeft, drawn),
        loads: loadsLeft.length,
        loadsKg: sumOf(loadsLeft, sums.loads),
        groups: Math.max(0, groups.length - MOST_GROUPS),
      },
      totalKg: sums.totalKg,
      withinKg: sums.withinKg,
    }
  }

  /** The greatest sums of all, in view or not, internal ones too: what the map shows, as a table. */
  table(level: Level, rows: number): { rows: PairRow[]; left: number } {
    const { pairs } = this.#levels[LEVELS.indexOf(level)]
    const { shown } = this.#chosenAt(level)
    const { months } = this.#columns
    const measured = measuredSums(pairs.of, pairs.from.length, this.#sums, months, this.#choice.month)
    const any: number[] = []
    for (let pair = 0; pair < pairs.from.length; pair++)
      if (measured.some((column) => column[pair] !== 0)) any.push(pair)
    const [first, left] = greatest(any, shown, rows)
    return {
      rows: first.map((pair) => ({
        from: pairs.from[pair],
        to: pairs.to[pair],
        kg: shown[pair],
        sums: measured.map((column) => column[pair]),
      })),
      left: left.length,
    }
  }

  /** The greatest loads of all, in view or not. */
  loadTable(rows: number): { rows: LoadRow[]; left: number } {
    const { loads } = this.#chosenAt('commune')
    const { months } = this.#columns
    const { steps } = this.#loads
    const itself = Uint32Array.from(steps.keys())
    const measured = measuredSums(itself, steps.length, this.#loadSums, months, this.#choice.month)
    const any = [...itself].filter((load) => measured.some((column) => column[load] !== 0))
    const [first, left] = greatest(any, loads, rows)
    return {
      rows: first.map((load) => ({
        ...stepOf(steps[load]),
        kg: loads[load],
        sums: measured.map((column) => column[load]),
      })),
      left: left.length,
    }
  }

  #sumAll(): void {
    const { from, to, month, product, provenance, kg, months } = this.#columns
    const { product: one, provenance: other, within } = this.#choice
    const inside = within && new Set(within)
    const wanted = new Uint8Array(from.length)
    const sums = MEASURES.map(() => new Float64Array(this.#pairs.from.length * months))
    for (let row = 0; row < from.length; row++) {
      if (one !== null && product[row] !== one) continue
      if (other !== null && provenance[row] !== other) continue
      if (inside && !inside.has(from[row]) && !inside.has(to[row])) continue
      wanted[row] = 1
      const at = this.#pairs.of[row] * months + month[row]
      for (let m = 0; m < sums.length; m++) sums[m][at] += kg[m][row]
    }
    this.#sums = sums
    this.#loadSums = loadSums(this.#columns, this.#routes, this.#loads, wanted)
    this.#shown = shownOf(sums, this.#choice.measure)
    this.#monthlySums.clear()
    this.#chosenSums.clear()
  }

  #monthlyAt(level: Level): MonthlySums {
    const known = this.#monthlySums.get(level)
    if (known) return known
    const { pairs } = this.#levels[LEVELS.indexOf(level)]
    const loads = level === 'commune' ? shownOf(this.#loadSums, this.#choice.measure) : null
    const made = monthlySums(this.#pairs, pairs, this.#shown, loads, this.#columns.months)
    this.#monthlySums.set(level, made)
    return made
  }

  #chosenAt(level: Level): ChosenSums {
    const known = this.#chosenSums.get(level)
    if (known) return known
    const { grouping, pairs } = this.#levels[LEVELS.indexOf(level)]
    const made = chosenSums(
      this.#pairs,
      pairs,
      grouping.at.length,
      this.#shown,
      this.#monthlyAt(level),
      this.#columns.months,
      this.#choice.month,
    )
    this.#chosenSums.set(level, made)
    return made
  }

  #loadsIn(box: Box, kg: Float64Array): number[] {
    const { index } = this.#loads
    return index ? index.search(...box, (load) => kg[load] !== 0) : []
  }

  /** Those that are in view, and those at the ends of what is drawn; the busiest first. */
  #groupsIn(
    [west, south, east, north]: Box,
    { at }: Grouping,
    { from, to }: GroupedPairs,
    { out, into, within }: ChosenSums,
    lines: readonly number[],
  ): DrawnGroup[] {
    const ends = new Set(lines.flatMap((pair) => [from[pair], to[pair]]))
    return at
      .flatMap(([x, y], group): DrawnGroup[] => {
        const [outKg, inKg, withinKg] = [out[group], into[group], within[group]]
        const busy = outKg !== 0 || inKg !== 0 || withinKg !== 0
        const inView = x >= west && x <= east && y >= south && y <= north
        return busy && (inView || ends.has(group)) ? [{ group, at: at[group], outKg, inKg, withinKg }] : []
      })
      .sort((a, b) => weight(b) - weight(a))
  }
}

const stepOf = (step: number) => ({ segment: step >> 1, dir: step % 2 === 0 ? (1 as const) : (-1 as const) })

const weight = ({ outKg, inKg, withinKg }: DrawnGroup) =>
  Math.abs(outKg) + Math.abs(inKg) + Math.abs(withinKg)

const sumOf = (items: readonly number[], kg: Float64Array): number =>
  items.reduce((sum, item) => sum + kg[item], 0)
