/** Plans in a browser's worker what the program plans there. */
import type { Outcome } from '../measure.ts'
import { type LivePlanning, livePlanning } from './planning.ts'

self.onmessage = async ({ data }: MessageEvent<LivePlanning>) => {
  const answer = (measured: { answer: Outcome } | { defect: string }) => self.postMessage(measured)
  try {
    answer({ answer: await livePlanning(data) })
  } catch (defect) {
    answer({ defect: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect) })
  }
}
