/** What groups of communes and ways along a road are called. */
import type { GroupName, Position } from '$domain/exchange/flow-map/index.ts'
import type { Language } from '$lib/language.svelte.ts'
import type { MessageKey } from '$messages/index.ts'

type Speaker = Pick<Language, 'number' | 't'>

/** @param communeOf name of a commune by its place. */
export function groupName(
  { number, t }: Speaker,
  name: GroupName,
  communeOf: (place: number) => string,
): string {
  if (name.kind === 'commune') return communeOf(name.place)
  if (name.kind !== 'cell') return name.name
  const [x, y] = name.corner
  const degrees = (value: number, positive: MessageKey, negative: MessageKey) =>
    `${number(Math.abs(value), Number.isInteger(value) ? 0 : 1)}° ${t(value < 0 ? negative : positive)}`
  return t('flow-map.cell', {
    latitude: degrees(y, 'map.north', 'map.south'),
    longitude: degrees(x, 'map.east', 'map.west'),
  })
}

const WINDS = ['east', 'north', 'west', 'south'] as const

/** Where a line leads, as the wind nearest to it. */
export function windOf(line: readonly (readonly number[])[], dir: 1 | -1): (typeof WINDS)[number] {
  const [[ax, ay], [bx, by]] = [line[0], line[line.length - 1]] as Position[]
  const quarter = Math.round((Math.atan2((by - ay) * dir, (bx - ax) * dir) / Math.PI) * 2)
  return WINDS[(quarter + 4) % 4]
}
