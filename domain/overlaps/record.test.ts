import { describe, expect, it } from 'vitest'
import { afterComparison, OVERLAP_STATES, type OverlapRecord, STATED, togetherSince } from './record.ts'
import { stateOverlap } from './state-overlap.ts'

const of = (areaM2: number, tolerated = false) => ({ areaM2, tolerated })

describe('an overlap compared again', () => {
  it('is found, open or within the tolerance', () => {
    expect(afterComparison(null, of(100))).toEqual({ state: 'open', cause: 'found' })
    expect(afterComparison(null, of(1, true))).toEqual({ state: 'tolerated', cause: 'found' })
    expect(afterComparison(null, null)).toBeNull()
  })

  it.each([...STATED, 'tolerated'] as const)(
    'that was %s and is gone says so, and comes back as new',
    (state) => {
      expect(afterComparison({ state, areaM2: 100 }, null)).toEqual({ state: 'no-longer', cause: 'went' })
      expect(afterComparison({ state: 'no-longer', areaM2: 100 }, of(100))).toEqual({
        state: 'open',
        cause: 'found-again',
      })
      expect(afterComparison({ state: 'no-longer', areaM2: 100 }, null)).toBeNull()
    },
  )

  it.each(OVERLAP_STATES)('never becomes settled or tolerated by itself: %s', (state) => {
    for (const now of [of(1, true), of(100), of(104), of(1000)]) {
      const after = afterComparison({ state, areaM2: 100 }, now)?.state ?? state
      if (after !== state) expect(['open', ...(state === 'no-longer' ? ['tolerated'] : [])]).toContain(after)
    }
  })

  it('is open again where it was settled and grew, and keeps what was said where it shrank', () => {
    for (const state of ['acknowledged', 'resolved'] as const) {
      expect(afterComparison({ state, areaM2: 100 }, of(200))).toEqual({ state: 'open', cause: 'grew' })
      expect(afterComparison({ state, areaM2: 100 }, of(50))).toEqual({ state, cause: 'changed' })
    }
    expect(afterComparison({ state: 'disputed', areaM2: 100 }, of(200))).toEqual({
      state: 'disputed',
      cause: 'changed',
    })
    expect(afterComparison({ state: 'tolerated', areaM2: 100 }, of(101))).toEqual({
      state: 'open',
      cause: 'grew',
    })
  })

  it('stays as it is where it is the same', () => {
    for (const state of STATED) expect(afterComparison({ state, areaM2: 1e6 }, of(1e6 + 0.5))).toBeNull()
  })
})

describe('two that hold', () => {
  const valid = (fromEarliest: string | null, toLatest: string | null) => ({ fromEarliest, toLatest })
  it('together do so since the later beginning; of what nobody says, everything is possible', () => {
    expect(togetherSince(valid('2009-01-01', null), valid('2010-05-01', '2014-01-01'))).toBe('2010-05-01')
    expect(togetherSince(valid(null, '2010-01-01'), valid('2009-01-01', null))).toBe('2009-01-01')
    expect(togetherSince(valid(null, null), valid(null, '1990-01-01'))).toBeNull()
  })

  it('one after the other do not overlap', () => {
    const [first, second] = [valid('2001-01-01', '2009-12-31'), valid('2010-01-01', null)]
    expect(togetherSince(first, second)).toBeUndefined()
    expect(togetherSince(second, first)).toBeUndefined()
  })
})

describe('what a person says of it', () => {
  const before: OverlapRecord = { id: 4, version: 2, state: 'open', reason: null, units: [1, 2] }
  it('is a step that can be undone, with the reason', () => {
    const step = stateOverlap(before, { state: 'disputed', reason: 'Both hold a title' })
    expect(step).toMatchObject({
      kind: 'overlap-stated',
      facts: { overlap: 4, state: 'disputed' },
      overlaps: [{ before, after: { state: 'disputed', reason: 'Both hold a title' } }],
    })
  })

  it('is refused where nothing overlaps any more, and where it says nothing new', () => {
    const ended = { ...before, state: 'no-longer' as const }
    expect(stateOverlap(ended, { state: 'resolved', reason: 'x' })).toMatchObject({
      refused: 'overlap-ended',
    })
    const said = { ...before, reason: 'x' }
    expect(stateOverlap(said, { state: 'open', reason: 'x' })).toMatchObject({
      refused: 'overlap-state-same',
    })
  })
})
