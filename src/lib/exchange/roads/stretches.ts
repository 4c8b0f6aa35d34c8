/** Stretches of a road between its crossings, by metres along its line, as segments are named. Pure. */
import { closureOf } from '../../../../domain/exchange/roads/closures.ts'
import type { RoadFeature } from '../../../../server/exchanges/road-schema.ts'

export interface Stretch {
  line: string
  fromM: number
  toM: number
}

/** What a segment's name says; null where it is no such name. */
export const stretchOf = (segment: string): Stretch | null => closureOf(segment) as Stretch | null

export const stretchName = ({ line, fromM, toM }: Stretch): string =>
  `${line}:${Math.round(fromM)}-${Math.round(toM)}`

/** Whether a segment is part of a stretch. */
export function liesIn(segment: string, stretch: Stretch): boolean {
  const own = stretchOf(segment)
  return own !== null && own.line === stretch.line && own.fromM >= stretch.fromM && own.toM <= stretch.toM
}

/** The stretches of a line between its crossings, in order. */
export const stretchesOf = (features: readonly RoadFeature[], line: string): Stretch[] =>
  features
    .filter(({ properties }) => properties.line === line)
    .flatMap(({ properties }) => stretchOf(properties.id) ?? [])
    .sort((x, y) => x.fromM - y.fromM)

/** Metres as kilometres, told apart on a short road too. */
export const kmAlong = (
  number: (value: number, decimals: number) => string,
  metres: number,
  ofM: number,
): string => number(metres / 1000, ofM < 10_000 ? 2 : 1)
