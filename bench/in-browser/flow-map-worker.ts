/** Prepares in a browser's worker what the map draws of exchanges. */
import type { Outcome } from '../measure.ts'
import { type FlowsByChance, flowsDrawn } from './flow-map.ts'

self.onmessage = ({ data }: MessageEvent<FlowsByChance>) => {
  const answer = (measured: { answer: Outcome } | { defect: string }) => self.postMessage(measured)
  try {
    answer({ answer: flowsDrawn(data) })
  } catch (defect) {
    answer({ defect: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect) })
  }
}
