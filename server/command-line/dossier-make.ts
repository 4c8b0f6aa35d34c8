/** `dossier make`: a sealed dossier of a land unit, on the database of the environment, without the server. */
import { existsSync } from 'node:fs'
import type { Viewer } from '../../domain/access/index.ts'
import { USES } from '../../domain/evidence/index.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { readPublicUrl } from '../accounts/console-invitation.ts'
import { EvidenceDamaged, gatherEvidence } from '../dossiers/evidence.ts'
import { openDossierKey } from '../dossiers/key.ts'
import { makeDossier } from '../dossiers/make.ts'
import { DossierTooLarge } from '../dossiers/writer.ts'
import { oneOf, readFlags } from './flags.ts'
import { CommandEnded } from './outcome.ts'
import { remark } from './output.ts'
import { placeOfEnvironment, withExistingStore } from './store.ts'

const FLAGS = {
  out: { type: 'string' },
  for: { type: 'string' },
  known: { type: 'string' },
  lang: { type: 'string' },
} as const

/** Whoever has the console has the database: it is read with all eyes. */
const CONSOLE: Viewer = {
  account: { id: 0, name: '' },
  grants: [{ role: 'administrator', scope: { kind: 'everything' } }],
}

export async function dossierMake(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, FLAGS, ['UNIT'], locale)
  const unit = Number(operands[0])
  if (!Number.isSafeInteger(unit) || unit < 1)
    throw new CommandEnded(translate(locale, 'dossier.no-unit', { unit: operands[0] }))
  const use = oneOf(values.for, USES, '--for', locale)
  if (use === undefined) throw new CommandEnded(translate(locale, 'dossier.no-use'))
  const { out } = values
  if (out === undefined)
    throw new CommandEnded(translate(locale, 'cli.missing-operand', { operand: '--out FILE' }))
  if (existsSync(out)) throw new CommandEnded(translate(locale, 'dossier.exists', { file: out }))
  const known = readMoment(values.known, locale)
  const place = placeOfEnvironment()
  const base = readPublicUrl(process.env.PUBLIC_URL) ?? `http://localhost:${process.env.PORT || 3000}`
  const manifest = await withExistingStore(place, locale, async ({ db }) => {
    const key = await openDossierKey(place.dataDirectory)
    const gather = gatherEvidence(place.dataDirectory)
    const wanted = { unit, viewer: CONSOLE, use, known, locale, address: `${base}/land?unit=${unit}` }
    return makeDossier({ db, gather, key }, wanted, PROGRAM, out).catch((error) => {
      if (error instanceof DossierTooLarge)
        throw new CommandEnded(translate(locale, 'refusal.dossier-too-large.detail'))
      if (error instanceof EvidenceDamaged)
        throw new CommandEnded(translate(locale, 'refusal.evidence-damaged.detail', { id: error.id }))
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOSPC')
        throw new CommandEnded(translate(locale, 'dossier.cannot-write', { file: out, why: message }))
      throw error
    })
  })
  if (!manifest) throw new CommandEnded(translate(locale, 'dossier.no-unit', { unit: String(unit) }))
  const { items, entry, key } = manifest
  remark(translate(locale, 'dossier.made', { file: out, items: items.length, seq: String(entry.seq), key }))
}

function readMoment(value: string | undefined, locale: Locale): string | null {
  if (value === undefined) return null
  const moment = Date.parse(value)
  if (Number.isNaN(moment) || moment > Date.now())
    throw new CommandEnded(translate(locale, 'dossier.no-moment', { value }))
  return new Date(moment).toISOString()
}
