/** The words of a PDF that pdfkit made, page by page: its streams unpacked, its glyphs read back by each font's own map. */
import { inflateSync } from 'node:zlib'

interface Read {
  contents: string[]
  fonts: Map<string, Font>
}
interface Font {
  letters: Map<number, string>
  /** Thousandths of the size, by glyph. */
  widths: number[]
}

export const pdfPages = (bytes: Buffer): string[] => {
  const { contents, fonts } = read(bytes)
  return contents.map((content) => wordsOf(content, fonts))
}

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
  const { contents, fonts } = read(bytes)
  return contents.flatMap((content, page) => {
    const runs: Run[] = []
    let [x, y, size] = [0, 0, 0]
    let font = ''
    const shown = /1 0 0 1 ([-\d.]+) ([-\d.]+) Tm|\/(F\d+) ([\d.]+) Tf|\[([^\]]*)\] TJ/g
    for (const [, left, bottom, name, points, list] of content.matchAll(shown)) {
      if (left) [x, y] = [Number(left), Number(bottom)]
      if (name) [font, size] = [name, Number(points)]
      if (!list) continue
      const { letters, widths } = fonts.get(font)!
      const glyphs = [...list.matchAll(/<([0-9a-f]*)>/gi)]
        .flatMap(([, hex]) => hex.match(/.{4}/g) ?? [])
        .map((hex) => Number.parseInt(hex, 16))
      const kerned = [...list.matchAll(/> (-?[\d.]+)/g)].reduce((sum, [, by]) => sum + Number(by), 0)
      const width = ((glyphs.reduce((sum, glyph) => sum + widths[glyph], 0) - kerned) * size) / 1000
      const text = glyphs.map((glyph) => letters.get(glyph) ?? '�').join('')
      runs.push({ page, text, font, glyph: glyphs[0], size, x, y, width })
      x += width
    }
    return runs
  })
}

/** What whoever copies a line gets instead of its glyphs, where the file says so. */
export const pdfSpoken = (bytes: Buffer): string[] =>
  read(bytes).contents.flatMap((content) =>
    [...content.matchAll(/\/ActualText \(((?:[^\\)]|\\[\s\S])*)\)/g)].map(([, text]) => {
      const letters = Buffer.from(text.replaceAll(/\\([\s\S])/g, '$1'), 'latin1')
      return letters.subarray(2).swap16().toString('utf16le')
    }),
  )

function read(bytes: Buffer): Read {
  const objects = new Map<number, { head: string; stream: Buffer | null }>()
  const text = bytes.toString('latin1')
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, number, body] = found
    const at = body.indexOf('\nstream\n')
    const head = at < 0 ? body : body.slice(0, at)
    const raw = at < 0 ? null : Buffer.from(body.slice(at + 8, body.lastIndexOf('\nendstream')), 'latin1')
    const stream = raw && /FlateDecode/.test(head) ? inflateSync(raw) : raw
    objects.set(Number(number), { head, stream })
  }
  const referred = (head: string, key: string) => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1])
  const fonts = new Map<string, Font>()
  for (const { head } of objects.values())
    for (const [, name, number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const { head } = objects.get(Number(number))!
      const letters = objects.get(referred(head, 'ToUnicode'))?.stream
      const below = /\/DescendantFonts \[(\d+) 0 R\]/.exec(head)?.[1]
      const widths = /\/W \[0 \[([^\]]*)\]\]/.exec(objects.get(Number(below))?.head ?? '')?.[1]
      if (letters)
        fonts.set(name, {
          letters: lettersOf(letters.toString('latin1')),
          widths: widths?.split(' ').map(Number) ?? [],
        })
    }
  const kids = /\/Kids \[([^\]]*)\]/.exec(
    [...objects.values()].find(({ head }) => /\/Kids/.test(head))!.head,
  )![1]
  const contents = [...kids.matchAll(/(\d+) 0 R/g)].map(([, number]) =>
    objects.get(referred(objects.get(Number(number))!.head, 'Contents'))!.stream!.toString('latin1'),
  )
  return { contents, fonts }
}

function lettersOf(map: string): Map<number, string> {
  const letters = new Map<number, string>()
  for (const [, first, list] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi))
    for (const [i, [, code]] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
      letters.set(
        Number.parseInt(first, 16) + i,
        Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
      )
  return letters
}

/** One line for each call that shows text. */
function wordsOf(content: string, fonts: Map<string, Font>): string {
  let letters = new Map<number, string>()
  const lines: string[] = []
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) letters = fonts.get(font)?.letters ?? new Map()
    else
      lines.push(
        [...shown.matchAll(/<([0-9a-f]*)>/gi)]
          .flatMap(([, hex]) => hex.match(/.{4}/g) ?? [])
          .map((glyph) => letters.get(Number.parseInt(glyph, 16)) ?? '�')
          .join(''),
      )
  }
  return lines.join('\n')
}
