/** Names of communes for roles: as far as the reader sees them. */
import { ask } from '$lib/api.ts'
import type { Commune, CommuneList } from '../../../server/territories/schema.ts'

export class CommuneNames {
  communes = $state.raw<Commune[]>([])
  readonly #names = $derived(new Map(this.communes.map(({ id, name }) => [id, name])))

  async load(): Promise<void> {
    const answer = await ask<CommuneList>('/communes')
    if (answer.ok) this.communes = answer.value.items
  }

  of = (id: number): string | null => this.#names.get(id) ?? null
}
