import { readFileSync } from 'node:fs'
import { kinks } from '@turf/turf'
import { describe, expect, it } from 'vitest'
import { drawDemonstration } from '../../domain/demonstration/territory.ts'
import { buildAdjacency, flatten, judgeGraph } from '../../domain/territory/index.ts'
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
  const { councils, communes, links } = await readDemonstration()
  const positionOf = new Map(councils.map(({ code }, i) => [code, i]))
  const position = (code: string) => positionOf.get(code) as number
  const members = (code: string) => communes.find((commune) => commune.code === code)?.councils ?? []
  const adjacency = buildAdjacency(flatten(councils))
  const linkEdges = Uint32Array.from(links.flatMap(({ a, b }) => [position(a), position(b)]))
  const judge = (codes: string[]) => judgeGraph(adjacency, codes.map(position), linkEdges)
  const sizes = (pieces: number[][]) => pieces.map((piece) => piece.length)

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
    const noted = (...notes: string[]) => communes.filter(({ note }) => notes.includes(note)).length
    expect(noted('obelisco-chirgua')).toBe(13)
    expect(noted('negro-miguel', 'declared-bridge', 'two-pieces', 'corner')).toBe(4)
    expect(
      noted(
        'santa-clara',
        'fabricio-ojeda',
        'claimed-twice',
        'enclave',
        'doubtful-border',
        'hidden-break',
        'overlap',
        'too-small',
      ),
    ).toBe(11)
  })

  it('leaves families of El Maizal unknown, since its sources disagree', () => {
    for (const code of members('DEMO-EL-MAIZAL')) expect(councils[position(code)].families).toBeNull()
  })

  it.each([
    'DEMO-ATAROA',
    'DEMO-EL-MAIZAL',
    'DEMO-EL-PANAL',
    'DEMO-EL-PANAL-VALENCIA',
    'DEMO-PIO-TAMAYO',
    'DEMO-CHE-GUEVARA',
    'DEMO-LUISA-CACERES',
    'DEMO-JOSE-FELIX-RIBAS',
    'DEMO-SANTA-CLARA',
    'DEMO-BURIA',
    'DEMO-LA-RUEDA',
    'DEMO-LADERA-COMUN',
    'DEMO-FLOR-DE-CAFE',
    'DEMO-LA-MIEL',
    'DEMO-SARARE',
    'DEMO-GAMELOTAL',
    'DEMO-BARLOVENTO',
    'DEMO-OBELISCO-CHIRGUA-01',
    'DEMO-OBELISCO-CHIRGUA-13',
  ])('%s shares one space', (code) => {
    expect(judge(members(code))).toMatchObject({ verdict: 'contiguous' })
  })

  describe('when ten councils leave Ataroa', () => {
    const west = members('DEMO-ATAROA').filter((code) => code.startsWith('DEMO-ATA-OESTE'))
    const rest = members('DEMO-ATAROA').filter((code) => !west.includes(code))

    it('leaves 32 in one space', () => {
      expect(west.length).toBe(10)
      expect(judge(rest).verdict).toBe('contiguous')
    })

    it('puts Cerritos Blancos apart from the other nine', () => {
      const { verdict, components } = judge(west)
      expect(verdict).toBe('split')
      expect(sizes(components)).toEqual([9, 1])
      expect(councils[components[1][0]].name).toBe('Cerritos Blancos')
    })
  })

  it('joins Dos Orillas by a declared bridge only', () => {
    const { verdict, certainComponents } = judge(members('DEMO-DOS-ORILLAS'))
    expect(verdict).toBe('conditional')
    expect(sizes(certainComponents)).toEqual([4, 4])
  })

  it('mends Los Dos Cerros with one council', () => {
    const codes = members('DEMO-LOS-DOS-CERROS')
    expect(sizes(judge(codes).components)).toEqual([4, 4])
    const between = councils.find(({ name }) => name === 'El Portachuelo')?.code as string
    expect(judge([...codes, between]).verdict).toBe('contiguous')
  })

  it('lets La Encrucijada meet in a corner, which is not enough', () => {
    const positions = members('DEMO-LA-ENCRUCIJADA').map(position)
    expect(sizes(judge(members('DEMO-LA-ENCRUCIJADA')).components)).toEqual([3, 3])
    expect(judgeGraph(adjacency, positions, linkEdges, 'queen').components.length).toBe(1)
  })

  it('holds A Pulso together by a doubtful border', () => {
    const { verdict, certainComponents } = judge(members('DEMO-A-PULSO'))
    expect(verdict).toBe('conditional')
    expect(sizes(certainComponents)).toEqual([3, 3])
  })

  it('splits the Miranda network, which is registered as one', () => {
    const network = communes.find(({ code }) => code === 'DEMO-RED-MIRANDA')
    expect(network?.registeredAs).toBe('network')
    expect(judge(network?.councils ?? []).verdict).toBe('split')
  })

  it('has one council that two communes claim', () => {
    const owners = new Map<string, number>()
    for (const code of communes.flatMap((commune) => commune.councils))
      owners.set(code, (owners.get(code) ?? 0) + 1)
    expect([...owners].filter(([, n]) => n > 1)).toEqual([[expect.stringMatching(/^DEMO-SCL/), 2]])
  })

  it('has one council in two parts', () => {
    expect(
      councils.filter(({ geometry }) => geometry.type === 'MultiPolygon').map(({ code }) => code),
    ).toEqual(['DEMO-LAS-DOS-FINCAS-01'])
  })

  it('surrounds every commune by councils of nobody, so that there is always one to ask', () => {
    const owned = new Set(communes.flatMap((commune) => commune.councils))
    for (const { code, registeredAs, councils: own } of communes) {
      if (registeredAs === 'network') continue
      const around = own
        .map(position)
        .flatMap((u) => [...adjacency.neighbour.subarray(adjacency.start[u], adjacency.start[u + 1])])
      expect(
        around.some((u) => !owned.has(councils[u].code)),
        code,
      ).toBe(true)
    }
  })
})
