/** The case that the demonstration tells as a proposal: ten of the 42 councils of Ataroa leave. */
import type { DemonstrationTerritory } from '../../domain/demonstration/territory.ts'
import { type Locale, translate } from '../../messages/index.ts'
import type { Executor } from '../executor.ts'
import { insertScenario } from '../scenarios/repository.ts'

const COMMUNE = 'DEMO-ATAROA'
const LEAVING = 'DEMO-ATA-OESTE'

export async function insertDemonstrationScenario(
  transaction: Executor,
  { communes }: DemonstrationTerritory,
  numberOf: { council(code: string): number; commune(code: string): number },
  locale: Locale,
): Promise<void> {
  const ataroa = communes.find(({ code }) => code === COMMUNE)
  if (!ataroa) return
  const numbers = (leaving: boolean) =>
    ataroa.councils
      .filter((code) => code.startsWith(LEAVING) === leaving)
      .map(numberOf.council)
      .sort((a, b) => a - b)
  const id = numberOf.commune(COMMUNE)
  await insertScenario(transaction, {
    name: translate(locale, 'scenarios.demonstration-name'),
    note: translate(locale, 'scenarios.demonstration-note'),
    content: {
      drawing: null,
      communes: [
        { id, revision: 1, name: ataroa.name, councilIds: numbers(false) },
        {
          id: null,
          name: translate(locale, 'scenarios.demonstration-commune'),
          councilIds: numbers(true),
        },
      ],
      links: [],
      withdrawnLinks: [],
    },
    names: { communes: [id], councils: [...numbers(false), ...numbers(true)] },
    author: null,
    audience: 'public',
  })
}
