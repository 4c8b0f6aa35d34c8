import { describe, expect, it } from 'vitest'
import { type LawPack, type LevelName, VENEZUELA_COMMUNES } from '../law/index.ts'
import { draw } from '../territory/example-areas.ts'
import { surveyTerritory } from '../territory/territory.ts'
import { type Body, judgeLevel, membersOn, withMember, withoutMember } from './levels.ts'

const body = (id: string, level: LevelName, members: string[], from = '2015-01-01'): Body => ({
  id,
  level,
  memberships: members.map((member) => ({ member, from, to: null })),
})

const territory = surveyTerritory(draw('abcd.e', 'fghi.j'))
const COMMUNES = [
  body('west', 'commune', ['a', 'f']),
  body('middle', 'commune', ['b', 'g']),
  body('east', 'commune', ['c', 'd', 'h', 'i']),
  body('island', 'commune', ['e', 'j']),
]
const judged = (
  of: Body,
  bodies: Body[] = COMMUNES,
  date = '2020-01-01',
  pack: LawPack = VENEZUELA_COMMUNES,
) => judgeLevel(territory, of, bodies, date, { pack })

/** As if somebody had confirmed what the texts say. */
const confirmed: LawPack = {
  ...VENEZUELA_COMMUNES,
  levels: VENEZUELA_COMMUNES.levels.map((level) => ({ ...level, confidence: 'medium' })),
}

describe('members over time', () => {
  const city = body('city', 'city', ['west'])

  it('are those that have joined and not yet left', () => {
    const joined = withMember(city, 'middle', '2018-05-01') as Body
    const left = withoutMember(joined, 'west', '2019-01-01') as Body
    expect(membersOn(left, '2014-12-31')).toEqual([])
    expect(membersOn(left, '2018-04-30')).toEqual(['west'])
    expect(membersOn(left, '2018-12-31')).toEqual(['west', 'middle'])
    expect(membersOn(left, '2019-01-01')).toEqual(['middle'])
  })

  it('may come back, and stay on record', () => {
    const left = withoutMember(city, 'west', '2017-01-01') as Body
    expect(withMember(left, 'west', '2016-12-31')).toEqual({ refused: 'already-a-member' })
    const back = withMember(left, 'west', '2017-01-01') as Body
    expect(back.memberships).toHaveLength(2)
    expect(membersOn(back, '2017-01-01')).toEqual(['west'])
  })

  it('can’t join twice, leave unjoined, leave before they join, or be made of what they are in', () => {
    expect(withMember(city, 'west', '2020-01-01')).toEqual({ refused: 'already-a-member' })
    expect(withoutMember(city, 'middle', '2020-01-01')).toEqual({ refused: 'not-a-member' })
    expect(withoutMember(city, 'west', '2015-01-01')).toEqual({ refused: 'ends-before-it-begins' })
    const federation = body('federation', 'federation', ['city'])
    expect(withMember(city, 'federation', '2020-01-01', [city, federation])).toEqual({
      refused: 'member-of-itself',
    })
    expect(withMember(city, 'city', '2020-01-01')).toEqual({ refused: 'member-of-itself' })
  })
})

describe('a level above', () => {
  it('is judged on the union of the councils of its members', () => {
    const city = judged(body('city', 'city', ['west', 'middle', 'east']))
    expect(city).toMatchObject({ verdict: 'contiguous', pieces: [['west', 'middle', 'east']], empty: [] })
    expect(city.councils).toHaveLength(8)
    expect(city.cutMembers).toEqual(['middle'])
  })

  it('tells which members lie apart', () => {
    const city = judged(body('city', 'city', ['west', 'east', 'island']))
    expect([city.verdict, city.pieces]).toEqual(['split', [['east'], ['west'], ['island']]])
    expect(city.cutMembers).toEqual([])
  })

  it('is what its members are on the day', () => {
    const middle = withoutMember(COMMUNES[1], 'g', '2018-01-01') as Body
    const bodies = COMMUNES.map((each) => (each.id === 'middle' ? middle : each))
    const city = body('city', 'city', ['west', 'middle', 'east'])
    expect(judged(city, bodies, '2017-12-31').councils).toContain('g')
    expect(judged(city, bodies, '2018-01-01').councils).not.toContain('g')
    expect(judged(city, bodies, '2010-01-01')).toMatchObject({ members: [], councils: [], verdict: null })
  })

  it('goes down through all levels to the councils', () => {
    const cities = [body('c1', 'city', ['west', 'middle']), body('c2', 'city', ['east'])]
    const federation = body('f', 'federation', ['c1', 'c2'])
    const confederation = body('k', 'confederation', ['f'])
    const top = judged(confederation, [...COMMUNES, ...cities, federation])
    expect([top.verdict, top.councils.length]).toEqual(['contiguous', 8])
    expect(judged(federation, [...COMMUNES, ...cities]).pieces).toEqual([['c1', 'c2']])
  })

  it('names members without councils, and councils that two members bring', () => {
    const other = body('other', 'commune', ['a', 'b'])
    const city = judged(body('city', 'city', ['west', 'other', 'nobody']), [...COMMUNES, other])
    expect(city.empty).toEqual(['nobody'])
    expect(city.broughtTwice).toEqual([{ council: 'a', members: ['west', 'other'] }])
  })

  it('never raises an alarm by a rule that nobody confirmed', () => {
    const city = judged(body('city', 'city', ['west', 'island', 'a']))
    expect(new Set(city.findings.map(({ state }) => state))).toEqual(new Set(['unconfirmed']))
    expect(city.findings.find(({ asked }) => asked === 'members-of-level')!.members).toEqual(['a'])
  })

  it('is held to what a confirmed rule asks, each level to its own', () => {
    const state = (of: Body, asked: string) =>
      judged(of, [...COMMUNES, body('c', 'city', ['west', 'east'])], '2020-01-01', confirmed).findings.find(
        (finding) => finding.asked === asked,
      )!.state
    expect(state(body('x', 'city', ['west', 'middle']), 'one-space')).toBe('met')
    expect(state(body('x', 'city', ['west', 'east']), 'one-space')).toBe('not-met')
    expect(state(body('x', 'city', ['west', 'c']), 'members-of-level')).toBe('not-met')
    expect(state(body('x', 'federation', ['c']), 'members-of-level')).toBe('met')
    // nobody found whether federations must share one space, nor how many members any level needs
    expect(state(body('x', 'federation', ['c']), 'one-space')).toBe('unknown')
    expect(state(body('x', 'city', ['west']), 'members-needed')).toBe('unknown')
    expect(state(body('x', 'circuit', ['a', 'b']), 'one-space')).toBe('met')
  })

  it('holds a commune to one space with the confidence that its rule has', () => {
    const commune = judged(body('x', 'commune', ['a', 'e']))
    expect(commune.rule?.confidence).toBe('medium')
    expect(commune.findings.find(({ asked }) => asked === 'one-space')!.state).toBe('not-met')
  })
})
