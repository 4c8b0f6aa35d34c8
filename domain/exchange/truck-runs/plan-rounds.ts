/**
 * Trucks for what goes along a corridor on a day. Each truck drives out and home again, so both directions are carried by
 * the same round. A load may be shared among trucks. Nothing is left to chance: same input, same rounds.
 *
 * Where all trucks start at one end of the line, neither a truck nor a kilometre less would do: over each stretch at least
 * as many go as its fuller direction fills, and a truck that is there has come over all stretches before it. Taking loads
 * by their far ends, the farthest first, none finds its trucks full that the bound allows for (the intervals of a line are
 * a perfect graph). With home in between it is a good answer with that bound beside it.
 */
import {
  driveOf,
  type FirstWay,
  GRAM,
  kmOf,
  type Line,
  type Load,
  type Round,
  type Span,
  spanOf,
  stretchesOf,
} from './round.ts'

export interface DayLoad extends Load {
  /** Hours on the road that it stands; null or missing: not known. */
  shelfLifeHours?: number | null
}

export interface Fleet {
  capacityKg: number
  /** How many there are; null: as many as it takes. */
  count: number | null
  /** The commune where they start and end. */
  home: number
  kmPerHour: number
}

/** Part of a truck: for less of a load than that no truck makes a stop, where the rest of it stays behind anyway. */
const SLIVER = 1 / 40

export type LeftOver =
  | { why: 'not-along'; load: DayLoad; kg: number }
  /** It would spoil on the way. */
  | { why: 'spoils'; load: DayLoad; kg: number; hours: number }
  /** The trucks are full between these two. */
  | { why: 'no-room'; load: DayLoad; kg: number; from: number; to: number }

export interface DayPlan {
  rounds: Round[]
  leftOver: LeftOver[]
  /** Flows that go with more than one truck. */
  shared: number[]
  km: number
  /** No plan for what is carried does with fewer trucks, or fewer kilometres. */
  bound: { trucks: number; km: number }
}

interface Placed {
  load: DayLoad
  span: Span
  kg: number
}

/** Where home is not on the line nothing goes: all is left over as `not-along`. */
export function planRounds(line: Line, loads: readonly DayLoad[], fleet: Fleet): DayPlan {
  const { capacityKg, count, kmPerHour } = fleet
  const home = line.communes.indexOf(fleet.home)
  const leftOver: LeftOver[] = []
  const wanted = loads.filter(({ kg }) => kg > GRAM)
  const able = wanted.flatMap((load): { load: DayLoad; span: Span }[] => {
    const span = home < 0 ? null : spanOf(line, load)
    if (!span) {
      leftOver.push({ why: 'not-along', load, kg: load.kg })
      return []
    }
    const hours = (line.km[span.high] - line.km[span.low]) / kmPerHour
    if (load.shelfLifeHours != null && hours > load.shelfLifeHours) {
      leftOver.push({ why: 'spoils', load, kg: load.kg, hours })
      return []
    }
    return [{ load, span }]
  })
  const { admitted, refused } = admit(
    line,
    able,
    count === null ? Infinity : count * capacityKg,
    SLIVER * capacityKg,
  )
  leftOver.push(...refused)
  const trucks = new Trucks(line, home, capacityKg, count)
  trucks.begin(admitted)
  for (const placed of inOrder(admitted, home)) {
    const left = trucks.place(placed)
    if (left <= GRAM) continue
    const { low } = placed.span
    const [from, to] = [line.communes[low], line.communes[low + 1]]
    leftOver.push({ why: 'no-room', load: placed.load, kg: left, from, to })
  }
  const rounds = trucks.rounds(fleet.home)
  const times = new Map<number, number>()
  for (const round of rounds)
    for (const { flowId } of round.loads) times.set(flowId, (times.get(flowId) ?? 0) + 1)
  return {
    rounds,
    leftOver,
    shared: [...times].flatMap(([flow, n]) => (n > 1 ? [flow] : [])).sort((a, b) => a - b),
    km: rounds.reduce((sum, round) => sum + kmOf(line, round), 0),
    bound: boundOf(
      line,
      home,
      rounds.flatMap((round) => round.loads),
      capacityKg,
    ),
  }
}

/** What spoils soonest comes first, then what is most; as much of each as all trucks together still have room for. */
function admit(
  line: Line,
  able: readonly { load: DayLoad; span: Span }[],
  most: number,
  sliver: number,
): { admitted: Placed[]; refused: LeftOver[] } {
  const room = {
    on: line.communes.map(() => most),
    back: line.communes.map(() => most),
  }
  const admitted: Placed[] = []
  const refused: LeftOver[] = []
  const first = [...able].sort(
    (a, b) =>
      (a.load.shelfLifeHours ?? Infinity) - (b.load.shelfLifeHours ?? Infinity) ||
      b.load.kg - a.load.kg ||
      a.load.flowId - b.load.flowId,
  )
  for (const { load, span } of first) {
    const free = room[span.way]
    let fullest = span.low
    for (let i = span.low; i < span.high; i++) if (free[i] < free[fullest]) fullest = i
    const fitting = Math.min(load.kg, Math.max(0, free[fullest]))
    const kg = fitting < load.kg - GRAM && fitting < sliver ? 0 : fitting
    for (let i = span.low; i < span.high; i++) free[i] -= kg
    if (kg > GRAM) admitted.push({ load, span, kg })
    if (load.kg - kg > GRAM) {
      const [from, to] = [line.communes[fullest], line.communes[fullest + 1]]
      refused.push({ why: 'no-room', load, kg: load.kg - Math.max(0, kg), from, to })
    }
  }
  return { admitted, refused }
}

/** What lies across home first, then by the far end, the farthest first. */
function inOrder(placed: readonly Placed[], home: number): Placed[] {
  const across = ({ span }: Placed) => (span.low < home && home < span.high ? 0 : 1)
  const far = ({ span }: Placed) => Math.max(span.high - home, home - span.low)
  return [...placed].sort(
    (a, b) => across(a) - across(b) || far(b) - far(a) || b.kg - a.kg || a.load.flowId - b.load.flowId,
  )
}

/** On how many trucks so much lies at least. */
const trucksFor = (kg: number, capacityKg: number): number =>
  kg <= GRAM ? 0 : Math.ceil((kg - GRAM) / capacityKg)

/** How many trucks each stretch sees at least, those that go farther included. */
function neededOn(line: Line, home: number, loads: readonly Load[], capacityKg: number): number[] {
  const needed = stretchesOf(line, loads).map(({ onKg, backKg }) =>
    trucksFor(Math.max(onKg, backKg), capacityKg),
  )
  for (let i = needed.length - 2; i >= home; i--) needed[i] = Math.max(needed[i], needed[i + 1])
  for (let i = 1; i < home; i++) needed[i] = Math.max(needed[i], needed[i - 1])
  return needed
}

/** Across home both ways: no truck carries both in one round. */
function acrossHome(line: Line, home: number, loads: readonly Load[]): Record<FirstWay, number> {
  const kg = { on: 0, back: 0 }
  for (const load of loads) {
    const span = spanOf(line, load)
    if (span && span.low < home && home < span.high) kg[span.way] += load.kg
  }
  return kg
}

function boundOf(line: Line, home: number, loads: readonly Load[], capacityKg: number): DayPlan['bound'] {
  const needed = neededOn(line, home, loads, capacityKg)
  const across = acrossHome(line, home, loads)
  return {
    trucks: Math.max(0, ...needed, trucksFor(across.on, capacityKg) + trucksFor(across.back, capacityKg)),
    km: needed.reduce((sum, n, i) => sum + 2 * n * (line.km[i + 1] - line.km[i]), 0),
  }
}

/** Trucks as they fill; a small fleet, so that trying each is quick. */
class Trucks {
  readonly line: Line
  readonly home: number
  readonly capacityKg: number
  readonly count: number | null
  readonly all: {
    first: FirstWay
    low: number
    high: number
    used: Record<FirstWay, number[]>
    loads: Map<DayLoad, number>
    stops: Set<number>
  }[] = []

  constructor(line: Line, home: number, capacityKg: number, count: number | null) {
    this.line = line
    this.home = home
    this.capacityKg = capacityKg
    this.count = count
  }

  /** As many as the bound says, each as far as the bound lets it. */
  begin(admitted: readonly Placed[]): void {
    const loads = admitted.map(({ load, kg }) => ({ ...load, kg }))
    const needed = neededOn(this.line, this.home, loads, this.capacityKg)
    const { trucks } = boundOf(this.line, this.home, loads, this.capacityKg)
    const backFirst = trucksFor(acrossHome(this.line, this.home, loads).on, this.capacityKg)
    for (let k = 1; k <= Math.min(trucks, this.count ?? trucks); k++) {
      const near = (i: number) => needed[i] >= k
      let [low, high] = [this.home, this.home]
      while (low > 0 && near(low - 1)) low--
      while (high < needed.length && near(high)) high++
      // What crosses home towards the end is carried by a truck that turned at the beginning first.
      this.add(k <= backFirst ? 'back' : 'on', low, high)
    }
  }

  private add(first: FirstWay, low: number, high: number): void {
    this.all.push({
      first,
      low,
      high,
      used: { on: this.line.communes.map(() => 0), back: this.line.communes.map(() => 0) },
      loads: new Map(),
      stops: new Set([this.home]),
    })
  }

  /** @returns kilograms for which there was no room */
  place({ load, span, kg }: Placed): number {
    let left = kg
    while (left > GRAM) {
      const best = this.choose(span, left)
      if (best === null) {
        if (this.count !== null && this.all.length >= this.count) return left
        const across = span.low < this.home && this.home < span.high
        const first = across && span.way === 'on' ? 'back' : 'on'
        this.add(first, Math.min(this.home, span.low), Math.max(this.home, span.high))
        continue
      }
      const truck = this.all[best]
      const part = Math.min(left, this.room(best, span))
      for (let i = span.low; i < span.high; i++) truck.used[span.way][i] += part
      truck.loads.set(load, (truck.loads.get(load) ?? 0) + part)
      truck.stops.add(span.from).add(span.to)
      truck.low = Math.min(truck.low, span.low)
      truck.high = Math.max(truck.high, span.high)
      left -= part
    }
    return 0
  }

  private room(index: number, span: Span): number {
    const truck = this.all[index]
    if (driveOf(this.line, { home: this.line.communes[this.home], first: truck.first }, span) === null)
      return 0
    let most = 0
    for (let i = span.low; i < span.high; i++) most = Math.max(most, truck.used[span.way][i])
    return this.capacityKg - most
  }

  /**
   * Without a detour if any; whole before in parts; with the fewest further stops; where it fits most tightly, or where
   * most of it fits.
   */
  private choose(span: Span, kg: number): number | null {
    const ranked = this.all.flatMap((truck, index) => {
      const room = this.room(index, span)
      if (room <= GRAM) return []
      const detour =
        this.line.km[truck.low] -
        this.line.km[Math.min(truck.low, span.low)] +
        this.line.km[Math.max(truck.high, span.high)] -
        this.line.km[truck.high]
      const whole = room >= kg - GRAM
      const stops = [span.from, span.to].filter((place) => !truck.stops.has(place)).length
      return [{ index, rank: [detour, whole ? 0 : 1, stops, whole ? room : -room, index] }]
    })
    ranked.sort((a, b) => a.rank.reduce((found, value, i) => found || value - b.rank[i], 0))
    return ranked[0]?.index ?? null
  }

  rounds(home: number): Round[] {
    return this.all.flatMap(({ first, loads }) =>
      loads.size === 0
        ? []
        : [
            {
              home,
              first,
              capacityKg: this.capacityKg,
              loads: [...loads]
                .map(([{ flowId, from, to }, kg]) => ({ flowId, from, to, kg }))
                .sort((a, b) => a.flowId - b.flowId),
            },
          ],
    )
  }
}
