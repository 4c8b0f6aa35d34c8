/** A unit of a place is written down, changed or taken away: what was told in it is stated anew in the same step. */

import type { Change } from '../steps/step.ts'
import { alterExchange, type ExchangeRefusal } from './operations.ts'
import type { ExchangeAlteration, MeasureRecord, QuantityRecord } from './records.ts'
import { communePlace, localCatalogue, toKilograms, type UnitCatalogue } from './units/index.ts'

/**
 * @param others all other units that people wrote down.
 * @param quantities all that could be told in it: of its commune before and after, or of all.
 */
export function alterMeasure(
  before: MeasureRecord | null,
  after: MeasureRecord | null,
  others: readonly MeasureRecord[],
  quantities: readonly QuantityRecord[],
): Change | ExchangeRefusal {
  const { name } = (after ?? before)!
  const was = localCatalogue([...others, ...(before ? [before] : [])])
  const is = localCatalogue([...others, ...(after ? [after] : [])])
  const restated: ExchangeAlteration[] = []
  let unweighed = 0
  for (const quantity of quantities) {
    const then = weighedBy(was, quantity)
    const now = weighedBy(is, quantity)
    if (!now && then) unweighed++
    if (!now || JSON.stringify(then) === JSON.stringify(now)) continue
    const { min: kgMin, likely: kgLikely, max: kgMax } = now
    restated.push({ kind: 'quantity', before: quantity, after: { ...quantity, kgMin, kgLikely, kgMax } })
  }
  if (unweighed > 0) return { refused: 'measure-in-use', facts: { name, count: unweighed } }
  const change = alterExchange('measure', before, after, { name, count: restated.length })
  return 'refused' in change ? change : { ...change, exchange: [...change.exchange!, ...restated] }
}

function weighedBy(catalogue: UnitCatalogue, quantity: QuantityRecord) {
  const weighed = toKilograms(catalogue, { ...quantity, place: communePlace(quantity.communeId) })
  return 'refused' in weighed ? null : weighed.kilograms
}
