/** The words of a PDF that pdfkit made, page by page: its streams unpacked, its glyphs read back by each font's own map. */
import { inflateSync } from 'node:zlib'

export function pdfPages(bytes: Buffer): string[] {
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
  const fonts = new Map<string, Map<number, string>>()
  for (const { head } of objects.values())
    for (const [, name, number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const letters = objects.get(referred(objects.get(Number(number))!.head, 'ToUnicode'))?.stream
      if (letters) fonts.set(name, lettersOf(letters.toString('latin1')))
    }
  const kids = /\/Kids \[([^\]]*)\]/.exec(
    [...objects.values()].find(({ head }) => /\/Kids/.test(head))!.head,
  )![1]
  return [...kids.matchAll(/(\d+) 0 R/g)].map(([, number]) => {
    const content = objects.get(referred(objects.get(Number(number))!.head, 'Contents'))!.stream!
    return wordsOf(content.toString('latin1'), fonts)
  })
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
function wordsOf(content: string, fonts: Map<string, Map<number, string>>): string {
  let letters = new Map<number, string>()
  const lines: string[] = []
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) letters = fonts.get(font) ?? new Map()
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
