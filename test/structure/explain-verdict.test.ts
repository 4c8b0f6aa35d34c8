import { describe, expect, it } from 'vitest'
import { draw, parts, square } from '../../domain/territory/example-areas.ts'
import { judgeUnits } from '../../domain/territory/judge.ts'
import type { DeclaredLink } from '../../domain/territory/types.ts'
import { explainVerdict, formatArea, formatDistance } from '../../messages/explain-verdict.ts'

const names: Record<string, string> = {
  A: 'Cerritos Blancos',
  B: 'El Coriano',
  C: 'La Pastora',
  X: 'Río Claro',
}
const name = (id: string) => names[id] ?? id
const bridge: DeclaredLink = {
  a: 'A',
  b: 'B',
  kind: 'bridge',
  declaredBy: 'asamblea',
  declaredOn: '2026-01-05',
  reason: 'puente',
}

describe('the verdict in words', () => {
  it('says that all occupy one space', () => {
    const { sentence, reasons, remedies } = explainVerdict(judgeUnits(draw('AB', 'CX')), {
      locale: 'es',
      name,
    })
    expect(sentence).toBe('Los 4 consejos ocupan un solo espacio.')
    expect(reasons).toEqual([])
    expect(remedies).toEqual([])
  })

  it('says who lies apart, how far and from whom', () => {
    const judgement = judgeUnits([square('A', 0, 0), square('C', -100, 0), square('B', 138, 0)])
    const { sentence, reasons, remedies } = explainVerdict(judgement, { locale: 'es', name })
    expect(sentence).toBe('Los 3 consejos están repartidos en 2 espacios separados.')
    expect(reasons).toEqual(['El Coriano queda aparte, a 38 m de Cerritos Blancos.'])
    expect(remedies).toEqual([
      'Si hay un puente o un camino entre El Coriano y Cerritos Blancos (38 m), declararlo: la comuna queda unida.',
      'Seguir sin El Coriano: los demás ocupan un solo espacio.',
    ])
  })

  it('says that two touch in a corner only', () => {
    const { reasons } = explainVerdict(judgeUnits(draw('A.', '.B')), { locale: 'es', name })
    expect(reasons).toEqual(['El Coriano y Cerritos Blancos se tocan solo en una esquina.'])
  })

  it('says that a declared link holds all together', () => {
    const judgement = judgeUnits([square('A', 0, 0), square('B', 150, 0)], [], { links: [bridge] })
    const { sentence, reasons } = explainVerdict(judgement, { locale: 'en', name })
    expect(sentence).toBe('The 2 councils occupy one single space thanks to a declared link.')
    expect(reasons).toEqual([
      'Cerritos Blancos and El Coriano are joined by a declared link, not by a border.',
    ])
  })

  it('says by whom and when a doubtful border was confirmed', () => {
    const explain = (
      locale: 'es' | 'en' | 'pt',
      declaredBy = 'Asamblea de El Coriano',
      declaredOn = '2026-01-05',
    ) =>
      explainVerdict(
        judgeUnits([square('A', 0, 0), square('B', 103, 0)], [], {
          links: [{ ...bridge, kind: 'border', declaredBy, declaredOn }],
        }),
        { locale, name },
      )
    expect(explain('es').sentence).toBe(
      'Los 2 consejos ocupan un solo espacio gracias a un borde dudoso que una asamblea confirmó.',
    )
    expect(explain('es').reasons[0]).toBe(
      'El borde entre Cerritos Blancos y El Coriano es dudoso en el dibujo, con hasta 3 m de separación. Confirmado por Asamblea de El Coriano el 5 ene. 2026.',
    )
    expect(explain('en').reasons[0]).toContain('Confirmed by Asamblea de El Coriano on 5 Jan 2026.')
    expect(explain('pt').sentence).toContain('um limite duvidoso que uma assembleia confirmou')
    expect(explain('es', '', '').reasons[0]).toContain('Confirmado en asamblea.')
    expect(explain('es', 'Asamblea', 'el año pasado').reasons[0]).toContain('el el año pasado')
  })

  it('says by which council a break is hidden', () => {
    const river = parts('X', square('1', 100, 0), square('2', 500, 0))
    const judgement = judgeUnits([square('A', 0, 0), river, square('B', 600, 0)])
    const { sentence, reasons } = explainVerdict(judgement, { locale: 'es', name })
    expect(sentence).toContain('no comparten un solo espacio')
    expect(reasons.join(' ')).toContain('Río Claro tiene 2 partes separadas')
  })

  it('does not fail an exchange network, but says why it is no commune', () => {
    const judgement = judgeUnits([square('A', 0, 0), square('B', 5000, 0), square('C', 9000, 0)])
    const say = (locale: 'es' | 'en' | 'pt') =>
      explainVerdict(judgement, { locale, name, registeredAs: 'network' }).sentence
    expect(say('es')).toBe(
      'Es una red de intercambio: sus 3 miembros están en 3 lugares separados. Puede intercambiar, pero no ser comuna, porque los consejos de una comuna ocupan un mismo espacio.',
    )
    expect(say('en')).toContain('cannot be a commune')
    expect(say('pt')).toContain('não ser comuna')
  })

  it('names what is closed in, counted twice or not drawn', () => {
    const units = draw('ABC', 'DXE', 'FGH')
    const enclosed = judgeUnits(
      units.filter(({ id }) => id !== 'X'),
      units.filter(({ id }) => id === 'X'),
    )
    expect(explainVerdict(enclosed, { locale: 'es', name }).reasons).toContain(
      'Río Claro queda encerrado por la comuna sin ser parte de ella.',
    )
    const overlapping = judgeUnits([square('A', 0, 0), square('B', 98, 0)])
    expect(explainVerdict(overlapping, { locale: 'es', name }).reasons.at(-1)).toBe(
      'Cerritos Blancos y El Coriano cuentan los dos como suya una misma zona de 200 m².',
    )
  })

  it('tells every separation, cut council and remedy in all three languages without a hole in the sentence', () => {
    const judgement = judgeUnits(draw('ABC.D', '....E', 'F.G..', '.....', 'H..I.'), draw('...Z.'))
    for (const locale of ['es', 'en', 'pt'] as const) {
      const { sentence, reasons, remedies } = explainVerdict(judgement, { locale, name })
      for (const text of [sentence, ...reasons, ...remedies]) {
        expect(text).toMatch(/^\p{Lu}|^\d/u)
        expect(text).toMatch(/[^.]\.$/)
        expect(text).not.toMatch(/undefined|NaN|[{}]/)
      }
      expect(remedies).toHaveLength(judgement.remedies.length)
    }
  })
})

describe('measures', () => {
  it('have the digits that an assembly can use', () => {
    expect([4.26, 38.2, 999.4, 1240, 23_456].map((metres) => formatDistance(metres, 'es'))).toEqual([
      '4,3 m',
      '38 m',
      '999 m',
      '1,2 km',
      '23 km',
    ])
    expect([4.26, 940, 13_200, 23_000_000].map((metres) => formatArea(metres, 'en'))).toEqual([
      '4.3 m²',
      '940 m²',
      '1.3 ha',
      '2,300 ha',
    ])
  })
})
