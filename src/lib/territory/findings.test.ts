import { describe, expect, test } from 'vitest'
import type { Judgement } from '../../../domain/territory/types.ts'
import { translate } from '../../../messages/index.ts'
import { type Finding, findings } from './findings.ts'

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
const NAMES: Record<string, string> = { '1': 'La Paz', '2': 'El Coriano', '3': 'Cerritos Blancos' }
const find = (judgement: Partial<Judgement>) =>
  findings(
    { ...nothing, ...judgement },
    {
      council: (id) => ({
        name: NAMES[id],
        place: [0, 0],
        bounds: [0, 0, 1, 1],
        communeIds: id === '3' ? [7, 9] : [7],
      }),
      communeName: (id) => ({ 9: 'Pío Tamayo' })[id],
      communeId: 7,
      metres: (metres) => `${metres} m`,
      area: (area) => `${area} m²`,
      date: (iso) => iso,
    },
  )
const said = ({ text }: Finding) => translate('es', text.key, text.values)

describe('the reasons', () => {
  test('a separation has its metres, its councils and its place', () => {
    const [finding] = find({
      separations: [
        {
          from: '3',
          to: '2',
          gapM: 38,
          line: [
            [-69.4, 10],
            [-69.3, 10.1],
          ],
          pieces: [1, 0],
        },
      ],
    })
    expect(finding.measure).toBe('38 m')
    expect(said(finding)).toContain('Entre Cerritos Blancos y El Coriano no hay borde común')
    expect(finding.bounds).toEqual([-69.4, 10, -69.3, 10.1])
  })

  test('doubtful borders that decide come before those that do not', () => {
    const doubtful = { kind: 'border' as const, certainty: 'doubtful' as const, lengthM: 61, place: [0, 0] }
    const found = find({
      certainComponents: [['1', '2'], ['3']],
      pairs: [
        { a: '1', b: '2', separationM: 2, ...doubtful },
        { a: '2', b: '3', separationM: 6, ...doubtful },
      ],
    })
    expect(found.map(({ measure }) => measure)).toEqual(['6 m', '2 m'])
    expect(said(found[0])).toContain('Cuenta solo si la asamblea lo confirma')
    expect(said(found[1])).not.toContain('Cuenta solo')
  })

  test('a confirmed border says who confirmed it, and no longer asks for it', () => {
    const [finding, ...more] = find({
      certainComponents: [['1'], ['2']],
      pairs: [
        {
          a: '1',
          b: '2',
          kind: 'border',
          certainty: 'doubtful',
          lengthM: 61,
          separationM: 6,
          place: [0, 0],
          confirmation: {
            a: '1',
            b: '2',
            kind: 'border',
            declaredBy: 'Asamblea de La Paz',
            declaredOn: '2026-01-10',
            reason: 'Recorrido',
          },
        },
      ],
    })
    expect(more).toEqual([])
    expect(finding).toMatchObject({ kind: 'confirmed', measure: '6 m' })
    expect(said(finding)).toBe(
      'El borde entre La Paz y El Coriano es dudoso en el dibujo: corren juntos 61 m, separados hasta 6 m. Confirmado por Asamblea de La Paz, 2026-01-10.',
    )
  })

  test('a council of two communes is named with the other commune only', () => {
    const found = find({ components: [['1', '3']] })
    expect(found.map(said)).toEqual(['También en Pío Tamayo: Cerritos Blancos'])
  })

  test('cut councils are one row, named while they are few and counted when they are many', () => {
    expect(find({ cutUnits: ['1', '2'] }).map(said)).toEqual([
      'Consejos de corte: La Paz, El Coriano. Si sale uno, los demás se parten',
    ])
    const [many] = find({ cutUnits: ['1', '2', '3', '1', '2'] })
    expect(said(many)).toBe(
      'Consejos de corte, marcados en el mapa y en la tabla. Si sale uno, los demás se parten',
    )
  })

  test('pieces that meet in a point are said to share a corner', () => {
    const [finding] = find({
      separations: [
        {
          from: '3',
          to: '2',
          gapM: 0,
          line: [
            [0, 0],
            [0, 0],
          ],
          pieces: [0, 1],
        },
      ],
    })
    expect(said(finding)).toBe('Cerritos Blancos y El Coriano se tocan solo en una esquina')
  })

  test('overlaps thinner than a pen are left to the doubtful borders', () => {
    const sliver = {
      a: '1',
      b: '2',
      geometry: {
        type: 'MultiPolygon' as const,
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        ],
      },
    }
    expect(find({ overlaps: [{ ...sliver, areaM2: 0.2 }] })).toEqual([])
    expect(find({ overlaps: [{ ...sliver, areaM2: 90 }] })[0].measure).toBe('90 m²')
  })
})
