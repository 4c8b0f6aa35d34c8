/** What people prepared elsewhere as the content of a scenario. Pure. */
import type { Edit } from '../../../domain/coverage/index.ts'
import type { ScenarioContent } from '../../../domain/scenario/index.ts'
import type { NewDrawing } from '../../../server/drawings/schema.ts'
import type { Commune } from '../../../server/territories/schema.ts'

type Known = Pick<Commune, 'id' | 'revision' | 'name' | 'registeredAs' | 'councilIds'>

/** Nothing of it; parts are put in. */
const NOTHING: ScenarioContent = { drawing: null, communes: [], links: [], withdrawnLinks: [] }

const wanted = ({ id, revision, name }: Known, councilIds: number[]) => ({ id, revision, name, councilIds })

/** A group leaves a commune and makes one of its own; the rest stays. */
export function leavingContent(commune: Known, leaving: readonly number[], newName: string): ScenarioContent {
  const gone = new Set(leaving)
  return {
    ...NOTHING,
    communes: [
      wanted(
        commune,
        commune.councilIds.filter((id) => !gone.has(id)),
      ),
      { id: null, name: newName.trim(), councilIds: commune.councilIds.filter((id) => gone.has(id)) },
    ],
  }
}

/** A commune as it was composed, new or changed; communes that would lose councils to it lose them in the same proposal. */
export function composedContent(
  draft: Pick<Known, 'name' | 'registeredAs' | 'councilIds'> & {
    communeId: number | null
    revision: number | null
  },
  communes: readonly Known[],
): ScenarioContent {
  const before = communes.find(({ id }) => id === draft.communeId)
  const gained = new Set(draft.councilIds.filter((id) => !before?.councilIds.includes(id)))
  const losing = communes.filter(
    ({ id, registeredAs, councilIds }) =>
      id !== draft.communeId && registeredAs === 'commune' && councilIds.some((one) => gained.has(one)),
  )
  const { name, registeredAs, councilIds } = draft
  return {
    ...NOTHING,
    communes: [
      {
        id: draft.communeId,
        ...(draft.communeId !== null && { revision: draft.revision ?? before?.revision }),
        name: name.trim(),
        registeredAs,
        councilIds,
      },
      ...(registeredAs === 'network' ? [] : losing).map((commune) =>
        wanted(
          commune,
          commune.councilIds.filter((id) => !gained.has(id)),
        ),
      ),
    ],
  }
}

/** A drawing in progress: what POST /api/drawings would be sent, without the day and the reason. */
export const drawnContent = (drawing: {
  edits: Edit[]
  attributes?: NewDrawing['attributes']
  seen: NewDrawing['seen']
}): ScenarioContent => ({
  ...NOTHING,
  drawing: { edits: drawing.edits, attributes: drawing.attributes, seen: drawing.seen },
})

/** The same communes proposed on the territory of today: what the scenario gives and takes, by council. */
export function broughtUpToDate(content: ScenarioContent, communes: readonly Known[]): ScenarioContent {
  return {
    ...content,
    communes: content.communes.flatMap((commune) => {
      if (commune.id === null) return [commune]
      const now = communes.find(({ id }) => id === commune.id)
      return now ? [{ ...commune, revision: now.revision }] : []
    }),
  }
}
