/** Hatches made at run time: what is doubtful or approximate differs by pattern, and no sprite is fetched. */
import type { ExpressionSpecification, SymbolLayerSpecification } from 'maplibre-gl'

/** A square image that repeats without a seam. `ratio` is the screen's pixels per CSS pixel. */
function hatch(colour: string, size: number, width: number, ratio: number, background?: string): ImageData {
  const pixels = Math.round(size * ratio)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = pixels
  const pen = canvas.getContext('2d')!
  if (background) {
    pen.fillStyle = background
    pen.fillRect(0, 0, pixels, pixels)
  }
  pen.strokeStyle = colour
  pen.lineWidth = width * ratio
  pen.lineCap = 'square'
  for (const shift of [-pixels, 0, pixels]) {
    pen.beginPath()
    pen.moveTo(shift, pixels)
    pen.lineTo(shift + pixels, 0)
    pen.stroke()
  }
  return pen.getImageData(0, 0, pixels, pixels)
}

/** CSS pixels along a side of the empty picture. */
const ROOM = 10

/**
 * Nothing to see over a circle, which by itself does not keep names off. Above the names in the order of layers: who
 * stands higher is placed first.
 * @param radius CSS pixels, stroke included
 */
export const room = (radius: ExpressionSpecification): SymbolLayerSpecification['layout'] => ({
  'icon-image': 'room',
  'icon-size': scaled(radius) as never,
  'icon-allow-overlap': true,
  'icon-padding': 0,
})

/** An expression on the zoom can only stand outermost: its steps are divided, not the whole. */
const scaled = (radius: ExpressionSpecification): unknown[] =>
  radius[0] === 'interpolate'
    ? radius.map((part, i) => (i > 3 && i % 2 === 0 ? ['/', part, ROOM / 2] : part))
    : ['/', radius, ROOM / 2]

/** Name → picture, to be handed to the map with this `pixelRatio`. */
export function patterns(ratio: number): Record<string, ImageData> {
  return {
    room: new ImageData(Math.round(ROOM * ratio), Math.round(ROOM * ratio)),
    'hatch-approximate': hatch('rgba(86, 100, 106, 0.26)', 9, 1, ratio),
    'hatch-claimed': hatch('rgba(86, 100, 106, 0.35)', 8, 1, ratio),
    'hatch-doubtful': hatch('#7d5205', 8, 3, ratio, '#f7cf7a'),
    'hatch-allowed': hatch('rgba(86, 100, 106, 0.45)', 10, 1.2, ratio),
    'hatch-gap': hatch('#a3262a', 6, 1.5, ratio),
    'hatch-overlap': hatch('#8b3f8f', 6, 2, ratio),
    'hatch-proposed': hatch('rgba(139, 63, 143, 0.55)', 11, 2.4, ratio),
    'hatch-occupied': hatch('rgba(154, 74, 31, 0.55)', 9, 2, ratio),
    'hatch-land-claim': hatch('rgba(154, 74, 31, 0.45)', 14, 1.2, ratio),
    'hatch-disputed': hatch('rgba(163, 38, 42, 0.4)', 17, 2.4, ratio),
    'hatch-preview': hatch('rgba(11, 107, 87, 0.5)', 10, 2, ratio),
  }
}

/** A round-cornered plate that stretches behind a measure, such as "38 m". */
export function badge(colour: string, ratio: number): ImageData {
  const size = 24 * ratio
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  pen.fillStyle = colour
  pen.beginPath()
  pen.roundRect(0, 0, size, size, 6 * ratio)
  pen.fill()
  return pen.getImageData(0, 0, size, size)
}

/** Which part of the plate may grow, and where the words go. */
export const badgeStretch = (ratio: number) => ({
  stretchX: [[8 * ratio, 16 * ratio]] as [number, number][],
  stretchY: [[8 * ratio, 16 * ratio]] as [number, number][],
  content: [4 * ratio, 4 * ratio, 20 * ratio, 20 * ratio] as [number, number, number, number],
})
