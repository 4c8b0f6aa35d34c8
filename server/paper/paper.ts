/**
 * A document on A4: fonts, headings, paragraphs, room on the page, and a foot on each page when all are known. The same
 * calls make the same bytes: the day of the document comes from its data, and nothing else tells the time.
 */
import { legible, TwoCutDocument } from './two-cuts.ts'

export const INK = '#1d2a2f'
export const SECOND_INK = '#56646a'
export const LINE = '#c9c4b7'
export const ACCENT = '#0b6b57'
export const ALARM = '#a3262a'
export const DOUBT = '#7d5205'
export const TINT = '#eef4f1'

const MARGIN = 42
const FOOT = 44

export interface TextStyle {
  size?: number
  bold?: boolean
  colour?: string
  align?: 'left' | 'right' | 'center'
  width?: number
}

export class Paper {
  readonly doc: TwoCutDocument
  readonly left = MARGIN
  readonly width: number
  readonly bottom: number
  #chunks: Buffer[] = []

  /** @param day ISO date of the document. */
  constructor(about: { title: string; language: string; day: string }) {
    this.doc = new TwoCutDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 },
      bufferPages: true,
      lang: about.language,
      displayTitle: true,
      pdfVersion: '1.7',
      info: {
        Title: about.title,
        Producer: 'Toparquía',
        Creator: 'Toparquía',
        CreationDate: new Date(`${about.day}T12:00:00Z`),
      },
    })
    this.width = this.doc.page.width - 2 * MARGIN
    this.bottom = this.doc.page.height - FOOT - 12
    this.doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
  }

  get y(): number {
    return this.doc.y
  }
  set y(value: number) {
    this.doc.y = value
  }

  #style({ size = 9.5, bold = false, colour = INK }: TextStyle): TwoCutDocument {
    return this.doc
      .weigh(bold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(colour)
  }

  /** At a place, without moving the pen. */
  put(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { y: before } = this.doc
    this.#style(style).text(legible(text), x, y, {
      width: style.width,
      align: style.align,
      lineBreak: style.width !== undefined,
      lineGap: 1,
    })
    this.doc.y = before
  }

  heightOf(text: string, style: TextStyle & { width: number }): number {
    return this.#style(style).heightOfString(legible(text), { width: style.width, lineGap: 1 })
  }

  widthOf(text: string, style: TextStyle = {}): number {
    return this.#style(style).widthOfString(legible(text))
  }

  /** In the flow, across the page. */
  say(text: string, style: TextStyle & { indent?: number; after?: number } = {}): void {
    const { indent = 0, after = 4 } = style
    const width = (style.width ?? this.width) - indent
    const height = this.heightOf(text, { ...style, width })
    this.need(height)
    this.put(text, this.left + indent, this.y, { ...style, width })
    this.y += height + after
  }

  heading(text: string, follows = 60): void {
    this.need(30 + follows)
    this.y += 10
    this.say(text, { size: 13, bold: true, after: 5 })
  }

  /** Turns the page where `height` is not left on it. @returns whether it did */
  need(height: number): boolean {
    if (this.y + height <= this.bottom) return false
    this.doc.addPage()
    this.y = MARGIN
    return true
  }

  rule(y: number, from = this.left, to = this.left + this.width): void {
    this.doc.moveTo(from, y).lineTo(to, y).lineWidth(0.6).strokeColor(LINE).stroke()
  }

  /** @param foot left and right text of each page. */
  async end(foot: (page: number, pages: number) => [left: string, right: string]): Promise<Buffer> {
    const { count } = this.doc.bufferedPageRange()
    for (let i = 0; i < count; i++) {
      this.doc.switchToPage(i)
      const y = this.doc.page.height - FOOT
      this.rule(y)
      const [left, right] = foot(i + 1, count)
      const style = { size: 8, colour: SECOND_INK }
      this.put(left, this.left, y + 7, style)
      this.put(right, this.left, y + 7, { ...style, width: this.width, align: 'right' })
    }
    const ended = new Promise((resolve) => this.doc.on('end', resolve))
    this.doc.end()
    await ended
    return Buffer.concat(this.#chunks)
  }
}
