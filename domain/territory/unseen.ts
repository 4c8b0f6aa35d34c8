/** A judgement for somebody who does not see every council: it names nobody else's. */
import type { Judgement } from './types.ts'

/** Councils that the judgement names and that are not among the judged: in remedies and enclaves. */
export function namedOutside({ remedies, enclaves }: Judgement, judged: ReadonlySet<string>): string[] {
  const named = [
    ...remedies.flatMap((remedy) => (remedy.kind === 'add-councils' ? remedy.councils : [])),
    ...enclaves.flatMap(({ unit }) => (unit === null ? [] : [unit])),
  ]
  return [...new Set(named)].filter((id) => !judged.has(id))
}

/** Without what would tell of the given councils. The verdict stands: it is about the judged ones alone. */
export function withoutCouncils(judgement: Judgement, unseen: ReadonlySet<string>): Judgement {
  if (unseen.size === 0) return judgement
  return {
    ...judgement,
    remedies: judgement.remedies.filter(
      (remedy) => remedy.kind !== 'add-councils' || !remedy.councils.some((id) => unseen.has(id)),
    ),
    enclaves: judgement.enclaves.filter(({ unit }) => unit === null || !unseen.has(unit)),
  }
}
