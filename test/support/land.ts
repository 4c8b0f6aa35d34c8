/** Short ways to write land down over HTTP, for tests. */
import type { Polygon } from 'geojson'
import type { LandKind } from '../../domain/land/records.ts'
import type { Seen } from '../../server/lands/read.ts'
import type { Changed } from '../../server/territories/schema.ts'
import type { TestApp } from './app.ts'

export type Written<K extends LandKind> = Changed<Seen<K>>

/** A square with its corner there, `size` degrees wide. */
export const squareAt = (west: number, south: number, size = 0.01): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})

export function landWriter(t: TestApp, headers?: Record<string, string>) {
  const post = async <K extends LandKind>(url: string, body: object): Promise<Written<K>> => {
    const answer = await t.ask<Written<K>>('POST', url, body, headers)
    if (answer.status !== 201)
      throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    unit: (body: object = {}) =>
      post<'unit'>('/api/land/units', { kind: 'estate', name: 'El Maizal', ...body }),
    extent: (unit: number, body: object = {}) =>
      post<'extent'>(`/api/land/units/${unit}/extents`, {
        method: 'drawn',
        geometry: squareAt(-69.2, 9.7),
        ...body,
      }),
    party: (name: string, body: object = {}) =>
      post<'party'>('/api/land/parties', { kind: 'company', name, ...body }),
    source: (title: string, body: object = {}) =>
      post<'source'>('/api/land/sources', { kind: 'press', title, ...body }),
    assertion: (unit: number, body: object) => post<'assertion'>(`/api/land/units/${unit}/assertions`, body),
  }
}

/** Waits until the clock of the database has moved on, and says what it shows. */
export async function moment(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5))
  const now = new Date().toISOString()
  await new Promise((resolve) => setTimeout(resolve, 5))
  return now
}
