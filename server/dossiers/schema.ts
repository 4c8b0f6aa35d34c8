/** The shapes of dossiers by HTTP. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import { USES } from '../../domain/evidence/index.ts'
import { Reason } from '../territories/schema.ts'

const Known = Type.String({
  format: 'date-time',
  description: 'As it was known then. Without it, as known now',
})
const lang = Type.Optional(Type.String())

export const ReportQuery = Type.Object({ known: Type.Optional(Known), lang })

export const DossierOrder = Type.Object(
  {
    for: Type.Unsafe<(typeof USES)[number]>(
      Type.Union(
        USES.map((use) => Type.Literal(use)),
        { description: 'Whom it is for: evidence goes with it only where there is consent for that use' },
      ),
    ),
    known: Type.Optional(Known),
    reason: Type.Optional(Reason),
  },
  { additionalProperties: false },
)
export type DossierOrder = Static<typeof DossierOrder>
