import type { Position } from 'geojson'
import { afterEach, describe, expect, it } from 'vitest'
import type { Judgement } from '../../domain/territory/index.ts'
import { type Asked, startWorker, type WorkerLimits } from '../workers/ask.ts'
import type { AreaPage } from './area-pages.ts'
import type { CommuneVerdict, JudgeQuestion } from './judge-worker.ts'

let worker: Asked
afterEach(() => worker.close())
const ask = <Answer>(question: JudgeQuestion) => worker.ask<Answer>(question)

/** Areas of one ring each, as the database hands them: numbers from 1, MultiPolygons in well-known binary. */
function pageOf(rings: Position[][]): AreaPage {
  const starts = new Uint32Array(rings.length + 1)
  rings.forEach((ring, i) => {
    starts[i + 1] = starts[i] + 22 + 16 * ring.length
  })
  const bytes = new Uint8Array(starts[rings.length])
  const view = new DataView(bytes.buffer)
  rings.forEach((ring, i) => {
    let at = starts[i]
    // MultiPolygon of one part, Polygon of one ring; little endian.
    for (const type of [6, 3]) {
      view.setUint8(at, 1)
      view.setUint32(at + 1, type, true)
      view.setUint32(at + 5, 1, true)
      at += 9
    }
    view.setUint32(at, ring.length, true)
    at += 4
    for (const [x, y] of ring) {
      view.setFloat64(at, x, true)
      view.setFloat64(at + 8, y, true)
      at += 16
    }
  })
  return { ids: Int32Array.from(rings, (_, i) => i + 1), starts, bytes }
}

const square = (column: number): Position[] => {
  const [west, east] = [-69 + column / 100, -69 + (column + 1) / 100]
  return [
    [west, 9],
    [east, 9],
    [east, 9.01],
    [west, 9.01],
    [west, 9],
  ]
}
/** So many circles almost in one place that their overlaps are half a gigabyte. */
const pile = Array.from({ length: 300 }, (_, i) =>
  Array.from({ length: 401 }, (_, k) => {
    const turn = (2 * Math.PI * (k % 400)) / 400
    return [-69 + i / 1e5 + 0.01 * Math.cos(turn), 9 + (i % 7) / 1e5 + 0.01 * Math.sin(turn)]
  }),
)

async function hand(rings: Position[][], limits?: WorkerLimits): Promise<number[]> {
  worker = startWorker(new URL('./judge-worker.ts', import.meta.url), limits)
  await ask({ kind: 'page', first: true, page: pageOf(rings) })
  expect(await ask({ kind: 'build' })).toBe(rings.length)
  return rings.map((_, i) => i + 1)
}

describe('the thread that judges', () => {
  it('knows the areas that it was handed', async () => {
    await hand([square(0), square(1), square(3)])
    const communes = [
      { id: 7, councilIds: [1, 2] },
      { id: 8, councilIds: [2, 3] },
      { id: 9, councilIds: [99] },
    ]
    expect(await ask<CommuneVerdict[]>({ kind: 'verdicts', communes, links: [] })).toEqual([
      { id: 7, verdict: 'contiguous', pieces: 1 },
      { id: 8, verdict: 'split', pieces: 2 },
      { id: 9, verdict: null, pieces: 0 },
    ])
    const judged = await ask<Judgement>({ kind: 'judge', councilIds: [3, 1], unseen: [], links: [] })
    expect(judged.components).toEqual([['1'], ['3']])
    expect(await ask({ kind: 'meeting', a: 2, b: 1 })).toBe('certain')
    expect(await ask({ kind: 'meeting', a: 3, b: 1 })).toBe('none')
    expect(await ask({ kind: 'meeting', a: 99, b: 1 })).toBe('none')
  })

  it('is given up on areas that take too long, and the next thread begins anew', async () => {
    const councilIds = await hand(pile, { silenceSeconds: 4 })
    await expect(ask({ kind: 'judge', councilIds, unseen: [], links: [] })).rejects.toMatchObject({
      reason: 'took-too-long',
      facts: { seconds: 4 },
    })
    expect(worker.thread()).toBe(2)
    await ask({ kind: 'page', first: true, page: pageOf([square(0)]) })
    expect(await ask({ kind: 'build' })).toBe(1)
  })

  it('is given up on areas that take too much memory, and the server lives on', async () => {
    const councilIds = await hand(pile, { heapMb: 96 })
    await expect(ask({ kind: 'judge', councilIds, unseen: [], links: [] })).rejects.toMatchObject({
      reason: 'needs-too-much-memory',
      facts: { megabytes: 96 },
    })
    expect(worker.thread()).toBe(2)
  })
})
