/** What the search offers for a few words: places first where they are coordinates, then communes, land, councils. */

import type { Position } from 'geojson'
import type { UnitItem, UnitPage } from '../../../server/lands/schema.ts'
import type { Commune, CommuneList, Council, CouncilPage } from '../../../server/territories/schema.ts'
import { ask } from '../api.ts'
import { type CoordinateReading, readCoordinates } from './coordinates.ts'

export type Bounds = [number, number, number, number]

/** Somewhere to go. `bounds` is west, south, east, north; `place` longitude first; WGS 84. */
export type SearchTarget =
  | { kind: 'place'; place: Position; reading: CoordinateReading }
  | { kind: 'commune'; id: number; name: string; bounds: Bounds | null; commune: Commune }
  | { kind: 'council'; id: number; name: string; place: Position; bounds: Bounds; council: Council }
  | { kind: 'unit'; id: number; name: string; unit: UnitItem }

const COMMUNES_SHOWN = 5
const COUNCILS_SHOWN = 8
const UNITS_SHOWN = 5

/** Without accents and case: «Simón» and «simon» are the same word. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim()

/** Communes whose name or code has every word; those that begin with the words come first. */
export function matchCommunes(communes: readonly Commune[], words: string): Commune[] {
  const wanted = plain(words)
  if (!wanted) return []
  const parts = wanted.split(/\s+/)
  const rank = (commune: Commune) => (plain(commune.name).startsWith(wanted) ? 0 : 1)
  return communes
    .filter((commune) => {
      const text = `${plain(commune.name)} ${plain(commune.code ?? '')}`
      return parts.every((part) => text.includes(part))
    })
    .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
    .slice(0, COMMUNES_SHOWN)
}

export class Finder {
  #communes: Promise<Commune[]> | null = null
  #revision = -1

  /** Places at once, from what was typed alone. */
  places(words: string, near: Bounds | null): SearchTarget[] {
    return readCoordinates(words, near).map((reading) => ({ kind: 'place', place: reading.place, reading }))
  }

  /** Names from the server. An unreachable server finds nothing: the caller's map says that it is offline. */
  async names(words: string, revision: number, signal: AbortSignal): Promise<SearchTarget[]> {
    if (this.#revision !== revision) this.#communes = null
    this.#revision = revision
    this.#communes ??= ask<CommuneList>('/communes').then((answer) => (answer.ok ? answer.value.items : []))
    const [communes, councils, units] = await Promise.all([
      this.#communes,
      ask<CouncilPage>('/councils', { query: { q: words.trim(), limit: COUNCILS_SHOWN }, signal }),
      ask<UnitPage>('/land/units', { query: { q: words.trim(), limit: UNITS_SHOWN }, signal }),
    ])
    if (communes.length === 0) this.#communes = null
    return [
      ...matchCommunes(communes, words).map(
        (commune): SearchTarget => ({
          kind: 'commune',
          id: commune.id,
          name: commune.name,
          bounds: commune.bounds,
          commune,
        }),
      ),
      ...(units.ok ? units.value.items : []).flatMap((unit): SearchTarget[] =>
        unit.name === null ? [] : [{ kind: 'unit', id: unit.id, name: unit.name, unit }],
      ),
      ...(councils.ok ? councils.value.items : []).map(
        (council): SearchTarget => ({
          kind: 'council',
          id: council.id,
          name: council.name,
          place: council.place,
          bounds: council.bounds,
          council,
        }),
      ),
    ]
  }
}
