/** Evidence on its way into a dossier: what of it may be handed on for which use, and where its bytes are. */
import type { ClaimEvidence } from '../../domain/dossier/content.ts'
import type { Executor } from '../executor.ts'

/** Whom the dossier is for. Evidence goes with it only as far as those it is from agreed to that use. */
export const USES = ['committee', 'lawyer', 'court', 'public'] as const
export type Use = (typeof USES)[number]

export interface GatheredEvidence extends ClaimEvidence {
  /** Null where it is withheld. */
  content: (() => AsyncIterable<Uint8Array> | Iterable<Uint8Array>) | null
  /** Of what lies in the dossier. */
  contentType: string
}

/** @param visible with the eyes of whoever the dossier is for. @returns in the order of their numbers. */
export type Gather = (visible: Executor, unit: number, use: Use) => Promise<GatheredEvidence[]>
