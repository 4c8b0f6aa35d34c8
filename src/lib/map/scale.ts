/** The longest 1, 2 or 5 × 10ⁿ metres that fits into `room` CSS pixels. */
export function scaleFor(metresPerPixel: number, room: number): { metres: number; pixels: number } {
  const longest = metresPerPixel * room
  const power = 10 ** Math.floor(Math.log10(longest))
  const metres = ([5, 2, 1].find((times) => times * power <= longest) ?? 1) * power
  return { metres, pixels: metres / metresPerPixel }
}
