/** The process that reads one land file: told where it is, gone when it has answered or its parent is gone. */
import { answerOnce } from '../../workers/read-apart.ts'
import { readTables } from './read-tables.ts'

answerOnce(({ path }: { path: string }) => readTables(path))
