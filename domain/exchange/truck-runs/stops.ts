/** A round stop by stop: what is set down, what has to be moved aside for it, and in which order to load. */
import { driveOf, drivesOf, type Line, type Load, type Round, reachOf, type Span, spanOf } from './round.ts'

export interface Stop<L extends Load = Load> {
  commune: number
  /** Driven since the start. */
  km: number
  /** In the order in which it is reached: what lies on top first. */
  down: L[]
  /** Lies on what is set down here, and goes back onto the truck. */
  aside: L[]
  /** In the order of loading, what goes back included: what is set down last comes first. */
  load: { load: L; again: boolean }[]
  /** On leaving. */
  onBoardKg: number
}

/**
 * Begins and ends at home; a commune that is passed without stopping is no stop. Loads that the round cannot carry are
 * left out (check-round.ts tells of them). What is set down last is loaded first, as far as the order of the communes
 * lets it: what was loaded earlier and is set down sooner lies below, and the rest is moved aside for it.
 */
export function stopsOf<L extends Load>(line: Line, round: Round<L>): Stop<L>[] {
  const { low, high } = reachOf(line, round)
  const carried = round.loads.flatMap((load) => {
    const span = spanOf(line, load)
    const drive = span && driveOf(line, round, span)
    return span && drive !== null ? [{ load, span, drive }] : []
  })
  const home = line.communes.indexOf(round.home)
  const stops: Stop<L>[] = [stopAt<L>(round.home, 0)]
  let [here, km] = [home, 0]
  /** From the bottom up. */
  let onBoard: { load: L; span: Span }[] = []

  for (const [drive, { from, to }] of drivesOf(line, round.home, round.first).entries()) {
    const mine = carried.filter((one) => one.drive === drive)
    const step = to > from ? 1 : -1
    const within = (place: number) => Math.max(low, Math.min(high, place))
    for (let place = within(from); ; place += step) {
      const ends = mine.filter(({ span }) => span.to === place)
      const begins = mine.filter(({ span }) => span.from === place)
      if (ends.length + begins.length > 0) {
        km += Math.abs(line.km[place] - line.km[here])
        here = place
        const last = stops[stops.length - 1]
        const stop = last.commune === line.communes[place] ? last : stopAt<L>(line.communes[place], km)
        if (stop !== last) stops.push(stop)
        onBoard = handle(stop, onBoard, ends, begins)
      }
      if (place === within(to)) break
    }
  }
  const last = stops[stops.length - 1]
  km += Math.abs(line.km[home] - line.km[here])
  if (last.commune !== round.home || stops.length === 1) stops.push(stopAt(round.home, km))
  return stops
}

const stopAt = <L extends Load>(commune: number, km: number): Stop<L> => ({
  commune,
  km,
  down: [],
  aside: [],
  load: [],
  onBoardKg: 0,
})

/** Sets down and loads; what is on board afterwards, from the bottom up. */
function handle<L extends Load, C extends { load: L; span: Span }>(
  stop: Stop<L>,
  onBoard: C[],
  ends: readonly C[],
  begins: readonly C[],
): C[] {
  const going = new Set(ends)
  const lowest = onBoard.findIndex((one) => going.has(one))
  const touched = lowest < 0 ? [] : onBoard.slice(lowest).reverse()
  const aside = touched.filter((one) => !going.has(one))
  stop.down.push(...touched.filter((one) => going.has(one)).map(({ load }) => load))
  stop.aside.push(...aside.map(({ load }) => load))
  const again = new Set<C>(aside)
  const loaded = [...aside, ...begins].sort(
    (a, b) =>
      // Farther along the same drive is set down later.
      (a.span.way === 'on' ? b.span.to - a.span.to : a.span.to - b.span.to) ||
      b.load.kg - a.load.kg ||
      a.load.flowId - b.load.flowId,
  )
  stop.load.push(...loaded.map((one) => ({ load: one.load, again: again.has(one) })))
  const left = [...(lowest < 0 ? onBoard : onBoard.slice(0, lowest)), ...loaded]
  stop.onBoardKg = left.reduce((sum, { load }) => sum + load.kg, 0)
  return left
}
