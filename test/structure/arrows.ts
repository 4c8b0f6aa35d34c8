/** Arrows point one way: domain knows nobody, messages know the domain's words, server and src know both. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const rooms = ['domain', 'messages', 'server', 'src']
/** Names that src gives to rooms (svelte.config.js). */
const aliases: Record<string, string> = { $domain: 'domain', $messages: 'messages', $lib: 'src/lib' }
/** What the pure core may stand on: data, geometry and schemas; no input, no output, no framework. */
const purePackages = ['@turf/turf', 'clipper2-ts', 'flatbush', 'typebox', 'geojson', 'fast-check', 'vitest']
const frontEndOnly = ['svelte', '$app', '@sveltejs/kit', 'maplibre-gl', 'bits-ui']

export interface Arrow {
  from: string
  specifier: string
  /** The file it leads to, from the root; null for a package or a built-in. */
  to: string | null
  typeOnly: boolean
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.(ts|js|svelte)$/.test(entry.name)) yield path
  }
}

const statement =
  /\b(?:import|export)\s+(type\s+)?(?:([\w$*{}\s,]+?)\s+from\s+)?['"]([^'"\n]+)['"]|\bimport\s*\(\s*['"]([^'"\n]+)['"]\s*\)|\bnew URL\(\s*['"](\.{1,2}\/[^'"\n]+\.(?:ts|json))['"],\s*import\.meta\.url/g

/** `import { type A, type B } from` brings in nothing but types. */
const onlyTypes = (clause: string | undefined) =>
  clause !== undefined &&
  /^\{\s*type\s/.test(clause) &&
  clause
    .slice(1, -1)
    .split(',')
    .every((part) => /^\s*(type\s|$)/.test(part))

export function arrowsOf(from: string, text: string): Arrow[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1')
  return [...code.matchAll(statement)].map(([whole, type, clause, named, dynamic, worker]) => {
    const specifier = named ?? dynamic ?? worker
    // `import('./x.ts').Name` in a type is erased; so is `typeof import(...)`. Followed by `.then` or awaited it is not.
    const after = dynamic ? code.slice(code.indexOf(whole) + whole.length).slice(0, 12) : ''
    const typeOnly =
      Boolean(type) || onlyTypes(clause?.trim()) || (dynamic !== undefined && /^\.[A-Z]/.test(after))
    return { from, specifier, to: destination(from, specifier), typeOnly }
  })
}

function destination(from: string, specifier: string): string | null {
  if (specifier.startsWith('.'))
    return relative(root, resolve(root, dirname(from), specifier))
      .split(sep)
      .join('/')
  const [head, ...rest] = specifier.split('/')
  return head in aliases ? [aliases[head], ...rest].join('/') : null
}

/** Why the arrow is not allowed, or null. */
export function objection({ from, specifier, to, typeOnly }: Arrow): string | null {
  const room = from.split('/')[0]
  const isTest = /\.test\.ts$/.test(from)
  if (to === null) {
    const bare = specifier.replace(/\?.*$/, '')
    const packageName = bare.startsWith('@') ? bare.split('/').slice(0, 2).join('/') : bare.split('/')[0]
    if (
      room === 'domain' &&
      !typeOnly &&
      !purePackages.includes(packageName) &&
      !(isTest && bare.startsWith('node:'))
    ) {
      return `domain stands on pure packages only, not on ${bare}`
    }
    if (
      (room === 'domain' || room === 'messages' || room === 'server') &&
      frontEndOnly.includes(packageName)
    ) {
      return `${room} does not know the front end (${bare})`
    }
    if (room === 'src' && bare.startsWith('node:') && !isTest) return `a browser has no ${bare}`
    return null
  }
  const target = to.split('/')[0]
  if (target === room) return null
  if (!rooms.includes(target)) {
    if (to === 'package.json' || to.startsWith('static/') || isTest) return null
    return `${room} reaches out of the house to ${to}`
  }
  if (room === 'messages' && target === 'domain' && typeOnly) return null
  if (room === 'server' && (target === 'domain' || target === 'messages')) return null
  if (room === 'src' && (target === 'domain' || target === 'messages')) return null
  if (room === 'src' && target === 'server' && typeOnly && /^server\/(.+\/)?[\w-]*schema(\.ts)?$/.test(to))
    return null
  return `${room} must not import ${typeOnly ? 'even types from ' : ''}${to}`
}

/** Every import of every file of a room. */
export function arrowsFrom(room: string): Arrow[] {
  return [...sources(room)].flatMap((file) => arrowsOf(file, readFileSync(join(root, file), 'utf8')))
}
