/** The two times of a question: the day that it is about, and when what is known of it had been written down. */
import type { FastifyRequest } from 'fastify'
import { asViewer } from '../access/as-viewer.ts'
import type { Executor } from '../executor.ts'
import { refuse } from '../problems.ts'
import { today } from '../today.ts'
import { settleLand } from './records.ts'

export interface Asked {
  /** ISO date. */
  on: string
  /** ISO 8601; null: as known now. */
  known: string | null
}

/** @throws a refusal where it is not known yet what will be known. */
export function askedTimes({ on = today(), known }: { on?: string; known?: string }): Asked {
  if (known === undefined) return { on, known: null }
  const moment = Date.parse(known)
  if (Number.isNaN(moment)) return refuse('invalid-field', { field: 'known', why: '', rule: 'format' })
  if (moment > Date.now()) return refuse('known-in-the-future', { known })
  return { on, known: new Date(Math.max(moment, 0)).toISOString() }
}

/** With the viewer's eyes; of a moment past, once nobody is writing any more what was known then. */
export const asking = <T>(
  db: Executor,
  { viewer }: FastifyRequest,
  known: string | null,
  work: (visible: Executor) => Promise<T>,
): Promise<T> =>
  asViewer(db, viewer, async (visible) => {
    if (known !== null) await settleLand(visible)
    return work(visible)
  })
