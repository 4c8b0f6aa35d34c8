/** Measures in a browser's worker what a person waits for in the browser. */
import type { CountrySize } from '../country.ts'
import type { Outcome } from '../measure.ts'
import { composing } from './composing.ts'
import { drawing } from './drawing.ts'
import { surveyedCountry } from './surveyed.ts'

type Measured = { answer: Outcome[] } | { defect: string }

self.onmessage = ({ data }: MessageEvent<CountrySize>) => {
  const answer = (measured: Measured) => self.postMessage(measured)
  try {
    const country = surveyedCountry(data)
    answer({ answer: [drawing(country), ...composing(country)] })
  } catch (defect) {
    answer({ defect: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect) })
  }
}
