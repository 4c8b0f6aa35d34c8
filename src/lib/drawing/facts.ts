/** What is known of the councils that a drawing changes, beside their areas: name, kind, families, communes. Pure. */
import type { Edit } from '$domain/coverage/index.ts'

export interface Facts {
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  communeIds: number[]
}

const NO_FACTS: Facts = { name: '', kind: null, families: null, population: null, communeIds: [] }

/** What a person wrote, by council; the rest follows from the edits. */
export type Written = Readonly<Record<string, Partial<Facts>>>

export const isNew = (id: string): boolean => id.startsWith('new-')

/**
 * The facts of every council that the edits name: a part split off belongs where the whole did and has no families yet,
 * joined councils have those of both, known only where both are.
 * @param known of a council as it is saved.
 */
export function factsAfter(
  edits: readonly Edit[],
  written: Written,
  known: (id: string) => Facts | null,
): Map<string, Facts> {
  const facts = new Map<string, Facts>()
  const of = (id: string): Facts => ({ ...(facts.get(id) ?? known(id) ?? NO_FACTS), ...written[id] })
  for (const edit of edits) {
    if (edit.kind === 'draw') facts.set(edit.council, NO_FACTS)
    if (edit.kind === 'split') {
      const { kind, communeIds } = of(edit.council)
      facts.set(edit.as, { ...NO_FACTS, kind, communeIds })
    }
    if (edit.kind === 'merge') {
      const all = [edit.into, ...edit.councils.filter((id) => id !== edit.into)].map(of)
      facts.set(edit.into, { ...all[0], families: sum(all, 'families'), population: sum(all, 'population') })
    }
  }
  for (const id of Object.keys(written)) if (!isNew(id) || facts.has(id)) facts.set(id, of(id))
  return facts
}

function sum(all: readonly Facts[], figure: 'families' | 'population'): number | null {
  const figures = all.map((facts) => facts[figure])
  return figures.some((value) => value === null)
    ? null
    : figures.reduce<number>((total, value) => total + value!, 0)
}

/**
 * What of some attributes a person wrote: what follows from the edits is left out, so that it goes when they are undone.
 * @param known of a council as it is saved.
 */
export function writtenIn(
  edits: readonly Edit[],
  attributes: readonly Attributes[],
  known: (id: string) => Facts | null,
): Written {
  const derived = factsAfter(edits, {}, known)
  const written: Record<string, Partial<Facts>> = {}
  for (const { id, ...facts } of attributes) {
    const otherwise = derived.get(id) ?? known(id) ?? NO_FACTS
    const own = Object.entries(facts).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(otherwise[key as keyof Facts]),
    )
    if (own.length > 0) written[id] = Object.fromEntries(own)
  }
  return written
}

export type Attributes = { id: string } & Partial<Facts>

/** What has to be sent: everything of a new council, and of others what differs from what is saved. */
export function attributesOf(
  facts: ReadonlyMap<string, Facts>,
  changed: readonly string[],
  known: (id: string) => Facts | null,
): Attributes[] {
  return changed.flatMap((id): Attributes[] => {
    const after = facts.get(id)
    if (!after) return []
    if (isNew(id)) return [{ id, ...after, name: after.name.trim() }]
    const before = known(id)
    const differing = (['name', 'kind', 'families', 'population'] as const).filter(
      (key) => before && before[key] !== after[key],
    )
    return differing.length === 0
      ? []
      : [{ id, ...Object.fromEntries(differing.map((key) => [key, after[key]])) }]
  })
}
