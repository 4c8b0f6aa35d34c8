/** Evidence on its way into a dossier: what of it may be handed on for which use, and where its bytes are. */
import { createReadStream } from 'node:fs'
import type { ClaimEvidence } from '../../domain/dossier/content.ts'
import { allows, extensionOf, type USES } from '../../domain/evidence/index.ts'
import { placeOf } from '../evidence/files.ts'
import { findCopy, listEvidence } from '../evidence/repository.ts'
import type { Evidence } from '../evidence/schema.ts'
import type { Executor } from '../executor.ts'
import { today } from '../today.ts'

/** Whom the dossier is for. */
export type Use = (typeof USES)[number]

export interface GatheredEvidence extends ClaimEvidence {
  /** Null where it is withheld. */
  content: (() => AsyncIterable<Uint8Array> | Iterable<Uint8Array>) | null
  /** Of what lies in the dossier. */
  contentType: string
}

/** @param visible with the eyes of whoever the dossier is for. @returns in the order of their numbers. */
export type Gather = (visible: Executor, unit: number, use: Use) => Promise<GatheredEvidence[]>

/** The file in DATA_DIR is not what was received. */
export class EvidenceDamaged extends Error {
  readonly id: number
  constructor(id: number) {
    super(`Evidence ${id} is not in DATA_DIR/evidence as it was received.`)
    this.id = id
  }
}

export const gatherEvidence =
  (dataDirectory: string): Gather =>
  async (visible, unit, use) => {
    const gathered: GatheredEvidence[] = []
    for (const one of (await listEvidence(visible, unit)).toSorted((a, b) => a.id - b.id))
      gathered.push(await gathering(visible, one, use, dataDirectory))
    return gathered
  }

/**
 * A lawyer, a court and the committee get originals, which say of themselves where and when they were made; the public
 * gets copies without that, and of what has no such copy nothing.
 */
async function gathering(
  visible: Executor,
  evidence: Evidence,
  use: Use,
  dataDirectory: string,
): Promise<GatheredEvidence> {
  const { id, kind, title, supports, sha256, bytes, mediaType, receivedAt } = evidence
  const told = { id, kind, title, supports, sha256, bytes, mediaType, receivedAt }
  const withheld = {
    ...told,
    included: 'withheld',
    path: null,
    content: null,
    contentType: mediaType,
  } as const
  if (evidence.state !== 'kept' || !allows(evidence.consents, use, today())) return withheld
  const name = `evidence/${String(id).padStart(5, '0')}`
  if (kind === 'testimony') {
    // The hash of a testimony is that of its words.
    const words = evidence.testimony?.text
    if (words === undefined) return withheld
    const content = () => [Buffer.from(words)]
    return { ...told, included: 'original', path: `${name}.txt`, content, contentType: 'text/plain' }
  }
  if (use === 'public') {
    const copy = await findCopy(visible, id, 'view')
    if (!copy) return withheld
    const content = () => createReadStream(placeOf(dataDirectory, 'copies', copy.sha256))
    const path = `${name}-copy.${extensionOf(copy.mediaType)}`
    return { ...told, included: 'copy', path, content, contentType: copy.mediaType }
  }
  const content = () => createReadStream(placeOf(dataDirectory, 'originals', sha256))
  return {
    ...told,
    included: 'original',
    path: `${name}.${extensionOf(mediaType)}`,
    content,
    contentType: mediaType,
  }
}
