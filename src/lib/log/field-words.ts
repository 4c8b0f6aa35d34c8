/** A field of an entry in words: what stood there before, and what stands there now. */
import type { Grant, Role, Scope } from '$domain/access/index.ts'
import { ROLES } from '$domain/access/index.ts'
import { grantWords } from '$lib/account/role-words.ts'
import type { Language } from '$lib/language.svelte.ts'
import spanish from '$messages/es/index.ts'
import type { MessageKey } from '$messages/index.ts'
import type { FieldValue } from '../../../domain/log/entry.ts'
import type { LogEntry } from '../../../server/log/schema.ts'

type Field = LogEntry['detail']['fields'][number]

export interface Names {
  council: (id: number) => string | null
  commune: (id: number) => string | null
}

/** Of a later program: its own word is better than nothing. */
const known = (key: string): MessageKey | null => (key in spanish ? (key as MessageKey) : null)

/** `nombre`; for a field of councils, or of one commune of several, also whose. */
export function fieldName(t: Language['t'], { field, councils, commune }: Field, names: Names): string {
  const key = known(`log.field.${field}`)
  const name = key ? t(key) : field
  if (commune !== undefined)
    return t('log-screen.of-one-commune', {
      field: name,
      commune: names.commune(commune) ?? t('role.number', { id: commune }),
    })
  return councils ? t('log-screen.of-councils', { field: name, count: councils.length }) : name
}

/** One line for each item of a set; a dash where there was nothing. */
export function fieldWords(t: Language['t'], field: string, value: FieldValue, names: Names): string[] {
  const items = [value].flat().flatMap((one) => (one === null || one === '' ? [] : [one]))
  if (items.length === 0) return ['—']
  return items.map((item) => word(t, field, item, names))
}

function word(t: Language['t'], field: string, item: string | number | boolean, names: Names): string {
  if (typeof item === 'boolean') return t(item ? 'log-screen.yes' : 'log-screen.no')
  switch (field) {
    case 'councils':
      return names.council(Number(item)) ?? t('role.number', { id: Number(item) })
    case 'members':
      return memberWords(t, String(item), names)
    case 'level':
      return t('levels.level', { level: String(item) })
    case 'unit':
      return t('role.number', { id: Number(item) })
    case 'became':
      return names.commune(Number(item)) ?? t('role.number', { id: Number(item) })
    case 'audience':
      return t('audience.name', { audience: String(item) })
    case 'registeredAs':
      return t(item === 'network' ? 'compose.as-network' : 'compose.as-commune')
    case 'kind':
      return item === 'border' ? t('log-screen.border') : t('links.kind', { kind: String(item) })
    case 'grants': {
      const grant = readGrant(String(item))
      return grant ? grantWords(t, grant, names.commune) : String(item)
    }
    case 'status': {
      const key = known(`import.status-${item}`)
      return key ? t(key) : String(item)
    }
    default:
      return String(item)
  }
}

/** `commune 5 2024-03-01–`, as the log keeps a membership: who, from when, and to when where it has ended. */
function memberWords(t: Language['t'], text: string, names: Names): string {
  const found = /^(council|commune|body) (\d+) (\S+)–(\S*)$/.exec(text)
  if (!found) return text
  const [, kind, id, from, to] = found
  const known =
    kind === 'council' ? names.council(Number(id)) : kind === 'commune' ? names.commune(Number(id)) : null
  const name = known ?? t('role.number', { id: Number(id) })
  return `${name}, ${to ? t('levels.from-to', { from, to }) : t('levels.since', { from })}`
}

/** `organiser over commune 5`, as the log keeps it. */
function readGrant(text: string): Grant | null {
  const found = /^([a-z-]+) over (everything|(commune|corridor|case) (\d+))$/.exec(text)
  const role = ROLES.find((one) => one === found?.[1])
  if (!found || !role) return null
  const scope = found[3] ? { kind: found[3], id: Number(found[4]) } : { kind: 'everything' }
  return { role: role as Role, scope: scope as Scope }
}
