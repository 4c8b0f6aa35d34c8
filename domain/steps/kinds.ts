/** What a step may be. */

export type ChangeKind =
  | 'commune-created'
  | 'commune-renamed'
  | 'commune-registered'
  | 'commune-recomposed'
  | 'communes-recomposed'
  | 'commune-disclosed'
  | 'commune-deleted'
  | 'link-declared'
  | 'link-withdrawn'
  | 'import-saved'
  | 'territory-drawn'
  | 'space-allowed'
  | 'space-minded'
  | 'body-created'
  | 'body-altered'
  | 'body-disclosed'
  | 'body-joined'
  | 'body-left'
  | 'body-deleted'
  | 'circuit-founded'
  | 'founding-begun'
  | 'founding-recorded'
  | 'scenario-applied'
  | LandChangeKind
  | ExchangeChangeKind
  | 'overlap-stated'
  | 'evidence-altered'
  | 'evidence-moved'
  | 'evidence-uses-given'

/** A land record comes, changes or goes; several at once from a file. */
export const LAND_CHANGE_KINDS = [
  'land-unit-added',
  'land-unit-altered',
  'land-unit-withdrawn',
  'land-extent-added',
  'land-extent-altered',
  'land-extent-withdrawn',
  'land-party-added',
  'land-party-altered',
  'land-party-withdrawn',
  'land-source-added',
  'land-source-altered',
  'land-source-withdrawn',
  'land-assertion-added',
  'land-assertion-altered',
  'land-assertion-withdrawn',
  'land-case-added',
  'land-case-altered',
  'land-case-withdrawn',
  'land-event-added',
  'land-event-altered',
  'land-event-withdrawn',
  'land-use-added',
  'land-use-altered',
  'land-use-withdrawn',
  'land-imported',
] as const
export type LandChangeKind = (typeof LAND_CHANGE_KINDS)[number]

/** A record of corridors and exchange comes, changes or goes; several at once from a file or a decision. */
export const EXCHANGE_CHANGE_KINDS = [
  'corridor-added',
  'corridor-altered',
  'corridor-removed',
  'producer-added',
  'producer-altered',
  'producer-removed',
  'measure-added',
  'measure-altered',
  'measure-removed',
  'quantity-added',
  'quantity-altered',
  'quantity-removed',
  'quantities-imported',
  'segment-added',
  'segment-altered',
  'segment-removed',
  'roads-imported',
  'plan-added',
  'plan-altered',
  'plan-removed',
  'flow-added',
  'flow-altered',
  'flow-removed',
  'flows-decided',
  'delivery-added',
  'delivery-altered',
  'delivery-removed',
  'run-added',
  'run-altered',
  'run-removed',
  'runs-altered',
  'run-told',
] as const
export type ExchangeChangeKind = (typeof EXCHANGE_CHANGE_KINDS)[number]
