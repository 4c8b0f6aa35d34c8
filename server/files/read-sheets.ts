/**
 * A spreadsheet or a CSV as sheets of cells. GDAL, which is compiled into gdal3.js, reads both too, but gives every column
 * one type and no row numbers: whether `1.234` is a number or a text that may mean two is what is asked here.
 */
import { readFile } from 'node:fs/promises'
import { type Cell, SHEET_LIMITS } from '../../domain/exchange/quantity-files/index.ts'
import { type Entry, entriesOf, Unpacker } from './archive.ts'
import { contentOf } from './content.ts'
import { csvTable } from './csv.ts'
import { readOds } from './ods.ts'
import { Refusal } from './problem.ts'
import { cleanText } from './properties.ts'
import type { ReadContext } from './raw.ts'
import { rowTaker, type TakenSheet } from './sheet-rows.ts'
import type { FileProblem } from './types.ts'
import { readXlsx } from './xlsx.ts'

export type SheetsRead = { sheets: TakenSheet[] } | { refused: 'file'; problem: FileProblem }

/** What a packed file may unfold to. */
const EXPANDED = 100 * 1024 ** 2

/** @param directory of this reading alone, removed by the caller. */
export async function readSheets(path: string, fileName: string, directory: string): Promise<SheetsRead> {
  const context: ReadContext = {
    fileName,
    directory,
    options: { expandedLimit: EXPANDED },
    progress: () => {},
  }
  try {
    const sheets = (await sheetsOf(path, context)).filter(({ rows, tooLong }) => tooLong || rows.length > 0)
    if (sheets.length === 0) throw new Refusal('sheet-empty')
    if (sheets.every(({ tooLong }) => tooLong))
      throw new Refusal('sheet-too-long', { limit: SHEET_LIMITS.rows })
    return { sheets }
  } catch (error) {
    if (error instanceof Refusal) return { refused: 'file', problem: error.problem }
    throw error
  }
}

async function sheetsOf(path: string, context: ReadContext): Promise<TakenSheet[]> {
  const content = contentOf(path, context.fileName)
  if (content === 'csv') return [await csvSheet(path, context)]
  if (content === 'empty') throw new Refusal('sheet-empty')
  if (content !== 'zip') throw foreign(content)
  const entries = new Map<string, Entry>(
    entriesOf(path).map((entry) => [entry.name.replaceAll('\\', '/').replace(/^\//, ''), entry]),
  )
  const unpacker = new Unpacker(path, context)
  if (entries.has('xl/workbook.xml')) return readXlsx(entries, unpacker, context)
  if (entries.has('xl/workbook.bin')) throw new Refusal('sheet-old-format', { found: 'XLSB' })
  const body = entries.get('content.xml')
  if (!body) throw new Refusal('not-a-sheet', { found: 'ZIP' })
  // One with a password has parts that are no XML; so says its list of parts.
  const parts = entries.get('META-INF/manifest.xml')
  if (parts && (await isLocked(await unpacker.unpack(parts)))) throw new Refusal('sheet-locked')
  return readOds(await unpacker.unpack(body), context)
}

function foreign(content: ReturnType<typeof contentOf>): Refusal {
  const found = typeof content === 'object' ? content.foreign : content
  // Workbooks with a password come in the envelope of the old ones.
  return /XLS/.test(found)
    ? new Refusal('sheet-old-format', { found: 'XLS' })
    : new Refusal('not-a-sheet', { found })
}

const isLocked = async (manifest: string): Promise<boolean> =>
  (await readFile(manifest, 'utf8')).includes('encryption-data')

async function csvSheet(path: string, context: ReadContext): Promise<TakenSheet> {
  const taker = rowTaker('')
  let row = 0
  for await (const record of await csvTable(path, context)) {
    row++
    // Excel's own line of what parts the columns.
    if (row === 1 && /^\ufeff?sep=.?$/i.test(record.join(''))) continue
    const cells: Cell[] = record.slice(0, SHEET_LIMITS.columns).map((cell) =>
      cleanText(cell)
        .replace(/^\ufeff/, '')
        .slice(0, SHEET_LIMITS.cell),
    )
    if (!taker.take(row, cells)) break
  }
  return taker.sheet()
}
