import { type Mark, pdfMarks } from './pdf-marks.ts'

/** The words of a PDF that pdfkit made, page by page, one line for each call that shows text. */
export const pdfPages = (bytes: Buffer): string[] => pdfMarks(bytes).map(wordsOf)

export const wordsOf = (marks: readonly Mark[]): string =>
  marks.flatMap((mark) => (mark.kind === 'words' ? [mark.text] : [])).join('\n')
