/** What the address of the screen says, and what only this browser keeps since it is too long for an address. */
import { LONGEST_PICK, readIds, writeIds } from '../shell/address.ts'
import { readGroups, readTerms, type Terms, writeGroups, writeTerms } from './terms.ts'

const STORED = 'toparquia:suggest'
/** Stands in the address for what is too long for it. */
const HERE = 'here'

export interface Asked {
  /** All councils of a commune, where the address names one and no councils. */
  commune: number | null
  councils: number[]
  terms: Terms
  /** The alternative that is looked at; null while the councils are still being chosen. */
  option: number | null
  /** Groups that are being changed. */
  groups: number[][] | null
}
/** Names that were given to groups, and lists that are too long; by the order of the groups. */
interface Kept {
  councils?: string
  groups?: string
}

export function readAsked(url: URL, stored: string | null): Asked {
  const query = url.searchParams
  const kept = readKept(stored)
  const list = (name: 'councils' | 'groups') => {
    const text = query.get(name)
    return text === HERE ? (kept[name] ?? '') : text
  }
  const option = query.get('option')
  const groups = list('groups')
  return {
    commune: readIds(query.get('commune') ?? '')[0] ?? null,
    councils: readIds(list('councils') ?? ''),
    terms: readTerms(query),
    option: option !== null && /^\d{1,2}$/.test(option) ? Number(option) : null,
    groups: groups === null ? null : readGroups(groups),
  }
}

export function writeAsked(
  url: URL,
  { councils, terms, option, groups }: Omit<Asked, 'commune'>,
): { path: string; keep: string | null } {
  const query: Record<string, string> = {}
  const kept: Kept = {}
  for (const name of ['lang', 'place']) {
    const value = url.searchParams.get(name)
    if (value) query[name] = value
  }
  const put = (name: 'councils' | 'groups', text: string, room: number) => {
    if (text.length <= room) query[name] = text
    else {
      query[name] = HERE
      kept[name] = text
    }
  }
  if (councils.length > 0) put('councils', writeIds(councils), LONGEST_PICK)
  Object.assign(query, writeTerms(terms))
  if (option !== null) query.option = String(option)
  if (groups) put('groups', writeGroups(groups), LONGEST_PICK / 2)
  const written = new URLSearchParams(query).toString().replaceAll('%2C', ',').replaceAll('%3B', ';')
  return {
    path: `/suggest${written ? `?${written}` : ''}`,
    keep: Object.keys(kept).length > 0 ? JSON.stringify(kept) : null,
  }
}

function readKept(stored: string | null): Kept {
  try {
    const kept = JSON.parse(stored ?? '{}') as Kept | null
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    return { councils: text(kept?.councils), groups: text(kept?.groups) }
  } catch {
    return {}
  }
}

export function stored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null
  }
}

export function store(text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(STORED)
    else localStorage.setItem(STORED, text)
  } catch {
    // A browser that refuses to remember still suggests; a reload begins anew.
  }
}

/** The way here from a commune. */
export function suggestLink(url: URL, commune?: number): string {
  const query = new URLSearchParams()
  const language = url.searchParams.get('lang')
  if (language) query.set('lang', language)
  if (commune !== undefined) query.set('commune', String(commune))
  return `/suggest${query.size > 0 ? `?${query}` : ''}`
}
