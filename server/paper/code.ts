/** Text as squares for a phone's camera. */
import { encode } from 'uqr'
import type { Paper } from './paper.ts'

/** @param place left upper corner, and length of a side in points. */
export function drawCode({ doc }: Paper, text: string, place: { x: number; y: number; side: number }): void {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const side = place.side / size
  data.forEach((row, j) => {
    row.forEach((dark, i) => {
      if (dark) doc.rect(place.x + i * side, place.y + j * side, side, side)
    })
  })
  doc.fill('#000000')
}
