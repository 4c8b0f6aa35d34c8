import { describe, expect, test } from 'vitest'
import { type Draft, difference, NO_HISTORY, readDraft, redone, step, toggled, undone } from './draft.ts'

const draft: Draft = {
  communeId: null,
  revision: null,
  name: 'Ataroa',
  registeredAs: 'commune',
  councilIds: [],
}

describe('composing a commune', () => {
  test('a council goes in and comes out again', () => {
    expect(toggled([1, 2], 3)).toEqual([1, 2, 3])
    expect(toggled([1, 2, 3], 2)).toEqual([1, 3])
  })

  test('undo and redo walk the same way back and forth', () => {
    let now = { draft, history: NO_HISTORY }
    for (const id of [4, 7, 9]) now = step(now.draft, now.history, toggled(now.draft.councilIds, id))
    now = undone(now.draft, now.history)
    now = undone(now.draft, now.history)
    expect(now.draft.councilIds).toEqual([4])
    now = redone(now.draft, now.history)
    expect(now.draft.councilIds).toEqual([4, 7])
    now = redone(now.draft, now.history)
    expect(now.draft.councilIds).toEqual([4, 7, 9])
    expect(redone(now.draft, now.history).draft.councilIds).toEqual([4, 7, 9])
  })

  test('a new step forgets what was undone', () => {
    let now = step(draft, NO_HISTORY, [1])
    now = undone(now.draft, now.history)
    now = step(now.draft, now.history, [2])
    expect(redone(now.draft, now.history).draft.councilIds).toEqual([2])
  })

  test('undo without a past changes nothing', () => {
    expect(undone(draft, NO_HISTORY)).toEqual({ draft, history: NO_HISTORY })
  })

  test('says who would come in and who would leave', () => {
    expect(difference([1, 2, 3], [2, 3, 4])).toEqual({ added: [4], removed: [1] })
  })

  test('a stored draft comes back whole, and rubbish does not come back', () => {
    const stored = { ...draft, communeId: 3, revision: 8, councilIds: [1, 2] }
    expect(readDraft(JSON.stringify(stored))).toEqual(stored)
    for (const text of [null, '', '{', '[]', '{"councilIds":["a"]}', '7']) expect(readDraft(text)).toBeNull()
  })
})
