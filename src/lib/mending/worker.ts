/** The mender's thread: a whole layer takes seconds, and the map stays smooth meanwhile. */
import { coverageOf, makeArea } from '$domain/coverage/coverage.ts'
import { type CouncilFacts, findFlaws, mendAll } from '$domain/mending/index.ts'
import type { Question, Reply } from './protocol.ts'

/** Milliseconds between two signs of progress. */
const PULSE = 100
const NOTHING_KNOWN: CouncilFacts = { approximate: false, imported: false, since: null }

const reply = (message: Reply): void => self.postMessage(message)

function answer(question: Question): Reply {
  const coverage = coverageOf(question.areas.map(({ id, parts }) => makeArea(id, parts)))
  const of = question.of ? new Set(question.of) : undefined
  const flaws = findFlaws(coverage, of)
  if (question.kind === 'find') return { kind: 'found', flaws }
  const { under, facts, kept } = question
  let told = 0
  const { steps, unmended } = mendAll(coverage, flaws, {
    under,
    of,
    factsOf: (id) => facts.get(id) ?? NOTHING_KNOWN,
    isKept: ({ key }) => kept.has(key),
    onProgress(share) {
      if (performance.now() - told < PULSE) return
      told = performance.now()
      reply({ kind: 'progress', share })
    },
  })
  return { kind: 'planned', plan: { steps, unmended } }
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  try {
    reply(answer(data))
  } catch (defect) {
    const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)
    reply({ kind: 'defect', text })
  }
}
