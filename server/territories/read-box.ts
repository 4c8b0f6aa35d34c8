/** A box as a request writes it. */
import { refuse } from '../problems.ts'
import type { Box } from './councils.ts'

/** @param text `west,south,east,north` in degrees. */
export function readBox(text: string | undefined): Box | undefined {
  if (text === undefined) return undefined
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [west, south, east, north] = numbers
  const sound = numbers.length === 4 && numbers.every(Number.isFinite) && west <= east && south <= north
  return sound
    ? (numbers as Box)
    : refuse('invalid-field', { field: 'bbox', why: 'west,south,east,north', rule: 'format' })
}
