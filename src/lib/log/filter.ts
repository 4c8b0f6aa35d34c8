/** What of the log is asked for, as the address of the page says it. Pure. */
import { SUBJECT_KINDS, type SubjectKind } from '../../../domain/log/entry.ts'

export interface LogFilter {
  /** Number of an account; 0 is the program itself and the command line. */
  who?: number
  kind?: SubjectKind
  id?: number
  /** Days of the reader's calendar, both included: `2026-11-22`. */
  from?: string
  to?: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** From `/log?kind=commune&id=5&from=2026-11-01`; what makes no sense is left out, since links get mangled. */
export function readFilter({ searchParams }: URL): LogFilter {
  const number = (name: string): number | undefined => {
    const text = searchParams.get(name) ?? ''
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined
  }
  const day = (name: string): string | undefined => {
    const text = searchParams.get(name) ?? ''
    return DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
  }
  const kind = SUBJECT_KINDS.find((one) => one === searchParams.get('kind'))
  const id = kind && number('id')
  return compact({ who: number('who'), kind, id: id || undefined, from: day('from'), to: day('to') })
}

/** The address with this filter in place of its own; `lang` and `place` stay. */
export function writeFilter(url: URL, filter: LogFilter): URL {
  const next = new URL(url)
  for (const name of ['who', 'kind', 'id', 'from', 'to'] as const) {
    const value = filter[name]
    if (value === undefined) next.searchParams.delete(name)
    else next.searchParams.set(name, String(value))
  }
  return next
}

/** As GET /api/log asks (server/log/schema.ts, LogQuery). Days become moments where the reader is: the last one ends when the next begins. */
export function queryOf({ who, kind, id, from, to }: LogFilter): Record<string, string | number | undefined> {
  const begin = (day: string, later = 0) => {
    const date = new Date(`${day}T00:00:00`)
    date.setDate(date.getDate() + later)
    return date.toISOString()
  }
  return compact({
    account: who,
    subjectKind: kind,
    subjectId: id,
    from: from && begin(from),
    to: to && begin(to, 1),
  })
}

const compact = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T

/** `12:3fa9…` as it was written down, with or without blanks; null where it is none. */
export function readFingerprint(text: string): { seq: number; hash: string } | null {
  const found = /^(\d{1,10})[:.·-]([0-9a-f]{64})$/.exec(text.replace(/\s/g, '').toLowerCase())
  return found ? { seq: Number(found[1]), hash: found[2] } : null
}

/** In groups of eight, as people read it aloud and copy it by hand. */
export const writeFingerprint = ({ seq, hash }: { seq: number; hash: string }): string =>
  `${seq}: ${hash.replace(/(.{8})(?=.)/g, '$1 ')}`
