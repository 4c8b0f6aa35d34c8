/** One line of the legend. `mark` stands inside the sign: a piece's number. */
export interface LegendEntry {
  sign: 'fill' | 'dashed' | 'hatch' | 'sparse' | 'band' | 'line' | 'ring'
  colour: string
  label: string
  mark?: string
}
