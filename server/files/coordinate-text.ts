/** Coordinates as surveyors and spreadsheets write them. */

const NUMBER = String.raw`\d+(?:[.,]\d+)?`
// Accents of degrees, minutes and seconds come in many shapes, and as two bytes read in the wrong encoding.
const ANGLE = new RegExp(
  String.raw`^([+-]?)\s*(${NUMBER})\s*(?:[°ºd˚]|Â°|Âº)\s*(?:(${NUMBER})\s*['′’´m]?\s*)?(?:(${NUMBER})\s*(?:["″”s]|''|’’|´´)?\s*)?([NSEWO])?\.?$`,
  'i',
)
const SUFFIXED = /^([NSEWO])?\s*([+-]?[\d.,]+)\s*°?\s*([NSEWO])?$/i

/**
 * A number from decimal point or comma, thousands separators, degrees-minutes-seconds, or a hemisphere letter; O is
 * "oeste", west. Null where it is none of these.
 */
export function parseCoordinate(source: string): number | null {
  // A quote in front is the spreadsheet's, and then so is the last one.
  const text = source
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .trim()
  const angle = ANGLE.exec(text)
  if (angle) {
    const [, sign, degrees, minutes = '0', seconds = '0', hemisphere = ''] = angle
    const value = decimal(degrees) + decimal(minutes) / 60 + decimal(seconds) / 3600
    return sign === '-' || /[SWO]/i.test(hemisphere) ? -value : value
  }
  const suffixed = SUFFIXED.exec(text)
  if (!suffixed) return /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i.test(text) ? Number(text) : null
  const [, before = '', digits, after = ''] = suffixed
  const value = decimal(digits)
  if (Number.isNaN(value)) return null
  const hemisphere = before || after
  return /[SWO]/i.test(hemisphere) ? -Math.abs(value) : value
}

/** The last separator is the decimal one, unless the same sign occurs twice: then all are thousands separators. */
function decimal(text: string): number {
  const comma = text.lastIndexOf(',')
  const point = text.lastIndexOf('.')
  if (comma >= 0 && point >= 0) {
    const [thousands, mark] = comma > point ? ['.', ','] : [',', '.']
    return Number(text.replaceAll(thousands, '').replace(mark, '.'))
  }
  const separator = comma >= 0 ? ',' : '.'
  const first = text.indexOf(separator)
  if (first >= 0 && first !== Math.max(comma, point)) return Number(text.replaceAll(separator, ''))
  return Number(text.replace(',', '.'))
}
