/**
 * What a PDF that pdfkit made puts on its pages, in its order: paths and words where they stand, its streams unpacked, its
 * transformations carried out, its glyphs read back by each font's own map.
 */
import { glyphsIn, type PdfFont, readPdf, textOf } from './pdf-file.ts'

/** Points (1/72 inch) from the page's upper left corner, downwards. */
export type OnPage = [x: number, y: number]

export type Mark =
  | { kind: 'path'; points: OnPage[]; closed: boolean; within: OnPage[] | null }
  | { kind: 'words'; text: string; at: OnPage; within: OnPage[] | null }

/** @returns the marks of each page; `within`: the corners of the innermost clip, null where there is none. */
export function pdfMarks(bytes: Buffer): Mark[][] {
  const { pages, fonts } = readPdf(bytes)
  return pages.map(({ content, height }) => marksOf(content, fonts, height))
}

type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number]
const times = ([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix => [
  a * A + b * C,
  a * B + b * D,
  c * A + d * C,
  c * B + d * D,
  e * A + f * C + E,
  e * B + f * D + F,
]

const WORD = /\[[^\]]*\]|<[0-9a-f]*>|\/[^\s[\]<>/]+|[^\s[\]<>/]+/gi
const PAINTS = new Set(['S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*'])

/** ISO 32000-1, 8.5 and 9.4, as far as pdfkit writes it: an operator comes after what it works on. */
function marksOf(content: string, fonts: Map<string, PdfFont>, height: number): Mark[] {
  const marks: Mark[] = []
  let state: { matrix: Matrix; within: OnPage[] | null } = { matrix: [1, 0, 0, -1, 0, height], within: null }
  const saved: (typeof state)[] = []
  let font: PdfFont | undefined
  let line: Matrix = [1, 0, 0, 1, 0, 0]
  let paths: { points: OnPage[]; closed: boolean }[] = []
  let operands: string[] = []
  const place = (x: number, y: number): OnPage => {
    const [, , , , e, f] = times([1, 0, 0, 1, x, y], state.matrix)
    return [e, f]
  }
  for (const [word] of content.matchAll(WORD)) {
    const numbers = operands.map(Number)
    const [x, y, width, tall] = numbers
    if (word === 'q') saved.push({ ...state })
    else if (word === 'Q') state = saved.pop()!
    else if (word === 'cm') state.matrix = times(numbers as Matrix, state.matrix)
    else if (word === 'm') paths.push({ points: [place(x, y)], closed: false })
    else if (word === 'l') paths.at(-1)!.points.push(place(x, y))
    else if (word === 'c' || word === 'v' || word === 'y')
      for (let i = 0; i < numbers.length; i += 2) paths.at(-1)!.points.push(place(numbers[i], numbers[i + 1]))
    else if (word === 'h') paths.at(-1)!.closed = true
    else if (word === 're') {
      const corners = [place(x, y), place(x + width, y), place(x + width, y + tall), place(x, y + tall)]
      paths.push({ points: corners, closed: true })
    } else if (word === 'W' || word === 'W*') state.within = paths.flatMap(({ points }) => points)
    else if (word === 'n') paths = []
    else if (PAINTS.has(word)) {
      for (const path of paths) marks.push({ kind: 'path', ...path, within: state.within })
      paths = []
    } else if (word === 'Tf') font = fonts.get(operands[0].slice(1))
    else if (word === 'Tm') line = numbers as Matrix
    else if (word === 'TJ') {
      const text = textOf(glyphsIn(operands[0]), font)
      marks.push({ kind: 'words', text, at: place(line[4], line[5]), within: state.within })
    } else if (/^[\d.+-]|^[[</]/.test(word)) {
      operands.push(word)
      continue
    }
    operands = []
  }
  return marks
}
