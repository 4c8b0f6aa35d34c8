/** The process that reads one spreadsheet: told where it is, gone when it has answered or its parent is gone. */
import { readSheets } from '../../files/index.ts'
import { answerOnce } from '../../workers/read-apart.ts'

export interface SheetQuestion {
  path: string
  fileName: string
  directory: string
}

answerOnce(({ path, fileName, directory }: SheetQuestion) => readSheets(path, fileName, directory))
