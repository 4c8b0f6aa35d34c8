/** Which area of a layer's newer edition is which of those that are there: it keeps its number. */

export interface AreaKey {
  /** What the layer calls it; null where it has no codes. */
  code: string | null
  name: string
  state: string | null
}

export interface Matched {
  /** Of each area that comes, in their order: the number that it keeps; null where it is new. */
  ids: (number | null)[]
  /** Those that the new edition does not have. */
  gone: number[]
}

/**
 * By the code; where one of the two has none, by name and state, if they are one on either side: of two that are called
 * the same nobody knows which is which.
 */
export function matchAreas(
  before: readonly (AreaKey & { id: number })[],
  after: readonly AreaKey[],
): Matched | { refused: 'area-code-twice'; facts: { code: string } } {
  const seen = new Set<string>()
  for (const { code } of after) {
    if (code === null) continue
    if (seen.has(code)) return { refused: 'area-code-twice', facts: { code } }
    seen.add(code)
  }
  const byCode = new Map(before.flatMap(({ id, code }) => (code === null ? [] : [[code, id] as const])))
  const ids = after.map(({ code }) => (code === null ? null : (byCode.get(code) ?? null)))
  const taken = new Set(ids)
  const called = ({ name, state }: AreaKey) => JSON.stringify([name, state])
  const left = Map.groupBy(
    before.filter(({ id }) => !taken.has(id)),
    called,
  )
  const wanting = Map.groupBy(
    after.flatMap((area, index) => (ids[index] === null ? [{ ...area, index }] : [])),
    called,
  )
  for (const [name, areas] of wanting) {
    const others = left.get(name) ?? []
    if (areas.length !== 1 || others.length !== 1) continue
    const [{ index, code }, other] = [areas[0], others[0]]
    if (code !== null && other.code !== null) continue
    ids[index] = other.id
    taken.add(other.id)
  }
  return { ids, gone: before.map(({ id }) => id).filter((id) => !taken.has(id)) }
}
