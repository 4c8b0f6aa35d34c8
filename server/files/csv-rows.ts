import { crsFromName } from './crs.ts'
import { cleanText } from './properties.ts'
import type { Properties } from './raw.ts'

/** Every cell but those in `skip`, by its column's name. */
export function propertiesOf(header: string[], row: string[], skip: Set<number>): Properties {
  const properties: Properties = {}
  for (let column = 0; column < header.length; column++) {
    if (skip.has(column)) continue
    const cell = (row[column] ?? '').trim()
    // A code keeps its leading zeros, a number its digits: only what reads back the same becomes a number.
    properties[header[column]] =
      cell === '' ? null : String(Number(cell)) === cell ? Number(cell) : cleanText(cell)
  }
  return properties
}

/** The coordinate system that a row names in `column`; null where it names none. */
export function declaredIn(row: string[], column: number): string | null {
  const cell = column < 0 ? '' : (row[column] ?? '').trim()
  if (!cell) return null
  return /^\d{4,6}$/.test(cell) ? `EPSG:${cell}` : crsFromName(cell)
}
