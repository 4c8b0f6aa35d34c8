/** `dossier verify` and `dossier key`: whether a dossier is as it was sealed, and by which key this server seals. */
import { type FileHandle, open } from 'node:fs/promises'
import { HEX_64 } from '../../domain/dossier/format.ts'
import {
  compareDossiers,
  compareWithHeld,
  type Finding,
  type Report,
  verify,
} from '../../domain/dossier/verify.ts'
import { type Locale, type MessageKey, translate } from '../../messages/index.ts'
import { openDossierKey } from '../dossiers/key.ts'
import { means, onDisk } from '../dossiers/means.ts'
import { readFingerprint, readFlags } from './flags.ts'
import { CommandEnded, FAILED, UNUSABLE } from './outcome.ts'
import { remark, writeOut } from './output.ts'
import { moment, placeOfEnvironment } from './store.ts'

const VERIFY = {
  key: { type: 'string' },
  head: { type: 'string' },
  against: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
} as const

/** Ends with 0: as it was sealed; 1: not; 2: can't be said. */
export async function dossierVerify(args: string[], locale: Locale): Promise<void> {
  const { values, operands } = readFlags(args, VERIFY, ['FILE'], locale)
  const key = values.key === undefined ? undefined : readPublicKey(values.key, locale)
  const head = values.head === undefined ? undefined : readFingerprint(values.head, locale)
  const report = await verifyFile(operands[0], locale)
  const held = compareWithHeld(report, { key, head })
  if (held === null)
    throw new CommandEnded(
      translate(locale, 'dossier.later-than', { seq: head!.seq, last: report.dossier!.seq }),
      UNUSABLE,
    )
  const other = values.against !== undefined && report.sound ? await verifyFile(values.against, locale) : null
  if (other && !other.sound)
    throw new CommandEnded(translate(locale, 'dossier.other-unsound', { file: values.against! }), UNUSABLE)
  const findings = [...report.findings, ...held, ...(other ? compareDossiers(report, other) : [])]
  const sound = findings.length === 0
  const { dossier } = report
  if (values.json) await writeOut(`${JSON.stringify({ sound, findings, dossier })}\n`)
  else {
    for (const finding of findings) await writeOut(`${findingSentence(finding, locale)}\n`)
    if (dossier) {
      const { at, ...facts } = dossier
      const said = translate(locale, 'dossier.sealed', { ...facts, at: moment(at, locale) })
      await writeOut(`${said}\n`)
    }
    if (sound) await writeOut(`${translate(locale, 'dossier.sound')}\n`)
    if (sound && key === undefined) remark(translate(locale, 'dossier.whose-key'))
  }
  if (!sound) throw new CommandEnded(translate(locale, 'dossier.not-sound'), FAILED)
}

const findingSentence = ({ code, at = 0, path = '' }: Finding, locale: Locale) =>
  translate(locale, `dossier.finding.${code}` as MessageKey, { at, path })

/** Whatever keeps the file from being read is no verdict on it. */
async function verifyFile(path: string, locale: Locale): Promise<Report> {
  let file: FileHandle | null = null
  try {
    file = await open(path)
    return await verify(await onDisk(file), means)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new CommandEnded(
      code === 'ENOENT'
        ? translate(locale, 'cli.no-file', { file: path })
        : translate(locale, 'dossier.cannot-read', { file: path, why: message }),
      UNUSABLE,
    )
  } finally {
    await file?.close()
  }
}

function readPublicKey(value: string, locale: Locale): string {
  // People read them in groups.
  const digits = value.replaceAll(/\s/g, '').toLowerCase()
  if (!HEX_64.test(digits)) throw new CommandEnded(translate(locale, 'cli.bad-key', { value }))
  return digits
}

export async function dossierKeyShown(args: string[], locale: Locale): Promise<void> {
  readFlags(args, { lang: { type: 'string' } }, [], locale)
  const { publicKey } = await openDossierKey(placeOfEnvironment().dataDirectory)
  await writeOut(`${publicKey}\n`)
}
