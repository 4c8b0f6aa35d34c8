import { expect, test } from 'vitest'
import { pdfRuns, pdfSpoken } from '../../test/support/pdf-text.ts'
import { Paper } from './paper.ts'
import { legible } from './two-cuts.ts'

const SIZE = 20
const paper = () => new Paper({ title: 'Prueba', language: 'es', day: '2026-01-01' })
const printed = async (page: Paper) =>
  (await pdfRuns(await page.end(() => ['', '']))).filter(({ size }) => size === SIZE)
/** What a reader copies from the page: marks after their letters, as one. */
const text = (runs: { text: string }[]) =>
  runs
    .map((run) => run.text)
    .join('')
    .normalize('NFC')

/** Names of the region with letters outside Latin-1: Guaraní, Mbyá, Quechua spelling, Arhuaco, and one from Wales. */
const NAMES = ['Mbyá Ñe’ẽ ha ỹvy', 'Tekoha Ka’aguỹ Porã', 'Ũnĩ g̃uarani', 'Pachakamaq Ŵari', 'Ɨkʉ', 'Żółć']

test('letters outside Latin-1 are printed as they are written, in either weight', async () => {
  for (const bold of [false, true]) {
    const page = paper()
    page.put(NAMES.slice(0, 4).join(' · '), 40, 100, { size: SIZE, bold })
    expect(text(await printed(page))).toBe(NAMES.slice(0, 4).join(' · '))
  }
})

test('whoever copies a line whose letters are set from their parts gets whole ones', async () => {
  const page = paper()
  page.put('Ũnĩ', 40, 100, { size: SIZE })
  page.put('Ŵari', 40, 200, { size: SIZE })
  expect(pdfSpoken(await page.end(() => ['', '']))).toEqual(['Ũnĩ'])
})

test('what no cut has loses its marks, or is a dot; a mark that no cut has is left out', () => {
  expect(legible('Ɨkʉ')).toBe('·k·')
  expect(legible('Ǩaḻa n̰')).toBe('Kala n')
  expect(legible('Żółć ı ™')).toBe('Żółć ı ™')
  expect(legible('\u2003')).toBe(' ')
})

test('a line in both cuts is one line: each stretch begins where the one before it ends', async () => {
  const page = paper()
  const name = 'Ŵari ŵiŵa żona'
  page.put(name, 40, 100, { size: SIZE })
  const width = page.widthOf(name, { size: SIZE })
  const runs = await printed(page)
  expect(new Set(runs.map(({ font }) => font)).size).toBe(2)
  expect(new Set(runs.map(({ y }) => y)).size).toBe(1)
  for (const [i, run] of runs.entries())
    if (i > 0) expect(run.x).toBeCloseTo(runs[i - 1].x + runs[i - 1].width, 1)
  const last = runs[runs.length - 1]
  expect(last.x + last.width - 40).toBeCloseTo(width, 1)
})

test('a mark stands over its letter, also over an i without its dot and higher over a capital', async () => {
  const page = paper()
  page.put('ẽ', 40, 100, { size: SIZE })
  page.put('Ẽ', 40, 200, { size: SIZE })
  page.put('ĩ', 40, 300, { size: SIZE })
  const [small, mark, capital, high, thin, over] = await printed(page)
  expect([small, mark, capital, high, thin, over].map((run) => run.text.normalize('NFC'))).toEqual([
    'e',
    '\u0303',
    'E',
    '\u0303',
    'i',
    '\u0303',
  ])
  // The tilde is drawn from its own origin, which lies before it: its ink begins 2 % of the size after.
  for (const [letter, tilde] of [
    [small, mark],
    [capital, high],
    [thin, over],
  ]) {
    const middle = tilde.x + (0.04 + 0.369) * 0.5 * SIZE
    expect(middle).toBeGreaterThan(letter.x + 0.35 * letter.width)
    expect(middle).toBeLessThan(letter.x + 0.65 * letter.width)
  }
  expect(high.glyph).not.toBe(mark.glyph)
  const plain = paper()
  plain.put('i', 40, 100, { size: SIZE })
  expect((await printed(plain))[0].glyph).not.toBe(thin.glyph)
})

test('wrapping, height and alignment go by what is printed', async () => {
  const words = Array.from({ length: 12 }, () => 'ŵaŵaŵa').join(' ')
  const page = paper()
  const wrapped = { size: SIZE, width: 200 }
  page.put(words, 40, 100, wrapped)
  const one = page.heightOf('ŵ', wrapped)
  const lines = Math.round(page.heightOf(words, wrapped) / one)
  const runs = await printed(page)
  expect(new Set(runs.map(({ y }) => y)).size).toBe(lines)
  expect(lines).toBeGreaterThan(3)
  for (const { x, width, text } of runs)
    expect(x + (text.trimEnd() === text ? width : 0)).toBeLessThan(40 + 200.1)
  expect(text(runs).replaceAll(/\s/g, '')).toBe(words.replaceAll(' ', ''))

  const aligned = paper()
  aligned.put('żona ŵ', 40, 100, { size: SIZE, width: 200, align: 'right' })
  aligned.put('żona ŵ', 40, 200, { size: SIZE, width: 200, align: 'center' })
  const wide = aligned.widthOf('żona ŵ', { size: SIZE })
  const ends = await printed(aligned)
  const ofLine = (y: number) => ends.filter((run) => run.y === y)
  const [right, centre] = [...new Set(ends.map(({ y }) => y))].map(ofLine)
  expect(right[0].x).toBeCloseTo(240 - wide, 1)
  expect(right[right.length - 1].x + right[right.length - 1].width).toBeCloseTo(240, 1)
  expect(centre[0].x).toBeCloseTo(140 - wide / 2, 1)
})

test('a text without such letters is set as ever, in one cut', async () => {
  const page = paper()
  page.put('Ñemby, «Tacuatí» – 12 €', 40, 100, { size: SIZE })
  const runs = await printed(page)
  expect(new Set(runs.map(({ font }) => font)).size).toBe(1)
  expect(text(runs)).toBe('Ñemby, «Tacuatí» – 12 €')
})
