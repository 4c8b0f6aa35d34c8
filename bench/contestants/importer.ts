/** The program's own import in a process of its own: from the arriving bytes to the last commit. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { PROGRAM } from '../../domain/log/entry.ts'
import { openDatabase } from '../../server/database/index.ts'
import { type Imports, openImports } from '../../server/imports/imports.ts'
import type { Import } from '../../server/imports/schema.ts'

export interface ImportQuestion {
  url: string
  file: string
}
export interface ImportAnswer {
  readMs: number
  saveMs: number
  councils: number
}

const STEP_MS = 20

async function until(imports: Imports, id: number, reached: Import['status']): Promise<Import> {
  for (;;) {
    const one = await imports.find(id)
    if (one.status === reached) return one
    if (!['reading', 'saving', 'ready'].includes(one.status)) {
      throw new Error(`The import is ${one.status}: ${JSON.stringify(one.problems.slice(0, 3))}`)
    }
    if (reached === 'saved' && one.status === 'ready') {
      throw new Error(`The import was not saved: ${JSON.stringify(one.problems.slice(0, 3))}`)
    }
    await setTimeout(STEP_MS)
  }
}

/** What a person would answer at once: keep what can be kept, mend what can be mended. */
async function decide(imports: Imports, ready: Import): Promise<void> {
  const open = new Map(
    ready.problems.filter((one) => one.severity === 'decide').map((one) => [one.code, one.decisions]),
  )
  if (open.size === 0) return
  const decisions = [...open].map(([code, offered]) => ({
    code,
    decision: (['keep', 'repair', 'leave-out'] as const).find((one) => offered.includes(one)) ?? 'leave-out',
  }))
  await imports.edit(ready.id, { decisions })
}

process.on('message', async ({ url, file }: ImportQuestion) => {
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-bench-import-'))
  const database = await openDatabase({ url })
  const imports = await openImports(database, {
    dataDirectory: directory,
    uploadLimit: 2 ** 32,
    onDefect: (error) => {
      throw error
    },
  })
  const begun = performance.now()
  const { id } = await imports.receive('country.geojson', createReadStream(file), PROGRAM)
  const ready = await until(imports, id, 'ready')
  await decide(imports, ready)
  const readMs = performance.now() - begun
  await imports.save(id, PROGRAM)
  await until(imports, id, 'saved')
  const saveMs = performance.now() - begun - readMs
  const { councils } = await database.db
    .selectFrom('council')
    .select(({ fn }) => fn.countAll<number>().as('councils'))
    .executeTakeFirstOrThrow()
  const answer: ImportAnswer = { readMs, saveMs, councils }
  await imports.close()
  await database.close()
  await rm(directory, { recursive: true, force: true })
  process.send?.(answer)
})
