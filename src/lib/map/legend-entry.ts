/** One line of the legend. `mark` stands inside the sign, a piece's number, or is the sign. */
export interface LegendEntry {
  sign:
    | 'fill'
    | 'dashed'
    | 'hatch'
    | 'band'
    | 'line'
    | 'ring'
    | 'wide'
    | 'hollow'
    | 'dots'
    | 'disc'
    | 'rings'
    | 'mark'
  colour: string
  label: string
  mark?: string
}
