/** What the columns of a road file say: level, direction, speed and name, as OpenStreetMap and surveys here write them. */
import type { RoadLine } from '../../domain/exchange/roads/index.ts'

type Properties = Record<string, string | number | boolean | null>

/** Names of columns, the first that a row has counts. */
const COLUMNS = {
  id: ['osm_id', 'id', 'fid', 'gid', 'codigo', 'código'],
  name: ['name', 'nombre', 'nome', 'ref'],
  bridge: ['bridge', 'puente', 'ponte'],
  tunnel: ['tunnel', 'tunel', 'túnel'],
  layer: ['layer', 'nivel', 'nível'],
  oneWay: ['oneway', 'one_way', 'sentido', 'sentido_unico', 'sentido_único'],
  speed: ['maxspeed', 'velocidad', 'velocidade', 'velocidad_kmh'],
} as const

export type RoadColumn = keyof typeof COLUMNS

const KMH_IN_MPH = 1.609344

export interface RoadAttributes {
  id: string | null
  name: string | null
  level: number
  oneWay: -1 | 0 | 1
  speedKmh: number | null
  /** Which columns said something. */
  used: RoadColumn[]
}

export function roadAttributes(properties: Properties): RoadAttributes {
  const values = byPlainName(properties)
  const used: RoadColumn[] = []
  const text = (column: RoadColumn): string | null => {
    for (const name of COLUMNS[column]) {
      const value = values.get(name)
      if (value === undefined || value === null || value === '') continue
      used.push(column)
      return String(value).trim()
    }
    return null
  }
  const bridge = isSaid(text('bridge'))
  const tunnel = isSaid(text('tunnel'))
  const layer = text('layer')
  return {
    id: text('id'),
    name: text('name'),
    level: layer !== null && /^-?\d$/.test(layer) ? Number(layer) : bridge ? 1 : tunnel ? -1 : 0,
    oneWay: directionOf(text('oneWay')),
    speedKmh: speedOf(text('speed')),
    used,
  }
}

/** Columns in lower case; those that GDAL packs into `other_tags` (`"bridge"=>"yes"`) come last. */
function byPlainName(properties: Properties): Map<string, string | number | boolean | null> {
  const values = new Map(
    Object.entries(properties).map(([name, value]) => [name.trim().toLowerCase(), value]),
  )
  const packed = values.get('other_tags')
  if (typeof packed === 'string')
    for (const [, name, value] of packed.matchAll(/"([^"\\]{1,60})"=>"([^"\\]{0,200})"/g))
      if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value)
  return values
}

const isSaid = (text: string | null): boolean => text !== null && !/^(no|n|false|f|0|não|nao)$/i.test(text)

function directionOf(text: string | null): -1 | 0 | 1 {
  if (text === null) return 0
  if (/^(-1|reverse)$/i.test(text)) return -1
  return /^(yes|y|true|t|1|si|sí|s|sim|ft)$/i.test(text) ? 1 : 0
}

function speedOf(text: string | null): number | null {
  const match = text === null ? null : /^(\d{1,3}(?:[.,]\d+)?)\s*(km\/?h|kph|mph)?$/i.exec(text)
  if (!match) return null
  const kmh = Number(match[1].replace(',', '.')) * (match[2]?.toLowerCase() === 'mph' ? KMH_IN_MPH : 1)
  return kmh > 0 ? kmh : null
}

/** A road of a file, with what its columns say. */
export type NamedRoad = RoadLine & { name: string | null }
