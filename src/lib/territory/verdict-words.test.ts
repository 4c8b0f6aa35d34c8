import { describe, expect, test } from 'vitest'
import type { JudgedPair, Judgement } from '$domain/territory/types.ts'
import { verdictWords } from './verdict-words.ts'

const nothing: Judgement = {
  verdict: 'contiguous',
  components: [],
  certainComponents: [],
  cutUnits: [],
  bridges: [],
  spanningTree: [],
  enclaves: [],
  overlaps: [],
  gaps: [],
  parted: [],
  separations: [],
  remedies: [],
  pairs: [],
}
const say = (judgement: Partial<Judgement> | null, more: Partial<Parameters<typeof verdictWords>[0]> = {}) =>
  verdictWords({
    judgement: judgement && { ...nothing, ...judgement },
    members: judgement?.components?.flat().length ?? 0,
    registeredAs: 'commune',
    broken: false,
    locale: 'es',
    name: (id) => ({ '3': 'Cerritos Blancos' })[id] ?? id,
    metres: (metres) => `${metres} m`,
    ...more,
  })
const tie = { lengthM: 40, separationM: 5, place: [0, 0] }

describe('the verdict in words', () => {
  test('councils in one space are said to be so', () => {
    expect(say({ components: [['1', '2', '3']], certainComponents: [['1', '2', '3']] }).title).toBe(
      'Los 3 consejos ocupan un solo espacio.',
    )
  })

  test('a small piece apart is named, with the gap in metres', () => {
    const words = say({
      verdict: 'split',
      components: [['1', '2'], ['3']],
      certainComponents: [['1', '2'], ['3']],
      separations: [
        {
          from: '2',
          to: '3',
          gapM: 38,
          line: [
            [0, 0],
            [0, 0],
          ],
          pieces: [0, 1],
        },
      ],
    })
    expect(words.title).toBe('Los 3 consejos están repartidos en 2 espacios separados.')
    expect(words.detail).toEqual([
      '2 consejos ocupan un solo espacio; Cerritos Blancos queda aparte, a 38 m.',
    ])
  })

  describe('a condition says what it rests on, and what happens without it:', () => {
    const rests = (
      spanningTree: [string, string][],
      ...ties: (Partial<JudgedPair> & { a: string; b: string })[]
    ) =>
      say({
        verdict: 'conditional',
        components: [['1', '2', '3']],
        certainComponents: [['1'], ['2'], ['3']].slice(0, ties.length + 1),
        spanningTree,
        pairs: ties.map((one) => ({ kind: 'border', certainty: 'doubtful', ...tie, ...one })),
      })
    const link = { kind: 'link', certainty: 'certain' } as const
    const confirmation = {
      a: '1',
      b: '3',
      kind: 'border',
      declaredBy: 'Asamblea de La Paz',
      declaredOn: '2026-01-10',
      reason: 'Recorrido',
    } as const

    test('a way across', () => {
      const words = rests([['2', '3']], { a: '2', b: '3', ...link })
      expect(words.title).toContain('gracias a un paso declarado.')
      expect(words.detail).toEqual(['Sin ese paso, quedan 2 partes.'])
    })

    test('a doubtful border', () => {
      const words = rests([['1', '3']], { a: '1', b: '3' })
      expect(words.title).toContain('si se confirma un borde dudoso')
      expect(words.detail).toEqual(['Si la asamblea no lo confirma, quedan 2 partes.'])
    })

    test('a border that an assembly confirmed', () => {
      const words = rests([['1', '3']], { a: '1', b: '3', confirmation })
      expect(words.title).toContain('gracias a un borde dudoso que una asamblea confirmó.')
      expect(words.detail).toEqual(['Sin esa confirmación, quedan 2 partes.'])
    })

    test('both: only the open doubt can still break it', () => {
      const words = rests(
        [
          ['1', '3'],
          ['2', '3'],
        ],
        { a: '1', b: '3', confirmation },
        { a: '2', b: '3' },
      )
      expect(words.title).toMatch(/gracias a un borde .* confirmó, y si se confirma un borde dudoso\.$/)
      expect(words.detail).toEqual(['Si la asamblea no lo confirma, quedan 2 partes.'])
    })
  })

  test('a council in several parts cannot make a broken commune look whole', () => {
    const words = say({
      verdict: 'split',
      components: [['1', '3']],
      parted: [{ unit: '3', parts: 2, hidesBreak: true }],
    })
    expect(words.kind).toBe('split')
    expect(words.title).toContain('partes separadas de un mismo consejo')
  })

  test('a network is not failed: it is told why it is no commune', () => {
    const split = { verdict: 'split' as const, components: [['1'], ['2'], ['3']] }
    const words = say(split, { registeredAs: 'network' })
    expect(words.kind).toBe('network')
    expect(words.detail.join(' ')).toContain('mismo espacio')
  })

  test('a defect of the program is no verdict', () => {
    expect(say({ components: [['1']] }, { broken: true }).kind).toBe('broken')
    expect(say(null).kind).toBe('none')
  })
})
