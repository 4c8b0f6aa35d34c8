/** A PDF that pdfkit made, taken apart: the content of its pages unpacked, and its fonts. */
import { inflateSync } from 'node:zlib'

export interface PdfPage {
  content: string
  /** Points. */
  height: number
}

export interface PdfFont {
  /** By the number of the glyph. */
  letters: Map<number, string>
  /** Thousandths of the size, by the same. */
  widths: number[]
}

export function readPdf(bytes: Buffer): { pages: PdfPage[]; fonts: Map<string, PdfFont> } {
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
  const fonts = new Map<string, PdfFont>()
  for (const { head } of objects.values())
    for (const [, name, number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = objects.get(Number(number))!.head
      const letters = objects.get(referred(font, 'ToUnicode'))?.stream
      const below = /\/DescendantFonts \[(\d+) 0 R\]/.exec(font)?.[1]
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
  const pages = [...kids.matchAll(/(\d+) 0 R/g)].map(([, number]) => {
    const { head } = objects.get(Number(number))!
    return {
      content: objects.get(referred(head, 'Contents'))!.stream!.toString('latin1'),
      height: Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(head)![1]),
    }
  })
  return { pages, fonts }
}

/** Of what is shown in one go: `[<0012> -20 <0034>]`. */
export const glyphsIn = (list: string): number[] =>
  [...list.matchAll(/<([0-9a-f]*)>/gi)]
    .flatMap(([, hex]) => hex.match(/.{4}/g) ?? [])
    .map((hex) => Number.parseInt(hex, 16))

export const textOf = (glyphs: readonly number[], font: PdfFont | undefined): string =>
  glyphs.map((glyph) => font?.letters.get(glyph) ?? '�').join('')

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
