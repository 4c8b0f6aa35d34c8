/** The process that reads one land file: told where it is, gone when it has answered or its parent is gone. */
import { readTables } from './read-tables.ts'

process.on('disconnect', () => process.exit())
process.once('message', ({ path }: { path: string }) => process.send?.(readTables(path)))
