/**
 * The program's own font in print: two cuts that share their measures, one for the letters of Western Europe and one for
 * those beyond, set side by side in one line wherever a text needs both. Letters that neither has as a whole are set from
 * their parts (ẽ, ỹ, g̃), and the font puts the mark in its place.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'

const WEIGHTS = ['regular', 'bold'] as const
const CUTS = ['latin', 'latin-ext'] as const
type Weight = (typeof WEIGHTS)[number]
type Cut = (typeof CUTS)[number]

/** Static cuts: pdfkit can't embed the accented letters of the variable one (WOFF 2). */
const cut = (name: Cut, weight: 400 | 700): Buffer =>
  readFileSync(
    fileURLToPath(
      import.meta.resolve(
        `@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-${name}-${weight}-normal.woff`,
      ),
    ),
  )
const FONTS: Record<Weight, Record<Cut, Buffer>> = {
  regular: { latin: cut('latin', 400), 'latin-ext': cut('latin-ext', 400) },
  bold: { latin: cut('latin', 700), 'latin-ext': cut('latin-ext', 700) },
}

/** What the first cut surely has: Latin-1, and the signs of print. */
const HAS = /^[\n\x20-\x7e\xa0-\xff–—‘’“”„…•€−Œœ]*$/u

/** What pdfkit keeps to itself; its version is pinned, and two-cuts.test.ts reads back what comes of it. */
interface Inside {
  _font: { font: { hasGlyphForCodePoint(code: number): boolean } }
  _fragment(text: string, x: number, y: number, options: LineOptions): void
}
interface LineOptions {
  align?: 'left' | 'right' | 'center'
  width?: number
  lineWidth?: number
  textWidth?: number
  wordCount?: number
}

const covers = (font: Buffer): ((letter: string) => boolean) => {
  const { _font } = new PDFDocument().font(font) as unknown as Inside
  return (letter) => _font.font.hasGlyphForCodePoint(letter.codePointAt(0)!)
}
const LATIN = covers(FONTS.regular.latin)
const BEYOND = covers(FONTS.regular['latin-ext'])

/** The cut that has a letter; null where none has. */
const cutOf = (letter: string): Cut | null =>
  HAS.test(letter) || LATIN(letter) ? 'latin' : BEYOND(letter) ? 'latin-ext' : null

/**
 * The text in letters that can be set. One that no cut has is set from its parts, or loses its marks, so that a name stays
 * readable; what is left of none is a middle dot.
 */
export const legible = (text: string): string =>
  [...text.normalize('NFC')]
    .map((letter) => {
      if (cutOf(letter)) return letter
      const parts = [...letter.normalize('NFD')]
      if (parts.every((part) => cutOf(part) === 'latin')) return parts.join('')
      const bare = [...letter.normalize('NFKD')][0]
      if (cutOf(bare)) return bare
      return /\s/.test(letter) ? ' ' : /\p{M}/u.test(letter) ? '' : '·'
    })
    .join('')

/** Stretches of one cut each; a mark goes with the letter before it. */
function runsOf(text: string): { cut: Cut; text: string }[] {
  if (HAS.test(text)) return [{ cut: 'latin', text }]
  const runs: { cut: Cut; text: string }[] = []
  for (const letter of text) {
    const last = runs.at(-1)
    const own = /\p{M}/u.test(letter) && last ? last.cut : (cutOf(letter) ?? 'latin')
    if (last?.cut === own) last.text += letter
    else runs.push({ cut: own, text: letter })
  }
  return runs
}

/** A document that measures and sets every line in both cuts. */
export class TwoCutDocument extends PDFDocument {
  #weight: Weight = 'regular'

  constructor(options: PDFKit.PDFDocumentOptions) {
    super(options)
    for (const weight of WEIGHTS)
      for (const cut of CUTS) this.registerFont(`${weight} ${cut}`, FONTS[weight][cut])
  }

  weigh(weight: Weight): this {
    this.#weight = weight
    return this.#take('latin')
  }

  #take(cut: Cut): this {
    return this.font(`${this.#weight} ${cut}`)
  }

  #widthOfRun(text: string): number {
    return super.widthOfString(text)
  }

  /** Of the first cut alone, as pdfkit measures it, where the text needs no other. */
  override widthOfString(text: string, options?: PDFKit.Mixins.TextOptions): number {
    const runs = runsOf(text)
    if (runs.every(({ cut }) => cut === 'latin')) return super.widthOfString(text, options)
    const width = runs.reduce((sum, run) => sum + this.#take(run.cut).#widthOfRun(run.text), 0)
    this.#take('latin')
    return width
  }

  /** Shows one line: each run where the one before it ends. */
  _fragment(text: string, x: number, y: number, options: LineOptions): void {
    const { _fragment: show } = PDFDocument.prototype as unknown as Inside
    if (HAS.test(text)) {
      show.call(this as unknown as Inside, text, x, y, options)
      return
    }
    const runs = runsOf(text.replaceAll('\n', ''))
    // Whoever searches or copies finds letters set from their parts as whole ones.
    const parted = /\p{M}/u.test(text)
    if (parted) this.markContent('Span', { actual: text.normalize('NFC') })
    const { align = 'left', width, lineWidth = 0, textWidth = 0 } = options
    if (width && align === 'right') x += lineWidth - this.widthOfString(text.trimEnd())
    if (width && align === 'center') x += lineWidth / 2 - textWidth / 2
    for (const run of runs) {
      const runWidth = this.#take(run.cut).#widthOfRun(run.text)
      show.call(this as unknown as Inside, run.text, x, y, { ...options, align: 'left', textWidth: runWidth })
      x += runWidth
    }
    this.#take('latin')
    if (parted) this.endMarkedContent()
  }
}
