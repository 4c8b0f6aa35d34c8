/** A dossier from the first record read to the last byte written. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PUBLIC, type Viewer } from '../../domain/access/index.ts'
import type { ClaimContent } from '../../domain/dossier/content.ts'
import type { Manifest } from '../../domain/dossier/format.ts'
import type { Author, Fingerprint } from '../../domain/log/entry.ts'
import { type Locale, translate } from '../../messages/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import type { SigningKey } from '../keys.ts'
import { communesOfUnits } from '../lands/reach.ts'
import { settleLand } from '../lands/records.ts'
import { readHead } from '../log/read.ts'
import { today } from '../today.ts'
import { EvidenceDamaged, type Gather, type GatheredEvidence, type Use } from './evidence.ts'
import { writeClaimGeoPackage } from './geopackage.ts'
import { readClaim } from './read-claim.ts'
import { drawDossier } from './report/dossier.ts'
import type { ReportFacts } from './report/facts.ts'
import { grouped } from './report/head.ts'
import { seal } from './seal.ts'
import { DossierWriter } from './writer.ts'

export interface Wanted {
  unit: number
  /** Whose eyes it is read with; of a dossier for the public, the public's. */
  viewer: Viewer
  use: Use
  /** As known at that moment (ISO 8601); null: now. */
  known: string | null
  locale: Locale
  /** Where the unit is to be found. */
  address: string
}

interface Gathered {
  content: ClaimContent
  evidence: GatheredEvidence[]
  head: Fingerprint
}

/** @returns undefined where the unit is not seen. */
export function gatherClaim(
  db: Executor,
  gather: Gather,
  { unit, viewer, use, known }: Pick<Wanted, 'unit' | 'viewer' | 'use' | 'known'>,
): Promise<Gathered | undefined> {
  return asViewer(db, use === 'public' ? PUBLIC : viewer, async (visible) => {
    if (known !== null) await settleLand(visible)
    const evidence = await gather(visible, unit, use)
    const listed = evidence.map(({ content: _, contentType: __, ...one }) => one)
    const content = await readClaim(visible, unit, { known, now: new Date().toISOString() }, listed)
    return content && { content, evidence, head: await readHead(visible) }
  })
}

export const factsOfReport = (
  { content, head }: Pick<Gathered, 'content' | 'head'>,
  { locale, address }: Pick<Wanted, 'locale' | 'address'>,
  { publicKey }: Pick<SigningKey, 'publicKey'>,
): ReportFacts => ({ locale, content, address, key: publicKey, head, day: today() })

/**
 * Writes the whole dossier to `path`, which has it whole or not at all.
 * @returns null where the unit is not seen.
 * @throws DossierTooLarge, EvidenceDamaged
 */
export async function makeDossier(
  { db, gather, key }: { db: Executor; gather: Gather; key: SigningKey },
  wanted: Wanted,
  author: Author,
  path: string,
): Promise<Manifest | null> {
  const gathered = await gatherClaim(db, gather, wanted)
  if (!gathered) return null
  const { content, evidence } = gathered
  const directory = await mkdtemp(join(tmpdir(), 'toparquia-dossier-'))
  const writer = await DossierWriter.to(path)
  try {
    await writer.add('report.pdf', 'application/pdf', [
      await drawDossier(factsOfReport(gathered, wanted, key)),
    ])
    const told = translate(wanted.locale, 'claim.readme', { key: grouped(key.publicKey) })
    await writer.add('how-to-check.txt', 'text/plain', [Buffer.from(`${told}\n`)])
    await writer.add('data.json', 'application/json', [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)])
    const geopackage = join(directory, 'data.gpkg')
    await writeClaimGeoPackage(content, geopackage)
    await writer.add('data.gpkg', 'application/geopackage+sqlite3', createReadStream(geopackage))
    for (const one of evidence) await addEvidence(writer, one)
  } catch (error) {
    await writer.drop()
    throw error
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return seal(db, writer, {
    key,
    author,
    subject: { kind: 'land-unit', id: wanted.unit, name: content.unit.name },
    // The entry goes with the dossier: whose committees it concerns is not for the public.
    ...(wanted.use === 'public'
      ? { audience: 'public', communes: [] }
      : { audience: 'committee', communes: await communesOfUnits(db, [wanted.unit]) }),
    facts: { use: wanted.use },
  })
}

/** An original goes in only as it was received. */
async function addEvidence(
  writer: DossierWriter,
  { id, path, content, contentType, included, sha256 }: GatheredEvidence,
): Promise<void> {
  if (!content || path === null) return
  const item = await writer.add(path, contentType, content()).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new EvidenceDamaged(id) : error
  })
  if (included === 'original' && item.sha256 !== sha256) throw new EvidenceDamaged(id)
}
