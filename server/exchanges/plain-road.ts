import type { SegmentRecord } from '../../domain/exchange/records.ts'

/** A road of which nothing is known but that it is there. */
export const PLAIN_ROAD: Omit<SegmentRecord, 'geometry'> = {
  id: 0,
  network: 'own',
  name: null,
  level: 0,
  oneWay: 0,
  byHand: false,
  kmPerHour: null,
  capacityKg: null,
  closedFrom: null,
  closedUntil: null,
  closedWhy: null,
  closedFromM: null,
  closedToM: null,
  demonstration: false,
  revision: 1,
}
