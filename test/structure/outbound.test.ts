/**
 * The server calls nobody but its database and the routing service that its operator may name. No request holds an
 * address that it would fetch; so that this stays true, no other code may open a connection. Whoever needs one writes a
 * guard first (private addresses, redirects, names that resolve anew) and puts its module into the list here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { arrowsOf } from './arrows.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ROOMS = ['domain', 'messages', 'server']

/** All go where a setting says that the operator made: the database's address, the routing service's. */
const ALLOWED: Record<string, string[]> = {
  'server/database/postgres-server.ts': ['pg'],
  'server/database/postgres-listener.ts': ['pg'],
  // Follows no redirect, and no request of anybody names its host (routing.test.ts).
  'server/exchanges/routing/ask.ts': ['node:http', 'node:https'],
}

const NETWORK_MODULES = /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|inspector|child_process)$/
const NETWORK_PACKAGES = /^(pg|undici|axios|got|node-fetch|ky|ws|superagent|request|nodemailer|ssh2|ioredis)$/
/** What of those modules opens nothing; `fork` runs this program's own code. */
const HARMLESS = new Set(['fork', 'isIP', 'isIPv4', 'isIPv6', 'BlockList'])
/** Without an import. */
const GLOBALS =
  /(?<![\w$.#])(?:globalThis\.)?(?:fetch|WebSocket|EventSource|XMLHttpRequest|WebTransport|importScripts)\s*\(|\bimport\s*\(\s*['"`](?:https?:|data:)|process\.getBuiltinModule|process\.binding/

function complaints(from: string, text: string): string[] {
  const imported = arrowsOf(from, text)
    .filter(({ specifier, typeOnly }) => {
      if (typeOnly || ALLOWED[from]?.includes(specifier)) return false
      if (NETWORK_PACKAGES.test(specifier)) return true
      return NETWORK_MODULES.test(specifier) && !namesOf(text, specifier).every((name) => HARMLESS.has(name))
    })
    .map(({ specifier }) => `${from} imports ${specifier}`)
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1')
  const used = GLOBALS.exec(code)
  return [...imported, ...(used ? [`${from} uses ${used[0].trim()}`] : [])]
}

/** What a file takes from a module by name; `*` where it takes all of it. */
function namesOf(text: string, specifier: string): string[] {
  const escaped = specifier.replaceAll('/', '\\/')
  const statements = [...text.matchAll(new RegExp(`import\\s+([^;'"]+?)\\s+from\\s+['"]${escaped}['"]`, 'g'))]
  if (statements.length === 0) return ['*']
  return statements.flatMap(([, clause]) =>
    /^\{[\s\S]*\}$/.test(clause)
      ? clause
          .slice(1, -1)
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '' && !part.startsWith('type '))
          .map((part) => part.split(/\s+as\s+/)[0])
      : clause.startsWith('type ')
        ? []
        : ['*'],
  )
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.(ts|js|mjs|cjs)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name)) yield path
  }
}

describe('connections that the server opens', () => {
  const files = ROOMS.flatMap((room) => [...sources(room)])

  it('are to its database and the routing service, and to nobody else', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap((file) => complaints(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  it('are allowed only where there is such a module', () => {
    expect(Object.keys(ALLOWED).filter((file) => !files.includes(file))).toEqual([])
  })
})

describe('the rule about connections', () => {
  it.each([
    "import { request } from 'node:http'",
    "import https from 'https'",
    "import * as net from 'node:net'",
    "import { connect, isIP } from 'node:net'",
    "import { lookup } from 'node:dns/promises'",
    "import pg from 'pg'",
    "import { fetch } from 'undici'",
    "const http = await import('node:http')",
    'const answer = await fetch(address)',
    'const answer = await globalThis.fetch(address)',
    'const socket = new WebSocket(address)',
    "const code = await import('https://example.org/x.js')",
    "import { spawn } from 'node:child_process'",
    "const net = process.getBuiltinModule('net')",
  ])('refuses %s', (code) => {
    expect(complaints('server/example.ts', code)).toHaveLength(1)
  })

  it.each([
    "import { isIP } from 'node:net'",
    "import type { Socket } from 'node:net'",
    "import { type Server } from 'node:http'",
    '// fetch(address)',
    'const rows = await this.fetch(1)',
    'await prefetch(1)',
    "import { readFile } from 'node:fs/promises'",
  ])('allows %s', (code) => {
    expect(complaints('server/example.ts', code)).toEqual([])
  })
})
