/** The map's colours: pale base, ink only for what the task is about. The same tokens as theme.css. */
export const COLOURS = {
  water: '#e6eced',
  land: '#f1f1ea',
  border: '#b9b4a6',
  graticule: '#dcdbd1',
  council: '#8b8a80',
  councilName: '#3c494e',
  commune: '#0b6b57',
  ink: '#1d2a2f',
  ink2: '#56646a',
  halo: '#fffdf8',
  accent: '#0b6b57',
  split: '#a3262a',
  conditional: '#c98a12',
  doubtful: '#7d5205',
  overlap: '#8b3f8f',
  network: '#2b4c9b',
  proposed: '#8b3f8f',
  /** The accent of land. */
  tenure: '#9a4a1f',
} as const

/**
 * One for each piece of a commune, largest first; the seventh piece starts again, so every piece carries its number
 * too. Chosen to stay apart under protanopia, deuteranopia and tritanopia (lightness differs as well as hue).
 */
export const PIECE_COLOURS = ['#0b6b57', '#8b3f8f', '#c2611a', '#2b4c9b', '#857000', '#4a5a63'] as const

export const pieceColour = (piece: number): string => PIECE_COLOURS[piece % PIECE_COLOURS.length]
