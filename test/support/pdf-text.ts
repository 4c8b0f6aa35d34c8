/** The words of a PDF that pdfkit made. */
import { glyphsIn, readPdf, textOf } from './pdf-file.ts'
import { type Mark, pdfMarks } from './pdf-marks.ts'

/** Page by page, one line for each call that shows text. */
export const pdfPages = (bytes: Buffer): string[] => pdfMarks(bytes).map(wordsOf)

export const wordsOf = (marks: readonly Mark[]): string =>
  marks.flatMap((mark) => (mark.kind === 'words' ? [mark.text] : [])).join('\n')

/** What is shown in one go, from where to where, in points from the lower left corner. */
export interface Run {
  page: number
  text: string
  /** As the file numbers it. */
  font: string
  glyph: number
  size: number
  x: number
  y: number
  width: number
}

/** Every stretch of glyphs; kerning within one is in its width. */
export function pdfRuns(bytes: Buffer): Run[] {
  const { pages, fonts } = readPdf(bytes)
  return pages.flatMap(({ content }, page) => {
    const runs: Run[] = []
    let [x, y, size] = [0, 0, 0]
    let font = ''
    const shown = /1 0 0 1 ([-\d.]+) ([-\d.]+) Tm|\/(F\d+) ([\d.]+) Tf|\[([^\]]*)\] TJ/g
    for (const [, left, bottom, name, points, list] of content.matchAll(shown)) {
      if (left) [x, y] = [Number(left), Number(bottom)]
      if (name) [font, size] = [name, Number(points)]
      if (!list) continue
      const glyphs = glyphsIn(list)
      const kerned = [...list.matchAll(/> (-?[\d.]+)/g)].reduce((sum, [, by]) => sum + Number(by), 0)
      const width =
        ((glyphs.reduce((sum, glyph) => sum + fonts.get(font)!.widths[glyph], 0) - kerned) * size) / 1000
      const text = textOf(glyphs, fonts.get(font))
      runs.push({ page, text, font, glyph: glyphs[0], size, x, y, width })
      x += width
    }
    return runs
  })
}

/** What whoever copies a line gets instead of its glyphs, where the file says so. */
export const pdfSpoken = (bytes: Buffer): string[] =>
  readPdf(bytes).pages.flatMap(({ content }) =>
    [...content.matchAll(/\/ActualText \(((?:[^\\)]|\\[\s\S])*)\)/g)].map(([, text]) => {
      const letters = Buffer.from(text.replaceAll(/\\([\s\S])/g, '$1'), 'latin1')
      return letters.subarray(2).swap16().toString('utf16le')
    }),
  )
