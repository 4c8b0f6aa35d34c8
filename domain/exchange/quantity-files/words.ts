/** What the words of a sheet mean, in the three languages and as people shorten them. */
import { type Item, itemKey, type ProductCatalogue } from '../products/index.ts'
import type { Provenance, QuantityRecord } from '../records.ts'
import words from './words.json' with { type: 'json' }

export type Role = QuantityRecord['role']

/** For comparison: without accents, case, punctuation and double spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/]+/gu, ' ')
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
  const items = catalogue.list.products.flatMap(({ product, forms }) =>
    forms.map(({ form }): Item => ({ product, form })),
  )
  const called = (text: string) =>
    items.filter((item) => [text, ITEMS.get(text)].some((key) => isKey(item, key)))
  for (const text of [named, `${named} ${shaped}`, `${named}/${shaped}`]) {
    const found = called(text)
    if (found.length > 0) return found
  }
  // "café verde", "green coffee" in one cell: the longest product that it begins or ends with, the rest is the form.
  const name = [...PRODUCTS.keys()]
    .filter((one) => named === one || named.startsWith(`${one} `) || named.endsWith(` ${one}`))
    .sort((a, b) => b.length - a.length)[0]
  if (name === undefined) return []
  const rest = named.startsWith(name) ? named.slice(name.length) : named.slice(0, -name.length)
  const wanted = [shaped, rest.trim()].map((text) => text.replace(OF, '')).filter((text) => text !== '')
  return items.filter(
    (item) =>
      item.product === PRODUCTS.get(name) &&
      wanted.every((text) => [item.form, ...(FORMS[item.form] ?? [])].some((one) => plain(one) === text)),
  )
}

const isKey = (item: Item, key: string | undefined): boolean =>
  key !== undefined && plain(itemKey(item)) === plain(key)

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
