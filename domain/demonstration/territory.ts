/**
 * The demonstration territory: the cases that the program was made for, drawn from public facts. Places are
 * approximate; every area, most names and the figures without a source are invented, and marked so.
 */
import { drawBarquisimeto } from './barquisimeto.ts'
import { addBodies } from './bodies.ts'
import { type DemonstrationTerritory, newDraft } from './draft.ts'
import { drawElsewhere } from './elsewhere.ts'
import { drawFabricioOjeda } from './fabricio-ojeda.ts'
import { drawSimonPlanas } from './simon-planas.ts'

export type {
  DemonstrationBody,
  DemonstrationCommune,
  DemonstrationCouncil,
  DemonstrationLink,
  DemonstrationTerritory,
} from './draft.ts'

const SEED = 20101221

export function drawDemonstration(): DemonstrationTerritory {
  const draft = newDraft(SEED)
  drawBarquisimeto(draft)
  drawSimonPlanas(draft)
  drawFabricioOjeda(draft)
  drawElsewhere(draft)
  addBodies(draft)
  const { councils, communes, links, bodies } = draft
  return { councils, communes, links, bodies }
}
