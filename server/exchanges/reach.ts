/** What a step about corridors or exchange is about: read by those with a role over its communes, however public the record. */
import type { Audience } from '../../domain/access/index.ts'
import { communesOfExchange } from '../../domain/exchange/alterations.ts'
import type { ExchangeAlteration } from '../../domain/exchange/records.ts'

export function reachOfExchange(alterations: readonly ExchangeAlteration[]): {
  communes: number[]
  audiences: Audience[]
} {
  const records = alterations.flatMap(({ before, after }) => [before, after].filter((one) => one !== null))
  return {
    communes: [...new Set(records.flatMap(communesOfExchange))],
    audiences: [
      ...(alterations.length > 0 ? (['scope'] as const) : []),
      ...records.flatMap((record) => ('audience' in record ? [record.audience] : [])),
    ],
  }
}
