import { describe, expect, test } from 'vitest'
import { faultOf, mergeVotes, rowOf, voteOf, wholeNumber } from './vote-rows.ts'

const vote = (councilId: number, voted: number) => ({
  councilId,
  on: '2026-03-04',
  electors: 100,
  voted,
  yes: 1,
})
const row = (electors: string, voted: string, yes: string, on = '2026-03-04') => ({
  councilId: 1,
  on,
  electors,
  voted,
  yes,
})

describe('a number as people write it', () => {
  test.each([
    ['1.234', 1234],
    ['1 234', 1234],
    ['0', 0],
    ['', null],
    ['12,5', null],
    ['-3', null],
    ['1e3', null],
  ])('%s', (text, number) => {
    expect(wholeNumber(text)).toBe(number)
  })
})

describe('a row', () => {
  test('that is blank is no vote and no fault', () => {
    expect(voteOf(row('', '', ''))).toBeNull()
    expect(faultOf(row('', ' ', ''))).toBeNull()
  })

  test('says at once what contradicts, and what is missing', () => {
    expect(faultOf(row('10', '11', ''))).toBe('wrong-voted')
    expect(faultOf(row('10', '5', '6'))).toBe('wrong-yes')
    expect(faultOf(row('10', '5', ''))).toBe('incomplete')
    expect(faultOf(row('10', '5', 'x'))).toBe('incomplete')
    expect(faultOf(row('10', '5', '5', ''))).toBe('incomplete')
    expect(faultOf(row('10', '5', '5'))).toBeNull()
  })
})

test('only rows that were touched are laid over what others entered meanwhile', () => {
  const was = [rowOf(1, vote(1, 10), ''), rowOf(2, undefined, ''), rowOf(3, vote(3, 30), '')]
  const rows = [{ ...was[0], voted: '11' }, was[1], { ...was[2], electors: '', voted: '', yes: '' }]
  const now = [vote(1, 10), vote(2, 99), vote(3, 30), vote(9, 5)]
  expect(mergeVotes(now, was, rows)).toEqual([vote(1, 11), vote(2, 99), vote(9, 5)])
})
