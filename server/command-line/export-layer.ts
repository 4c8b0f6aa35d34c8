/** `export LAYER --format …`: a layer to a file or to standard output. */
import { createReadStream } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROGRAM } from '../../domain/log/entry.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { logTakenAway } from '../exports/log.ts'
import { EXPORT_LAYERS, exportRows } from '../exports/rows.ts'
import { writeFile } from '../files/index.ts'
import { ensureOutlines } from '../tiles/outlines.ts'
import { withDatabase } from './database.ts'
import { oneOf, readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark, writePiece } from './output.ts'

const FLAGS = { format: { type: 'string' }, output: { type: 'string' }, lang: { type: 'string' } } as const

export async function exportLayer(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['LAYER'], locale)
  const layer = oneOf(operands[0], EXPORT_LAYERS, 'LAYER', locale)!
  const format = oneOf(values.format ?? 'geojson', ['geojson', 'gpkg', 'csv'] as const, '--format', locale)!
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-export-'))
  try {
    // Beside the target first: a reader never sees half a file under its name.
    const path = join(directory, `${layer}.${format}`)
    const count = await withDatabase(locale, async ({ db }) => {
      if (layer === 'communes') await ensureOutlines(db)
      const written = await writeFile(format, layer, exportRows(db, layer), path)
      await logTakenAway(db, PROGRAM, { layer, format, count: written })
      return written
    })
    const { output } = values
    if (output === undefined)
      for await (const piece of createReadStream(path)) await writePiece(piece as Uint8Array)
    else {
      await copyFile(path, output).catch((error: Error) => {
        throw new CommandEnded(translate(locale, 'cli.cannot-write', { file: output, why: error.message }))
      })
      remark(translate(locale, 'cli.exported', { count, layer, file: output }))
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
