/** Which columns of a table hold its shapes, by their names and by what is in them. */

import { parseCoordinate } from './coordinate-text.ts'
import type { ReadOptions } from './types.ts'
import { looksLikeWkt } from './wkt.ts'

export type ShapeColumns =
  | { kind: 'wkt' | 'wkb' | 'geoshape'; column: number; crs: number }
  | { kind: 'vertices'; x: number; y: number; ring: number; zone: number; datum: number; crs: number }
  | { kind: 'points'; x: number; y: number; crs: number }

const X = /^(.*[_ .])?(x|lon|long|lng|longitude?|longitud|este|easting|leste)$|^(utm[_ ]?e|e)$/
const Y = /^(.*[_ .])?(y|lat|latitude?|latitud|norte|northing)$|^(utm[_ ]?n|n)$/
const RING =
  /^(ring|anillo|poligono|poligonal|pol[_ ]?id|id[_ ]?pol\w*|area[_ ]?id|parcela|lote|consejo|consejo comunal|comunidad|sector|codigo|code|nombre|name)$/
const VERTEX =
  /^(punto|pto|vertice|vertex|point|mojon|lindero|estacion|p|v|orden|order|seq|secuencia|numero|nro|no|n[°º])$/
const ZONE = /^(huso|zona|zone|utm[_ ]?zon[ae]|zona[_ ]?utm|fuso)$/
const DATUM = /^(datum|sistema|referencia)$/
const CRS = /^(crs|srs|srid|epsg|src)$/
const HEX_WKB = /^(00|01)[0-9a-f]{8,}$/i
const GEOSHAPE = /^\s*-?\d+(\.\d+)?\s+-?\d+(\.\d+)?(\s+-?\d+(\.\d+)?){0,2}\s*;/

const plain = (name: string) => name.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')

/** Positions in `header`, -1 where the table has no such column; null where it holds no shape at all. */
export function findShape(
  header: string[],
  rows: string[][],
  asked: ReadOptions['columns'],
): ShapeColumns | null {
  const names = header.map(plain)
  const named = (pattern: RegExp) => names.findIndex((name) => pattern.test(name))
  const crs = named(CRS)
  if (asked && 'wkt' in asked) {
    const column = header.indexOf(asked.wkt)
    return column < 0 ? null : { kind: contentKind(rows, column) ?? 'wkt', column, crs }
  }
  if (!asked) {
    for (let column = 0; column < header.length; column++) {
      const kind = contentKind(rows, column)
      if (kind) return { kind, column, crs }
    }
  }
  const x = asked ? header.indexOf(asked.x) : named(X)
  const y = asked ? header.indexOf(asked.y) : named(Y)
  if (x < 0 || y < 0 || !rows.some((row) => parseCoordinate(row[x] ?? '') !== null)) return null
  const ring = asked?.ring ? header.indexOf(asked.ring) : ringColumn(names, rows, [x, y])
  if (ring < 0 && named(VERTEX) < 0) return { kind: 'points', x, y, crs }
  return { kind: 'vertices', x, y, ring, zone: named(ZONE), datum: named(DATUM), crs }
}

function contentKind(rows: string[][], column: number): 'wkt' | 'wkb' | 'geoshape' | null {
  const values = rows.map((row) => row[column] ?? '').filter((value) => value.trim() !== '')
  if (!values.length) return null
  const most = (test: (value: string) => boolean) => values.filter(test).length * 2 > values.length
  if (most(looksLikeWkt)) return 'wkt'
  if (most((value) => value.length % 2 === 0 && value.length >= 42 && HEX_WKB.test(value.trim())))
    return 'wkb'
  if (most((value) => GEOSHAPE.test(value))) return 'geoshape'
  return null
}

/** A column that says to which ring a vertex belongs: named so, or the same in runs of three rows and more. */
function ringColumn(names: string[], rows: string[][], taken: number[]): number {
  for (let column = 0; column < names.length; column++) {
    if (taken.includes(column) || !RING.test(names[column]) || rows.length < 3) continue
    const runs = new Map<string, number>()
    for (const row of rows) runs.set(row[column] ?? '', (runs.get(row[column] ?? '') ?? 0) + 1)
    // The last run of a sample may be cut short.
    const short = [...runs.values()].slice(0, -1).filter((count) => count < 3).length
    if (short === 0 && runs.size * 3 <= rows.length + 2) return column
  }
  return -1
}
