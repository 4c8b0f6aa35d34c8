/** Claim: a country's exchanges on the map. Prepared in a worker of a real browser, as the program does it. */

import type { FlowsByChance } from './in-browser/flow-map.ts'
import { inWorkerOfBrowser } from './in-browser.ts'
import type { Outcome } from './measure.ts'

const WHOLE: FlowsByChance = { communes: 1500, flows: 100_000, months: 12, segments: 5000, views: 40 }

export async function flowMap(): Promise<Outcome> {
  const { answer, where } = await inWorkerOfBrowser<Outcome>('./in-browser/flow-map-worker.ts', WHOLE)
  return { ...answer, remarks: [...answer.remarks, where] }
}
