/** What a founding sheet tells, gathered with the viewer's eyes. */
import {
  type FoundingRecord,
  type FoundingState,
  factsOf,
  stateOfFounding,
} from '../../../domain/founding/index.ts'
import {
  type Finding,
  judgeAgainstPack,
  VENEZUELA_CALENDAR,
  VENEZUELA_COMMUNES,
} from '../../../domain/law/index.ts'
import type { Judgement } from '../../../domain/territory/types.ts'
import type { Locale } from '../../../messages/index.ts'
import type { Commune, CouncilWithGeometry, Link } from '../../territories/schema.ts'

export interface SheetFacts {
  locale: Locale
  commune: Commune
  /** By name: the first is number 1 on the map and in the list. */
  councils: CouncilWithGeometry[]
  judgement: Judgement
  links: Link[]
  founding: FoundingRecord | null
  state: FoundingState
  findings: Finding[]
  /** Of the whole territory, as it was drawn. */
  revision: number
  /** ISO date of the sheet. */
  day: string
  /** Where the commune is to be found. */
  address: string
}

type Given = Omit<SheetFacts, 'state' | 'findings'>

export function sheetFacts(given: Given): SheetFacts {
  const { commune, founding, judgement, day } = given
  const collator = new Intl.Collator(given.locale, { numeric: true })
  const councils = given.councils.toSorted((a, b) => collator.compare(a.name, b.name) || a.id - b.id)
  const law = { pack: VENEZUELA_COMMUNES, calendar: VENEZUELA_CALENDAR, today: day }
  const forFounding = {
    councils: councils.map(({ id, kind, families }) => ({ id, kind, families })),
    registeredAs: commune.registeredAs,
    verdict: judgement.verdict,
    pieces: judgement.components.length,
  }
  return {
    ...given,
    councils,
    state: stateOfFounding(founding, forFounding, law),
    findings: judgeAgainstPack(law.pack, factsOf(founding, forFounding, law), founding?.beganOn ?? day),
  }
}
