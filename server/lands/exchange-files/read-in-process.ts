import { fileURLToPath } from 'node:url'
import { readApart } from '../../workers/read-apart.ts'
import type { TablesRead } from './read-tables.ts'

const reader = fileURLToPath(new URL('./reader-process.ts', import.meta.url))

export const readTablesApart = (path: string) => readApart<{ path: string }, TablesRead>(reader, { path })
