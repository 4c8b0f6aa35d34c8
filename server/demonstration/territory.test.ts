import { readFileSync } from 'node:fs'
import { kinks } from '@turf/turf'
import { describe, expect, it } from 'vitest'
import { judgeLevel } from '../../domain/composing/levels.ts'
import { drawDemonstration } from '../../domain/demonstration/territory.ts'
import { VENEZUELA_COMMUNES } from '../../domain/law/index.ts'
import { findDoubleClaims, judge, surveyTerritory } from '../../domain/territory/index.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'
import { encodeTerritory, territoryText } from './encoding.ts'
import { readDemonstration } from './load.ts'

const shipped = readFileSync(new URL('./territory.json', import.meta.url), 'utf8')

describe('the shipped territory', () => {
  it('is what the generator draws today', () => {
    expect(
      territoryText(encodeTerritory(drawDemonstration())) === shipped,
      'run: node server/demonstration/generate.ts',
    ).toBe(true)
  })

  it('is small enough to ship', () => {
    expect(shipped.length).toBeLessThan(1.5e6)
  })
})

describe('the demonstration', async () => {
  const { councils, communes, links, bodies } = await readDemonstration()
  const positionOf = new Map(councils.map(({ code }, i) => [code, i]))
  const position = (code: string) => positionOf.get(code) as number
  const named = (code: string) => councils[position(code)].name
  const members = (code: string) => communes.find((commune) => commune.code === code)?.councils ?? []
  const territory = surveyTerritory(councils.map(({ code, geometry }) => ({ id: code, geometry })))
  const judged = (codes: string[]) => judge(territory, codes.map(position), { links })
  const sizes = (pieces: string[][]) => pieces.map((piece) => piece.length)

  it('gives every council a code of its own, and every member a council', () => {
    expect(positionOf.size).toBe(councils.length)
    for (const code of communes.flatMap((commune) => commune.councils))
      expect(positionOf.has(code), code).toBe(true)
  })

  it('draws no line across itself', () => {
    for (const { geometry, code } of councils) {
      for (const rings of geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) {
        expect(kinks({ type: 'Polygon', coordinates: rings }).features, code).toEqual([])
      }
    }
  })

  it('keeps to the figures of the sources', () => {
    const sum = (code: string, key: 'families' | 'population') =>
      members(code).reduce((total, member) => total + (councils[position(member)][key] ?? Number.NaN), 0)
    const noted = (...notes: string[]) => communes.filter(({ note }) => notes.includes(note)).length
    expect(members('DEMO-EL-MAIZAL').filter((code) => code.startsWith('DEMO-MAI-LARA')).length).toBe(12)
    expect(members('DEMO-EL-MAIZAL').filter((code) => code.startsWith('DEMO-MAI-PORTUGUESA')).length).toBe(10)
    expect(members('DEMO-ATAROA').length).toBe(42)
    expect(members('DEMO-PIO-TAMAYO').length).toBe(15)
    expect(members('DEMO-EL-PANAL').length).toBe(7)
    expect([sum('DEMO-EL-PANAL', 'families'), sum('DEMO-EL-PANAL', 'population')]).toEqual([1600, 12_000])
    expect(members('DEMO-EL-PANAL-VALENCIA').length).toBe(12)
    expect(members('DEMO-CHE-GUEVARA').length).toBe(12)
    expect(sum('DEMO-CHE-GUEVARA', 'families')).toBe(1600)
    expect(sum('DEMO-SANTA-CLARA', 'families')).toBe(442)
    expect(noted('obelisco-chirgua')).toBe(13)
    expect(noted('negro-miguel', 'declared-bridge', 'two-pieces', 'corner')).toBe(4)
    const fabricioOjeda = [
      'santa-clara',
      'fabricio-ojeda',
      'claimed-twice',
      'enclave',
      'doubtful-border',
      'hidden-break',
      'overlap',
      'too-small',
    ]
    expect(noted(...fabricioOjeda)).toBe(11)
  })

  it('leaves families of El Maizal unknown, since its sources disagree', () => {
    for (const code of members('DEMO-EL-MAIZAL')) expect(councils[position(code)].families).toBeNull()
  })

  const whole = communes.filter(
    ({ note }) =>
      ![
        'miranda-network',
        'declared-bridge',
        'two-pieces',
        'corner',
        'doubtful-border',
        'hidden-break',
      ].includes(note),
  )
  it.each(whole.map(({ code }) => code))('%s shares one space', (code) => {
    expect(judged(members(code)).verdict).toBe('contiguous')
  })

  describe('above the commune', () => {
    const engine = [
      ...bodies.map(({ code, level, members }) => ({
        id: code,
        level,
        memberships: members.map(({ code, from }) => ({ member: code, from, to: null })),
      })),
      ...communes.map(({ code, councils }) => ({
        id: code,
        level: 'commune' as const,
        memberships: councils.map((member) => ({ member, from: '2000-01-01', to: null })),
      })),
    ]
    const level = (code: string, date: string) =>
      judgeLevel(territory, engine.find(({ id }) => id === code)!, engine, date, {
        pack: VENEZUELA_COMMUNES,
        links,
      })

    it('a commune that joins between two makes their city one space', () => {
      expect(level('DEMO-CIUDAD-LAS-PIEDRAS', '2023-06-14')).toMatchObject({ verdict: 'split' })
      expect(level('DEMO-CIUDAD-LAS-PIEDRAS', '2023-06-15')).toMatchObject({
        verdict: 'contiguous',
        cutMembers: ['DEMO-OBELISCO-CHIRGUA-08'],
      })
    })

    it('the federation lies in two places, of which no rule says that they must touch', () => {
      const federation = level('DEMO-FEDERACION', '2026-01-01')
      expect([federation.verdict, federation.pieces.length, federation.rule?.oneSpace]).toEqual([
        'split',
        2,
        null,
      ])
    })

    it('the circuit is of councils that are in no commune, and in one space', () => {
      const circuit = level('DEMO-CIRCUITO', '2026-01-01')
      expect(circuit.verdict).toBe('contiguous')
      expect(
        communes.flatMap((commune) => commune.councils).filter((code) => circuit.members.includes(code)),
      ).toEqual([])
    })

    it('everything is called an example, in every language', () => {
      for (const { text } of bodies)
        for (const locale of LOCALES)
          expect(translate(locale, `demonstration.body.${text}` as MessageKey)).toMatch(
            /ejemplo|example|exemplo/i,
          )
    })
  })

  describe('when ten councils leave Ataroa', () => {
    const west = members('DEMO-ATAROA').filter((code) => code.startsWith('DEMO-ATA-OESTE'))
    const rest = members('DEMO-ATAROA').filter((code) => !west.includes(code))

    it('leaves 32 in one space', () => {
      expect(west.length).toBe(10)
      expect(judged(rest).verdict).toBe('contiguous')
    })

    it('puts Cerritos Blancos 38 m apart from the other nine', () => {
      const { verdict, components, separations } = judged(west)
      expect(verdict).toBe('split')
      expect(sizes(components)).toEqual([9, 1])
      expect(named(components[1][0])).toBe('Cerritos Blancos')
      expect(Math.round(separations[0].gapM)).toBe(38)
      expect([named(separations[0].from), named(separations[0].to)]).toContain('El Coriano')
    })

    it('offers a council that stays, and a declared link, to mend it', () => {
      expect(judged(west).remedies.map(({ kind, remaining }) => [kind, remaining])).toEqual(
        expect.arrayContaining([
          ['add-councils', 1],
          ['declare-link', 1],
        ]),
      )
    })

    it('has two doubtful borders in the west, and La Paz as a cut council', () => {
      const { pairs, cutUnits } = judged(west)
      expect(
        pairs.filter(({ kind, certainty }) => kind === 'border' && certainty === 'doubtful').length,
      ).toBe(2)
      expect(cutUnits.map(named)).toContain('La Paz')
    })
  })

  it('joins Dos Orillas by a declared bridge only', () => {
    const { verdict, certainComponents } = judged(members('DEMO-DOS-ORILLAS'))
    expect(verdict).toBe('conditional')
    expect(sizes(certainComponents)).toEqual([4, 4])
  })

  it('mends Los Dos Cerros with the one council between them', () => {
    const { components, remedies } = judged(members('DEMO-LOS-DOS-CERROS'))
    expect(sizes(components)).toEqual([4, 4])
    const [first] = remedies
    expect(first.kind === 'add-councils' && first.councils.map(named)).toEqual(['El Portachuelo'])
  })

  it('lets La Encrucijada meet in a corner, which is not enough', () => {
    const codes = members('DEMO-LA-ENCRUCIJADA')
    expect(sizes(judged(codes).components)).toEqual([3, 3])
    expect(judge(territory, codes.map(position), { rule: 'queen' }).components.length).toBe(1)
  })

  it('holds A Pulso together by a doubtful border, which the assembly may confirm', () => {
    const { verdict, certainComponents, remedies } = judged(members('DEMO-A-PULSO'))
    expect(verdict).toBe('conditional')
    expect(sizes(certainComponents)).toEqual([3, 3])
    expect(remedies.map(({ kind }) => kind)).toContain('confirm-border')
  })

  it('does not let the two plots of a council hide that Las Dos Fincas falls apart', () => {
    const { verdict, parted } = judged(members('DEMO-LAS-DOS-FINCAS'))
    expect(verdict).toBe('split')
    expect(parted).toEqual([{ unit: 'DEMO-LAS-DOS-FINCAS-01', parts: 2, hidesBreak: true }])
  })

  it('has El Medio inside La Rueda', () => {
    expect(judged(members('DEMO-LA-RUEDA')).enclaves.map(({ unit }) => unit && named(unit))).toEqual([
      'El Medio',
    ])
  })

  it('lets two councils of Ladera Común draw some hectares as theirs', () => {
    const { overlaps } = judged(members('DEMO-LADERA-COMUN'))
    expect(overlaps.length).toBe(1)
    expect(overlaps[0].areaM2).toBeGreaterThan(20_000)
  })

  it('splits the Miranda network, which is registered as one', () => {
    const network = communes.find(({ code }) => code === 'DEMO-RED-MIRANDA')
    expect(network?.registeredAs).toBe('network')
    expect(judged(network?.councils ?? []).components.length).toBe(7)
  })

  it('has one council that two communes claim', () => {
    const claims = findDoubleClaims(communes.map(({ code, councils }) => ({ id: code, members: councils })))
    expect(claims).toEqual([
      { unit: expect.stringMatching(/^DEMO-SCL/), communes: ['DEMO-SANTA-CLARA', 'DEMO-FLOR-DE-CAFE'] },
    ])
  })

  it('surrounds every commune by councils of nobody, so that there is always one to ask', () => {
    const owned = new Set(communes.flatMap((commune) => commune.councils))
    const { start, neighbour } = territory.adjacency
    for (const { code, registeredAs, councils: own } of communes) {
      if (registeredAs === 'network') continue
      const around = own.map(position).flatMap((u) => [...neighbour.subarray(start[u], start[u + 1])])
      expect(
        around.some((u) => !owned.has(councils[u].code)),
        code,
      ).toBe(true)
    }
  })
})
