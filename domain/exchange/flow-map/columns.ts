/** Exchanges as columns, as they travel to a browser's worker: a country's year is a million rows. */

/** What can be looked at of an exchange, in kilograms. `planned`: proposed or agreed; refused ones are not told here. */
export const MEASURES = ['planned', 'agreed', 'sent', 'received'] as const
export type Measure = (typeof MEASURES)[number]

/** Degrees. */
export type Position = [longitude: number, latitude: number]

export interface FlowPlace {
  at: Position
  /** Of one name in two states there may be two: the id tells them apart. */
  municipality: { id: string; name: string } | null
  state: string | null
}

/** One row for each exchange and month. */
export interface FlowColumns {
  /** Indices of places. */
  from: Uint32Array
  to: Uint32Array
  /** Indices of the caller's lists. */
  month: Uint16Array
  product: Uint16Array
  provenance: Uint8Array
  /** 1: its distance is no measured one. */
  estimate: Uint8Array
  /** Kilograms, one column for each of MEASURES. */
  kg: Float64Array[]
  /** Index of its route; -1: it follows no road that is known. */
  route: Int32Array
  months: number
}

/** Ways along segments: those of route `r` are `steps` from `start[r]` to `start[r + 1]`. */
export interface Routes {
  start: Uint32Array
  /** Twice the segment, and 1 more where it is driven against its direction. */
  steps: Uint32Array
  /** Lines of the segments, coordinates one after the other from `lineStart[s]` to `lineStart[s + 1]`. */
  lineStart: Uint32Array
  lines: Float64Array
}

export type Box = [west: number, south: number, east: number, north: number]
