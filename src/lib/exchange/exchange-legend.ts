/** The signs of the corridors workspace that are on the map now, in words. Pure. */
import type { FeatureCollection } from 'geojson'
import type { LegendEntry } from '$lib/map/legend-entry.ts'
import { roadLegend } from './roads/road-features.ts'

const BLUE = '#2b4c9b'
const GREY = '#56646a'

export interface LegendWords {
  /** How much the widest line is, and of what. */
  scale: string
  estimate: string
  gives: string
  takes: string
  grouped: string
  corridor: string
  closed: string
  island: string
  byHand: string
  alone: string
  more: string
  less: string
}

export function exchangeLegend(
  { features }: FeatureCollection,
  difference: boolean,
  words: LegendWords,
): LegendEntry[] {
  const has = (role: string, test: (properties: Record<string, unknown>) => boolean = () => true) =>
    features.some(({ properties }) => properties?.role === role && test(properties))
  const line = (test?: (properties: Record<string, unknown>) => boolean) =>
    has('load', test) || has('flow', test)
  const entries: [boolean, LegendEntry][] = [
    [has('corridor'), { sign: 'line', colour: BLUE, label: words.corridor }],
    [line(), { sign: 'wide', colour: BLUE, label: words.scale }],
    [
      difference && line(({ short }) => short === false),
      { sign: 'line', colour: BLUE, label: words.more, mark: '' },
    ],
    [difference && line(({ short }) => short === true), { sign: 'hollow', colour: BLUE, label: words.less }],
    [
      has('flow', ({ estimate }) => estimate === true) ||
        has('corridor', ({ estimate }) => estimate === true),
      { sign: 'dots', colour: BLUE, label: words.estimate },
    ],
    [has('commune', ({ gives }) => gives === true), { sign: 'disc', colour: BLUE, label: words.gives }],
    [has('commune', ({ gives }) => gives === false), { sign: 'ring', colour: BLUE, label: words.takes }],
    [
      has('commune', ({ grouped }) => grouped === true),
      { sign: 'rings', colour: BLUE, label: words.grouped },
    ],
  ]
  return [
    ...entries.flatMap(([there, entry]) => (there ? [entry] : [])),
    ...roadLegend(features, words),
    ...(has('alone') ? [{ sign: 'mark' as const, colour: GREY, label: words.alone, mark: '◇' }] : []),
  ]
}
