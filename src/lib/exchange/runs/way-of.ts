import type { Language } from '$lib/language.svelte.ts'
import type { Flow } from '../../../../server/exchanges/schema.ts'
import type { ExchangeWorkspace } from '../exchange.svelte.ts'

/** From whom to whom. */
export const wayOf = (
  { t }: Language,
  exchange: ExchangeWorkspace,
  { fromCommune, toCommune }: Pick<Flow, 'fromCommune' | 'toCommune'>,
): string => t('runs.from-to', { from: exchange.nameOf(fromCommune), to: exchange.nameOf(toCommune) })
