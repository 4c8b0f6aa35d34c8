/** Everything that somebody can be told: every answer to one viewer, and what is written in it. */
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VectorTile } from '@mapbox/vector-tile'
import { unzipSync } from 'fflate'
import { PbfReader } from 'pbf'
import { parseWkb, wkbOfBlob } from '../../server/files/index.ts'
import type { TestApp } from './app.ts'
import { mapsOf } from './pdf-maps.ts'
import { pdfMarks } from './pdf-marks.ts'
import { wordsOf } from './pdf-text.ts'

export interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  body?: object
  /** Of the OpenAPI document. */
  operation: string
}

export interface Told {
  status: number
  headers: Record<string, unknown>
  bytes: Buffer
  /**
   * All that can be read out of it: headers, text, the rows of a database, the features of a tile, the words of a PDF and
   * the lines of its maps in degrees, and of an archive all members.
   */
  text: string
}

let address = 0

/** Questions under way. */
const AT_ONCE = 6

/** Asks from an address of its own. @param cookie empty for nobody */
export async function crawl(
  { app }: TestApp,
  cookie: string,
  questions: readonly Asked[],
): Promise<Map<string, Told>> {
  const remoteAddress = `10.77.${++address >> 8}.${address & 255}`
  const told = new Map<string, Told>()
  const ask = async ({ method, url, body }: Asked): Promise<[string, Told]> => {
    const {
      statusCode: status,
      headers,
      rawPayload: bytes,
    } = await app.inject({ method, url, remoteAddress, headers: { cookie }, ...(body && { payload: body }) })
    const text = `${JSON.stringify(headers)}\n${readable(String(headers['content-type']), bytes, url)}`
    return [`${method} ${url}${body ? ` ${JSON.stringify(body)}` : ''}`, { status, headers, bytes, text }]
  }
  for (let at = 0; at < questions.length; at += AT_ONCE)
    for (const [asked, answer] of await Promise.all(questions.slice(at, at + AT_ONCE).map(ask)))
      told.set(asked, answer)
  return told
}

function readable(type: string, bytes: Buffer, url: string): string {
  if (bytes.length === 0) return ''
  if (type.includes('mapbox-vector-tile')) return tileText(bytes, url)
  if (type.includes('geopackage')) return databaseText(bytes)
  if (type.includes('application/pdf')) return pdfText(bytes)
  if (type.includes('application/zip')) return archiveText(bytes)
  const text = bytes.toString('utf8')
  // The token of the next page holds where the last one ended.
  const next = /"next":"([^"]+)"/.exec(text)
  return next ? `${text}\n${Buffer.from(next[1], 'base64url').toString('utf8')}` : text
}

/** Page by page; of each map its frame and all that is drawn in it. */
const pdfText = (bytes: Buffer): string =>
  pdfMarks(bytes)
    .flatMap((page) => [
      wordsOf(page),
      ...mapsOf(page).flatMap(({ scale, frame, paths, words }) => [
        `map 1:${scale} ${degreesOf(frame)}`,
        ...paths.map((path) => `drawn ${degreesOf(path)}`),
        ...words.map(({ text, at }) => `at ${degreesOf([at])} ${text}`),
      ]),
    ])
    .join('\n')

const degreesOf = (positions: number[][]): string =>
  positions.map((position) => position.map((degrees) => degrees.toFixed(7)).join(' ')).join(', ')

const MEMBER_TYPES: Record<string, string> = {
  gpkg: 'application/geopackage+sqlite3',
  pdf: 'application/pdf',
  zip: 'application/zip',
}

/** Members that are neither text nor known: as text where it is some, and all in them that can be a coordinate. */
function archiveText(bytes: Buffer): string {
  return Object.entries(unzipSync(bytes))
    .map(([name, member]) => {
      const content = Buffer.from(member)
      const type = MEMBER_TYPES[name.slice(name.lastIndexOf('.') + 1)]
      const doubles = type || /\.(txt|json|csv)$/.test(name) ? '' : doublesOf(content).join(' ')
      return `${name}\n${readable(type ?? 'text/plain', content, name)}\n${doubles}`
    })
    .join('\n')
}

/** Features in an order of their own, as GeoJSON. */
function tileText(bytes: Buffer, url: string): string {
  const [z, x, y] = /\/(\d+)\/(\d+)\/(\d+)\.mvt/.exec(url)!.slice(1).map(Number)
  const tile = new VectorTile(new PbfReader(bytes))
  return Object.entries(tile.layers)
    .flatMap(([name, layer]) =>
      Array.from(
        { length: layer.length },
        (_, i) => `${name} ${JSON.stringify(layer.feature(i).toGeoJSON(x, y, z))}`,
      ),
    )
    .sort()
    .join('\n')
}

/** Every cell of every table; shapes as their doubles. */
function databaseText(bytes: Buffer): string {
  const path = join(tmpdir(), `toparquia-crawl-${process.pid}.gpkg`)
  writeFileSync(path, bytes)
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all() as {
      name: string
    }[]
    return tables
      .flatMap(({ name }) =>
        (name.startsWith('rtree_') && /_(node|parent|rowid)$/.test(name)
          ? []
          : database.prepare(`select * from "${name}"`).all()
        ).map((row) => `${name} ${Object.values(row).map(cellText).join(' ')}`),
      )
      .join('\n')
  } finally {
    database.close()
    rmSync(path)
  }
}

function cellText(cell: unknown): string {
  if (!(cell instanceof Uint8Array)) return String(cell)
  const bytes = Buffer.from(cell)
  const shape =
    bytes.toString('latin1', 0, 2) === 'GP' ? JSON.stringify(parseWkb(wkbOfBlob(bytes)).geometry) : ''
  return `${shape} ${doublesOf(bytes).join(' ')}`
}

/** Whatever in the bytes can be a coordinate: those have seven decimals. */
function doublesOf(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const value = bytes.readDoubleLE(at)
    if (Math.abs(value) > 180 || Math.abs(value) < 0.1) continue
    if (Math.abs(value * 1e7 - Math.round(value * 1e7)) < 1e-3) found.push(Number(value.toFixed(7)))
  }
  return found
}

/** A number with decimals that lies within `within` degrees of one that is told nobody. */
export function numbersNear(text: string, values: readonly number[], within: number): number[] {
  // The seconds of a moment are no place.
  const timeless = text.replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?/g, 'T')
  const numbers = (timeless.match(/-?\d+\.\d+/g) ?? []).map(Number)
  return numbers.filter((number) => values.some((value) => Math.abs(value - number) <= within))
}

/** The answer without what changes by itself: revisions, moments and what follows from their length. */
export function settled({ status, headers, text }: Told): string {
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(date|content-length|etag|x-ratelimit-.*|ratelimit.*)$/.test(name),
  )
  const body = text
    .slice(text.indexOf('\n') + 1)
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'T')
    .replaceAll(/"revision":\d+/g, '"revision":R')
    .replaceAll(/"version":"1\.0\.\d+"/g, '"version":"R"')
    .replaceAll(/\?v=\d+/g, '?v=R')
    .replaceAll(/(revisión del territorio) \S+/g, '$1 R')
    .replaceAll(/Como se sabía el [\s\S]*? UTC/g, 'K')
  return `${status} ${JSON.stringify(kept)}\n${body}`
}
