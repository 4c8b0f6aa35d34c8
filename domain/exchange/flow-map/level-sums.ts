/** Sums of the chosen months by pair of groups, by group and by load, with the greatest that the scale is locked to. */
import { MEASURES, type Measure } from './columns.ts'
import type { GroupedPairs, Pairs } from './pairs.ts'

/** `difference`: what was received, less what was agreed. */
export type Shown = Measure | 'difference'

export interface Choice {
  measure: Shown
  /** Indices of the columns' lists; null: all. */
  month: number | null
  product: number | null
  provenance: number | null
  /** Places of a corridor: flows with an end there; null: all. */
  within: readonly number[] | null
}

const DIFFERENCE = [MEASURES.indexOf('received'), MEASURES.indexOf('agreed')]

/** Of all months: nothing of it changes while the months are played. */
export interface MonthlySums {
  /** By grouped pair and month, of what is shown: all, and what follows no road. */
  byMonth: Float64Array
  offRoadByMonth: Float64Array
  /** By load and month. */
  loadsByMonth: Float64Array
  /** The greatest of any month, and of all months together; on roads and beside them where roads are drawn. */
  mostOfAny: number
  mostOfAll: number
}

/** Of the chosen months. */
export interface ChosenSums {
  /** By grouped pair. */
  shown: Float64Array
  offRoad: Float64Array
  estimated: Float64Array
  /** By load. */
  loads: Float64Array
  /** By group. */
  out: Float64Array
  into: Float64Array
  within: Float64Array
  totalKg: number
  withinKg: number
}

/** A column of what is shown, from one column for each measure. */
export function shownOf(sums: readonly Float64Array[], measure: Shown): Float64Array {
  if (measure !== 'difference') return sums[MEASURES.indexOf(measure)]
  const [received, agreed] = DIFFERENCE.map((m) => sums[m])
  return received.map((kg, at) => kg - agreed[at])
}

/** @param loadsByMonth where roads are drawn; else what follows them is drawn from group to group with the rest. */
export function monthlySums(
  { routed }: Pairs,
  { from, to, of }: GroupedPairs,
  shown: Float64Array,
  loadsByMonth: Float64Array | null,
  months: number,
): MonthlySums {
  const byMonth = new Float64Array(from.length * months)
  const offRoadByMonth = loadsByMonth ? new Float64Array(from.length * months) : byMonth
  for (let pair = 0; pair < of.length; pair++) {
    const [start, end] = [pair * months, of[pair] * months]
    for (let m = 0; m < months; m++) byMonth[end + m] += shown[start + m]
    if (loadsByMonth && routed[pair] === 0)
      for (let m = 0; m < months; m++) offRoadByMonth[end + m] += shown[start + m]
  }
  const onRoads = mostOf(loadsByMonth ?? new Float64Array(), months, () => true)
  const lines = mostOf(offRoadByMonth, months, (pair) => from[pair] !== to[pair])
  return {
    byMonth,
    offRoadByMonth,
    loadsByMonth: loadsByMonth ?? new Float64Array(),
    mostOfAny: Math.max(onRoads.ofAny, lines.ofAny),
    mostOfAll: Math.max(onRoads.ofAll, lines.ofAll),
  }
}

/** @param month null: all of them. */
export function chosenSums(
  { routed, estimate }: Pairs,
  { from, to, of }: GroupedPairs,
  groups: number,
  shown: Float64Array,
  { byMonth, offRoadByMonth, loadsByMonth }: MonthlySums,
  months: number,
  month: number | null,
): ChosenSums {
  const chosen = overMonths(byMonth, months, month)
  const onRoads = offRoadByMonth !== byMonth
  const sums: ChosenSums = {
    shown: chosen,
    offRoad: onRoads ? overMonths(offRoadByMonth, months, month) : chosen,
    estimated: new Float64Array(from.length),
    loads: overMonths(loadsByMonth, months, month),
    out: new Float64Array(groups),
    into: new Float64Array(groups),
    within: new Float64Array(groups),
    totalKg: 0,
    withinKg: 0,
  }
  const [first, last] = month === null ? [0, months - 1] : [month, month]
  for (let pair = 0; pair < of.length; pair++) {
    if (estimate[pair] === 0 || (onRoads && routed[pair] !== 0)) continue
    for (let at = pair * months + first; at <= pair * months + last; at++)
      sums.estimated[of[pair]] += shown[at]
  }
  for (let pair = 0; pair < from.length; pair++) {
    const kg = chosen[pair]
    sums.totalKg += kg
    if (from[pair] === to[pair]) {
      sums.within[from[pair]] += kg
      sums.withinKg += kg
    } else {
      sums.out[from[pair]] += kg
      sums.into[to[pair]] += kg
    }
  }
  return sums
}

/** By grouped pair, a column for each measure, of the chosen months. */
export function measuredSums(
  of: Uint32Array,
  count: number,
  sums: readonly Float64Array[],
  months: number,
  month: number | null,
): Float64Array[] {
  const [first, last] = month === null ? [0, months - 1] : [month, month]
  return sums.map((column) => {
    const grouped = new Float64Array(count)
    for (let pair = 0; pair < of.length; pair++)
      for (let at = pair * months + first; at <= pair * months + last; at++) grouped[of[pair]] += column[at]
    return grouped
  })
}

const overMonths = (byMonth: Float64Array, months: number, month: number | null): Float64Array => {
  const sums = new Float64Array(byMonth.length / months)
  for (let at = 0; at < sums.length; at++)
    if (month !== null) sums[at] = byMonth[at * months + month]
    else for (let m = 0; m < months; m++) sums[at] += byMonth[at * months + m]
  return sums
}

/** The greatest amount of any month, and the greatest of all months together. */
function mostOf(
  byMonth: Float64Array,
  months: number,
  counts: (at: number) => boolean,
): { ofAny: number; ofAll: number } {
  const most = { ofAny: 0, ofAll: 0 }
  for (let at = 0; at * months < byMonth.length; at++) {
    let any = 0
    let all = 0
    for (let m = 0; m < months; m++) {
      const kg = byMonth[at * months + m]
      any = Math.max(any, Math.abs(kg))
      all += kg
    }
    all = Math.abs(all)
    if ((any > most.ofAny || all > most.ofAll) && counts(at)) {
      most.ofAny = Math.max(most.ofAny, any)
      most.ofAll = Math.max(most.ofAll, all)
    }
  }
  return most
}
