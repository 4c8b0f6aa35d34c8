/** What the words of a sheet mean, in the three languages and as people shorten them. */
import type { Item, ProductCatalogue } from '../products/index.ts'
import type { Provenance, QuantityRecord } from '../records.ts'
import words from './words.json' with { type: 'json' }

export type Role = QuantityRecord['role']

/** For comparison: without accents, case, punctuation and double spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/-]+/gu, ' ')
    .trim()

const lookUp = (lists: Record<string, readonly string[]>) =>
  new Map(Object.entries(lists).flatMap(([id, names]) => [id, ...names].map((name) => [plain(name), id])))

const ROLES = lookUp(words.roles)
const STOCKS = new Set(words.stocks)
const PROVENANCES = lookUp(words.provenances)
const PRODUCTS = lookUp(words.products)
const ITEMS = lookUp(words.items)
const MONTHS = new Map(words.months.flatMap((names, i) => names.map((name) => [name, i + 1] as const)))
const FORMS: Record<string, readonly string[]> = words.forms

/** One where the word says one, two where "stock" leaves open of when, none where it is no such word. */
export function rolesOf(text: string): Role[] {
  const word = plain(text)
  if (STOCKS.has(word)) return ['opening-stock', 'closing-stock']
  const role = ROLES.get(word)
  return role ? [role as Role] : []
}

export const provenanceOf = (text: string): Provenance | null =>
  (PROVENANCES.get(plain(text)) as Provenance | undefined) ?? null

/** 1 to 12. */
export const monthOf = (word: string): number | null => MONTHS.get(plain(word)) ?? null

const OF = /^(en|de|em|in|of|no|do|da) /

/** The items that product and form can mean: one where it is clear, several where the form is open, none where nothing fits. */
export function itemsOf(catalogue: ProductCatalogue, product: string, form: string): Item[] {
  const [named, shaped] = [plain(product), plain(form)]
  const known = (id: string | undefined): Item[] => {
    const [of, as] = (id ?? '').split('/')
    return as && catalogue.find({ product: of, form: as }) ? [{ product: of, form: as }] : []
  }
  const whole = known(ITEMS.get(named) ?? named)
  if (whole.length > 0) return whole
  const both = known(ITEMS.get(`${named} ${shaped}`) ?? `${named}/${shaped}`)
  if (both.length > 0) return both
  // "café verde" in one cell: the longest product that it begins with, the rest is the form.
  const start = [...PRODUCTS.keys()]
    .filter((name) => named === name || named.startsWith(`${name} `))
    .sort((a, b) => b.length - a.length)[0]
  if (start === undefined) return []
  const of = PRODUCTS.get(start)!
  const forms = catalogue.list.products.find((one) => one.product === of)?.forms.map((one) => one.form) ?? []
  const rest = named.slice(start.length).trim().replace(OF, '')
  const wanted = [shaped.replace(OF, ''), rest].filter((text) => text !== '')
  const fitting = forms.filter((one) => wanted.every((text) => [one, ...(FORMS[one] ?? [])].includes(text)))
  return fitting.map((one) => ({ product: of, form: one }))
}

/** Names near the written one, best first; of words that share nothing none. */
export function nearest<T>(text: string, all: readonly T[], nameOf: (one: T) => string, count = 5): T[] {
  return all
    .map((one) => ({ one, near: likeness(plain(text), plain(nameOf(one))) }))
    .filter(({ near }) => near > 0.2)
    .sort((a, b) => b.near - a.near)
    .slice(0, count)
    .map(({ one }) => one)
}

/** Items whose product is written nearly so. */
export function nearestItems(catalogue: ProductCatalogue, text: string): Item[] {
  const [best] = nearest(text, [...PRODUCTS.entries()], ([name]) => name, 1)
  if (!best) return []
  return (catalogue.list.products.find(({ product }) => product === best[1])?.forms ?? []).map(
    ({ form }) => ({
      product: best[1],
      form,
    }),
  )
}

const pairs = (text: string): string[] => {
  const padded = ` ${text} `
  return Array.from({ length: padded.length - 1 }, (_, i) => padded.slice(i, i + 2))
}

/** Share of pairs of letters that both have, between 0 and 1 (Dice). */
function likeness(one: string, other: string): number {
  const [a, b] = [pairs(one), pairs(other)]
  const left = new Map<string, number>()
  for (const pair of b) left.set(pair, (left.get(pair) ?? 0) + 1)
  let common = 0
  for (const pair of a) {
    const count = left.get(pair) ?? 0
    if (count === 0) continue
    common++
    left.set(pair, count - 1)
  }
  return (2 * common) / (a.length + b.length)
}
