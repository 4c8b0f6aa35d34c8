/** One line of the legend. `mark` stands inside the sign, a piece's number, or is the sign. */
export interface LegendEntry {
  sign:
    | 'fill'
    | 'dashed'
    | 'hatch'
    | 'sparse'
    | 'band'
    | 'line'
    | 'ring'
    | 'mark'
    | 'wide'
    | 'hollow'
    | 'dots'
    | 'disc'
    | 'rings'
  colour: string
  label: string
  mark?: string
}
