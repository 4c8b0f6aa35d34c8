/** Declared links and confirmed borders from a table or JSON: a and b are ids, the rest may be missing. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { DeclaredLink, LinkKind } from '../../domain/territory/types.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { CommandEnded } from './outcome.ts'

const KINDS: readonly string[] = ['bridge', 'ferry', 'ford', 'path', 'road', 'border'] satisfies LinkKind[]

/** @throws CommandEnded with the row that can't be used. */
export async function readLinks(
  file: string,
  ids: ReadonlySet<string>,
  locale: Locale,
): Promise<DeclaredLink[]> {
  if (!existsSync(file)) throw new CommandEnded(translate(locale, 'cli.no-file', { file }))
  const rows = parseRows(await readFile(file, 'utf8'))
  if (!rows) throw new CommandEnded(translate(locale, 'cli.links-unreadable', { file }))
  return rows.map((row, i) => {
    const value = (name: string) => String(row[name] ?? '').trim()
    const a = value('a')
    const b = value('b')
    const refuse = (
      key: 'cli.link-without-ends' | 'cli.link-unknown' | 'cli.link-to-itself' | 'cli.link-kind',
      facts = {},
    ) => {
      throw new CommandEnded(translate(locale, key, { file, row: i + 1, ...facts }))
    }
    if (a === '' || b === '') refuse('cli.link-without-ends')
    for (const end of [a, b]) if (!ids.has(end)) refuse('cli.link-unknown', { id: end })
    if (a === b) refuse('cli.link-to-itself', { id: a })
    const kind = value('kind').toLowerCase() || 'path'
    if (!KINDS.includes(kind)) refuse('cli.link-kind', { kind, kinds: KINDS.join(', ') })
    return {
      a,
      b,
      kind: kind as LinkKind,
      declaredBy: value('declaredBy'),
      declaredOn: value('declaredOn'),
      reason: value('reason'),
    }
  })
}

function parseRows(text: string): Record<string, unknown>[] | null {
  try {
    if (/^\uFEFF?\s*[[{]/.test(text)) {
      const read = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
      const list = Array.isArray(read) ? read : (read as { links?: unknown }).links
      return Array.isArray(list) && list.every((row) => typeof row === 'object' && row !== null) ? list : null
    }
    const head = text.split(/\r?\n/, 1)[0]
    const delimiter = head.includes(';') ? ';' : head.includes('\t') ? '\t' : ','
    return parse(text, {
      bom: true,
      columns: true,
      delimiter,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    })
  } catch {
    return null
  }
}
