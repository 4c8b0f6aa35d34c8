/** Land units to put evidence to, files that say where they were made, and a sender that can be cut off anywhere. */
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import type { Evidence, Receipt, UploadDetails } from '../../server/evidence/schema.ts'
import type { Executor } from '../../server/executor.ts'
import type { Problem } from '../../server/problem-schema.ts'
import { square, type TestApp } from './app.ts'

export async function makeUnit(
  db: Executor,
  {
    id,
    communes = [],
    audience = 'committee',
    precision = 'nothing',
    name = `El Maizal ${id}`,
  }: { id: number; communes?: number[]; audience?: string; precision?: string; name?: string },
): Promise<number> {
  await sql`insert into land_unit (id, version, kind, name, audience, communes, place_precision)
    values (${id}, 1, 'estate', ${name}, ${audience}, ${communes}::integer[], ${precision})`.execute(db)
  await sql`insert into land_extent (id, version, unit_id, method, audience) values (${id}, 1, ${id}, 'drawn', ${audience})`.execute(
    db,
  )
  // As server/lands writes it: the exact row, from which the database makes the others.
  await sql`insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in)
    values (${id}, 1, ${id}, 'exact', st_multi(st_setsrid(st_geomfromgeojson(${JSON.stringify(square(0, 0))}), 4326)), 1,
      'committee', ${communes}::integer[])`.execute(db)
  return id
}

export const PLACE = { lat: 9.853427, lon: -69.2 }
/** In every photo that is made here, and in nothing else. */
export const SECRETS = ['CAMARA-SECRETA', 'DERECHO-SECRETO', '2009:03:05 14:20:00']

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${SECRETS[1]}"/></rdf:RDF></x:xmpmeta>`

export const photo = (
  width = 3000,
  height = 2000,
  format: 'jpeg' | 'png' | 'webp' = 'jpeg',
): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#3a7' } })
    .toFormat(format)
    .withXmp(XMP)
    .withExif({
      IFD0: { Make: SECRETS[0], Copyright: SECRETS[1] },
      IFD2: { DateTimeOriginal: SECRETS[2], OffsetTimeOriginal: '-04:30' },
      IFD3: {
        GPSLatitude: '9/1 51/1 1234/100',
        GPSLatitudeRef: 'N',
        GPSLongitude: '69/1 12/1 0/1',
        GPSLongitudeRef: 'W',
      },
    })
    .toBuffer()

/** 96 × 64 pixels, orange beside green, in HEVC: made with libheif for this test, with the same hidden data. */
export const heic = Buffer.from(
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAYBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA' +
    'AAAAAA5waXRtAAAAAAABAAAANGlsb2MAAAAAREAAAgABAAAAAAGkAAEAAAAAAAAAMAACAAAAAAHUAAEAAAAAAAABZgAAADhp' +
    'aW5mAAAAAAACAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAAFWluZmUCAAABAAIAAEV4aWYAAAAAv2lwcnAAAAChaXBjbwAAAHVo' +
    'dmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAA' +
    'AwAAAwAeoDCBBZbqSSmubAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAA' +
    'AwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAZ5tZGF0AAAALCgBrw1g3CjH' +
    'IUvAhHB7KBR/wAh/QRaKBo/vTKkY/aBw0Q2fb5HoFACEwWe4AAAAAElJKgAIAAAACAAPAQIADwAAAH4AAAASAQMAAQAAAAEA' +
    'AAAaAQUAAQAAAG4AAAAbAQUAAQAAAHYAAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAI4AAAAliAQAAQAAAPwA' +
    'AAAAAAAAOGMAAOgDAAA4YwAA6AMAAENBTUFSQS1TRUNSRVRBAAAHAACQBwAEAAAAMDIxMAOQAgAUAAAA6AAAAAGRBwAEAAAA' +
    'AQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAYAAAAAOgBAABAAAAQAAAAAAAAAAyMDA5OjAzOjA1IDE0OjIw' +
    'OjAwAAQAAQACAAIAAABOAAAAAgAFAAMAAABKAQAAAwACAAIAAABXAAAABAAFAAMAAAAyAQAAAAAAAEUAAAABAAAADAAAAAEA' +
    'AAAAAAAAAQAAAAkAAAABAAAAMwAAAAEAAADSBAAAZAAAAA==',
  'base64',
)

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

export const metadata = (said: { sha256: string; fileName?: string; details: unknown }): string =>
  [
    ['sha256', said.sha256],
    ['fileName', said.fileName ?? 'foto.jpg'],
    ['details', JSON.stringify(said.details)],
  ]
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

export interface TusAnswer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: Problem
}

/** Speaks tus to the application; as the administrator where no cookie is given. */
export function sender(t: TestApp, cookie?: string) {
  const headers = async () => ({
    'tus-resumable': '1.0.0',
    ...(cookie === undefined ? await t.administrator() : { cookie }),
  })
  const inject = async (
    method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE',
    url: string,
    more: Record<string, string> = {},
    payload?: Buffer,
  ): Promise<TusAnswer> => {
    const answer = await t.app.inject({
      method,
      url,
      headers: { ...(await headers()), ...more },
      ...(payload && { payload }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body.startsWith('{') ? answer.json() : (answer.body as never),
    }
  }
  const create = (
    bytes: Buffer,
    details: Partial<UploadDetails>,
    said: { sha256?: string; fileName?: string } = {},
  ) =>
    inject('POST', '/api/evidence/uploads', {
      'upload-length': String(bytes.length),
      'upload-metadata': metadata({ sha256: sha256(bytes), ...said, details }),
    })
  const put = (url: string, bytes: Buffer, offset = 0) =>
    inject(
      'PATCH',
      url,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      bytes,
    )
  return {
    inject,
    create,
    put,
    /** All at once. */
    async send(
      bytes: Buffer,
      details: Partial<UploadDetails>,
      said: { sha256?: string; fileName?: string } = {},
    ) {
      const created = await create(bytes, details, said)
      return created.status === 201 ? put(String(created.headers.location), bytes) : created
    },
    /** Over a real connection that breaks after so many bytes of the body. */
    async sendAndBreak(url: string, bytes: Buffer, offset: number, breakAfter: number): Promise<void> {
      const { port } = t.app.server.address() as AddressInfo
      const asked = request({
        port,
        method: 'PATCH',
        path: url,
        headers: {
          ...(await headers()),
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
          'content-length': String(bytes.length - offset),
        },
      })
      asked.on('error', () => {})
      await new Promise<void>((resolve) => {
        asked.write(bytes.subarray(offset, offset + breakAfter), () => resolve())
      })
      await pause(30)
      asked.destroy()
      await pause(30)
    },
  }
}

export const receiptOf = ({ headers }: TusAnswer): Receipt =>
  JSON.parse(Buffer.from(String(headers['evidence-receipt']), 'base64url').toString())

/** Waits until it has been looked into. */
export async function lookedInto(t: TestApp, id: number): Promise<Evidence> {
  for (;;) {
    const { body } = await t.ask<Evidence>('GET', `/api/evidence/${id}`)
    if (body.state !== 'checking') return body
    await pause(50)
  }
}
