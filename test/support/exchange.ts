/** Communes side by side, and what is written down of corridors and exchange between them, for tests over HTTP. */
import { expect } from 'vitest'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { rowOfCouncils, type TestApp } from './app.ts'

/** Writes down by POST, and has it. */
export async function written<T>(t: TestApp, url: string, body: object): Promise<Changed<T>> {
  const answer = await t.ask<Changed<T>>('POST', url, body)
  expect(answer).toMatchObject({ status: 201 })
  return answer.body
}

/**
 * Eight councils in a row, and public communes of them.
 * @param effectiveOn day since which the councils are theirs; today where none is given
 * @returns the communes' numbers, as they were named
 */
export async function communesInARow(
  t: TestApp,
  named: Record<string, number[]>,
  effectiveOn?: string,
): Promise<number[]> {
  await t.bringIn('ocho.geojson', rowOfCouncils(['1', '2', '3', '4', '5', '6', '7', '8']))
  const ids: number[] = []
  for (const [name, councilIds] of Object.entries(named)) {
    const { record } = await written<Commune>(t, '/api/communes', {
      name,
      councilIds,
      audience: 'public',
      ...(effectiveOn && { effectiveOn }),
    })
    ids.push(record.id)
  }
  return ids
}

/** @param members numbers of communes, in order. */
export const corridorOf = (name: string, members: readonly number[], wanted: object = {}) => ({
  kind: 'corridor',
  name,
  note: null,
  source: null,
  approximate: false,
  route: null,
  routeKm: null,
  routeEstimatedKm: null,
  partOf: null,
  partSince: null,
  beganOn: null,
  endedOn: null,
  communes: members.map((id) => ({ id, joinedOn: null, leftOn: null })),
  audience: 'public',
  ...wanted,
})

/** Green coffee in November. */
export const flowBetween = (fromCommune: number, toCommune: number, kg: number, wanted: object = {}) => ({
  fromCommune,
  toCommune,
  viaProducer: null,
  product: 'coffee',
  form: 'green',
  kg,
  period: '2026-11',
  provenance: 'communal',
  audience: 'public',
  ...wanted,
})
