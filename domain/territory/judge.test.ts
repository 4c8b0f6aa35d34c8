import fc from 'fast-check'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { findDoubleClaims } from './double-claims.ts'
import { area, box, draw, parts, place, ring, square } from './example-areas.ts'
import { judge, judgeUnits, judgeVerdict } from './judge.ts'
import { surveyTerritory } from './territory.ts'
import type { DeclaredLink, Judgement, Unit } from './types.ts'

const link = (a: string, b: string): DeclaredLink => ({
  a,
  b,
  kind: 'bridge',
  declaredBy: 'asamblea',
  declaredOn: '2026-01-05',
  reason: 'puente sobre la quebrada',
})

/** A checker that knows nothing of this code: the tree's ties are pairs, and they join each piece. */
function treeHolds({ spanningTree, components, pairs }: Judgement): boolean {
  const group = new Map(components.flat().map((unit) => [unit, unit]))
  const find = (unit: string): string => (group.get(unit) === unit ? unit : find(group.get(unit)!))
  for (const [a, b] of spanningTree) {
    if (!pairs.some((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a))) return false
    if (find(a) === find(b)) return false
    group.set(find(a), find(b))
  }
  return components.every((piece) => new Set(piece.map(find)).size === 1)
}

describe('the verdict', () => {
  it('is contiguous with a spanning tree that another program can check', () => {
    const judgement = judgeUnits(draw('ABC', 'DEF'))
    expect(judgement.verdict).toBe('contiguous')
    expect(judgement.spanningTree).toHaveLength(5)
    expect(treeHolds(judgement)).toBe(true)
    expect(judgement.remedies).toEqual([])
    expect(judgement.separations).toEqual([])
  })

  it('names the pieces, largest first, in the order of the input', () => {
    expect(judgeUnits(draw('A.BC')).components).toEqual([['B', 'C'], ['A']])
  })

  it('is conditional over a declared link, which is a pair of its own', () => {
    const judgement = judgeUnits(draw('A.B'), [], { links: [link('B', 'A'), link('A', 'elsewhere')] })
    expect(judgement.verdict).toBe('conditional')
    const [pair] = judgement.pairs
    expect(pair).toMatchObject({ a: 'A', b: 'B', kind: 'link', certainty: 'certain', lengthM: 0 })
    expect(pair.separationM).toBeCloseTo(100, 0)
    expect(treeHolds(judgement)).toBe(true)
  })

  it('does not let a corner join by rook, but by queen', () => {
    expect(judgeUnits(draw('A.', '.B')).verdict).toBe('split')
    expect(judgeUnits(draw('A.', '.B'), [], { rule: 'queen' }).verdict).toBe('contiguous')
  })

  it('finds cut councils and bridges by name', () => {
    const judgement = judgeUnits(draw('ABC'))
    expect(judgement.cutUnits).toEqual(['B'])
    expect(judgement.bridges).toEqual([
      ['A', 'B'],
      ['B', 'C'],
    ])
  })

  it('stands for one council and for none', () => {
    expect(judgeUnits(draw('A')).verdict).toBe('contiguous')
    expect(judgeUnits([]).components).toEqual([])
  })

  it('keeps a council without area as a piece of its own', () => {
    const empty: Unit = { id: 'X', geometry: { type: 'Polygon', coordinates: [] } }
    const judgement = judgeUnits([...draw('AB'), empty])
    expect(judgement.components).toEqual([['A', 'B'], ['X']])
    expect(judgement.separations).toEqual([])
  })
})

describe('a council in several parts', () => {
  it('cannot hide a break', () => {
    const judgement = judgeUnits(draw('AX..XB'))
    expect(judgement.components).toEqual([['A', 'X', 'B']])
    expect(judgement.verdict).toBe('split')
    expect(judgement.parted).toEqual([{ unit: 'X', parts: 2, hidesBreak: true }])
  })

  it('shows how wide the hidden break is, and who would close it', () => {
    const units = draw('AX..XB', '..YZ..')
    const inside = units.filter(({ id }) => 'AXB'.includes(id))
    const judgement = judgeUnits(inside, draw('..YZ'))
    expect(judgement.separations).toHaveLength(1)
    expect(judgement.separations[0].gapM).toBeCloseTo(300, 0)
  })

  it('may have an islet that touches nobody', () => {
    const judgement = judgeUnits(draw('AXB...X'))
    expect(judgement.verdict).toBe('contiguous')
    expect(judgement.parted).toEqual([{ unit: 'X', parts: 2, hidesBreak: false }])
  })

  it('may share a second island with others who all have a foot in the common space', () => {
    expect(judgeUnits(draw('AB..AB')).verdict).toBe('contiguous')
  })

  it('may join pieces that another way joins too', () => {
    expect(judgeUnits(draw('AXBXC')).verdict).toBe('contiguous')
  })

  it('is one space where its parts touch each other', () => {
    const units = [
      square('A', 0, 0),
      parts('X', square('1', 100, 0), square('2', 200, 0)),
      square('B', 300, 0),
    ]
    expect(judgeUnits(units).verdict).toBe('contiguous')
  })

  it('holds together by a link to one of its parts only there', () => {
    expect(judgeUnits(draw('AX..XB'), [], { links: [link('A', 'B')] }).verdict).toBe('conditional')
  })
})

describe('the verdict without geometry', () => {
  it.each([
    ['contiguous', 'ABC'],
    ['split', 'A.B'],
    ['split', 'AX..XB'],
    ['contiguous', 'AXB...X'],
  ])('is the same: %s for %s', (verdict, drawing) => {
    const units = draw(drawing)
    const territory = surveyTerritory(units)
    const members = units.map((_, i) => i)
    expect(judgeVerdict(territory, members).verdict).toBe(verdict)
    expect(judge(territory, members).verdict).toBe(verdict)
  })
})

describe('two communes', () => {
  it('may claim one council', () => {
    const communes = [
      { id: 'Ataroa', members: ['A', 'B', 'B'] },
      { id: 'Pío Tamayo', members: ['B', 'C'] },
    ]
    expect(findDoubleClaims(communes)).toEqual([{ unit: 'B', communes: ['Ataroa', 'Pío Tamayo'] }])
  })
})

describe('spaces', () => {
  it('are enclaves where a council of nobody in the commune is closed in', () => {
    const units = draw('ABC', 'DXE', 'FGH')
    const judgement = judgeUnits(
      units.filter(({ id }) => id !== 'X'),
      units.filter(({ id }) => id === 'X'),
    )
    expect(judgement.enclaves).toHaveLength(1)
    expect(judgement.enclaves[0].unit).toBe('X')
    expect(judgement.enclaves[0].beside).toEqual(['B', 'D', 'E', 'G'])
    expect(judgement.enclaves[0].areaM2).toBeCloseTo(10_000, -1)
  })

  it('are enclaves of nobody where nothing is drawn', () => {
    const { enclaves, gaps } = judgeUnits(draw('ABC', 'D.E', 'FGH'))
    expect(enclaves.map(({ unit }) => unit)).toEqual([null])
    expect(enclaves[0].areaM2).toBeCloseTo(10_000, -1)
    const [lon, lat] = enclaves[0].place
    const [west, south] = place(100, 100)
    const [east, north] = place(200, 200)
    expect(lon > west && lon < east && lat > south && lat < north).toBe(true)
    expect(gaps).toEqual([])
  })

  it('are none where the commune only bends around', () => {
    const { enclaves, gaps, overlaps } = judgeUnits(draw('ABC', 'D.E', 'F.H'))
    expect({ enclaves, gaps, overlaps }).toEqual({ enclaves: [], gaps: [], overlaps: [] })
  })

  it('are overlaps where two count the same ground', () => {
    const { overlaps } = judgeUnits([square('A', 0, 0), square('B', 98, 0)])
    expect(overlaps).toHaveLength(1)
    expect(overlaps[0]).toMatchObject({ a: 'A', b: 'B' })
    expect(overlaps[0].areaM2).toBeCloseTo(200, 0)
  })

  it('are an overlap where one council lies in another, or is drawn twice', () => {
    expect(judgeUnits([square('A', 0, 0, 300), square('B', 100, 100)]).overlaps[0].areaM2).toBeCloseTo(
      10_000,
      -1,
    )
    expect(judgeUnits([square('A', 0, 0), square('B', 0, 0)]).overlaps[0].areaM2).toBeCloseTo(10_000, -1)
  })

  it('are gaps where a strip along a border is open to both sides', () => {
    const { gaps, enclaves, verdict } = judgeUnits([square('A', 0, 0, 200), square('B', 202, 0, 200)])
    expect(verdict).not.toBe('split')
    expect(enclaves).toEqual([])
    expect(gaps.map(({ beside }) => beside)).toEqual([['A', 'B']])
    expect(gaps[0].areaM2 / 400).toBeCloseTo(1, 1)
  })

  it('are gaps where a sliver is closed in', () => {
    const left = area('A', ring([0, 0], [200, 0], [200, 60], [198, 100], [200, 140], [200, 200], [0, 200]))
    const right = area('B', ring([200, 0], [400, 0], [400, 200], [200, 200], [200, 140], [200, 60]))
    const { gaps, enclaves, verdict } = judgeUnits([left, right])
    expect(verdict).toBe('contiguous')
    expect(enclaves).toEqual([])
    expect(gaps.map(({ beside }) => beside)).toEqual([['A', 'B']])
    expect(gaps[0].areaM2).toBeCloseTo(80, 0)
  })
})

describe('separations', () => {
  it('give the nearest pair of two pieces, the gap in metres and both points', () => {
    const [separation] = judgeUnits([square('A', 0, 0), square('B', 138, 40, 20)]).separations
    expect(separation).toMatchObject({ from: 'B', to: 'A', pieces: [1, 0] })
    expect(separation.gapM).toBeCloseTo(38, 1)
    expect(separation.line[1][0]).toBeCloseTo(place(100, 0)[0], 7)
  })

  it('tie every piece to the rest by the shortest ways', () => {
    const units = [square('A', 0, 0), square('B', 300, 0), square('C', 700, 0), square('D', 100_000, 0)]
    const gaps = judgeUnits(units).separations.map(({ gapM }) => Math.round(gapM))
    expect(gaps.slice(0, 2)).toEqual([200, 300])
    expect(gaps[2] / 99_200).toBeCloseTo(1, 2)
  })
})

describe('remedies', () => {
  it('name the fewest councils outside that would join two pieces', () => {
    const judgement = judgeUnits(draw('A..B', '....'), draw('.PX.', 'UVYZ'))
    expect(judgement.remedies[0]).toEqual({
      kind: 'add-councils',
      councils: ['P', 'X'],
      joins: [0, 1],
      remaining: 1,
    })
  })

  it('join three pieces by one council where one touches all', () => {
    const inside = draw('A.B', '.C.', '...').concat(square('D', 100, 300))
    const outside = [square('X', 100, 200), square('Y', 100, 0)]
    const [remedy] = judgeUnits(inside, outside).remedies
    expect(remedy).toMatchObject({ kind: 'add-councils', councils: ['X'], remaining: 1 })
  })

  it('offer the link that would join, and leaving a small piece out', () => {
    const { remedies } = judgeUnits(draw('ABC..D'))
    expect(remedies.map(({ kind }) => kind)).toEqual(['declare-link', 'leave-out'])
    expect(remedies[0]).toMatchObject({ remaining: 1 })
    expect(remedies[1]).toEqual({ kind: 'leave-out', councils: ['D'], remaining: 1 })
  })

  it('say how many pieces remain after each', () => {
    const { remedies } = judgeUnits(draw('ABCDE..F..G'))
    const links = remedies.filter(({ kind }) => kind === 'declare-link')
    expect(links.map(({ remaining }) => remaining)).toEqual([2, 2])
    expect(remedies.filter(({ kind }) => kind === 'leave-out').map(({ remaining }) => remaining)).toEqual([
      1, 2, 2,
    ])
  })

  it('really join: judged with the councils added, the commune is as many pieces as promised', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('in', 'out', 'none'), { minLength: 25, maxLength: 25 }),
        (cells) => {
          const units = cells.map((_, i) => square(String(i), 100 * (i % 5), 100 * Math.floor(i / 5)))
          const pick = (kind: string) => units.filter((_, i) => cells[i] === kind)
          for (const remedy of judgeUnits(pick('in'), pick('out')).remedies) {
            if (remedy.kind === 'add-councils') {
              const added = units.filter(({ id }) => remedy.councils.includes(id))
              expect(judgeUnits([...pick('in'), ...added]).components).toHaveLength(remedy.remaining)
            } else if (remedy.kind === 'declare-link') {
              const joined = judgeUnits(pick('in'), [], { links: [link(remedy.a, remedy.b)] })
              expect(joined.components).toHaveLength(remedy.remaining)
            } else if (remedy.kind === 'leave-out') {
              const rest = pick('in').filter(({ id }) => !remedy.councils.includes(id))
              expect(judgeUnits(rest).components).toHaveLength(remedy.remaining)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('nothing changes', () => {
  const drawings = fc
    .array(fc.boolean(), { minLength: 16, maxLength: 16 })
    .map((cells) =>
      cells.flatMap((full, i) => (full ? [square(`c${i}`, 100 * (i % 4), 100 * Math.floor(i / 4))] : [])),
    )
  /** What a judgement says, whatever the order. */
  const gist = (
    { verdict, components, cutUnits, bridges, pairs }: Judgement,
    rename = (id: string) => id,
  ) => ({
    verdict,
    components: components.map((piece) => piece.map(rename).sort()).sort(),
    cutUnits: cutUnits.map(rename).sort(),
    bridges: bridges.map((pair) => pair.map(rename).sort()).sort(),
    pairs: pairs.map(({ a, b, kind, certainty }) => [...[a, b].map(rename).sort(), kind, certainty]).sort(),
  })
  const moved = (units: Unit[], move: (position: Position) => Position): Unit[] =>
    units.map(({ id, geometry }) => ({
      id,
      geometry: {
        type: 'Polygon',
        coordinates: (geometry.coordinates as Position[][]).map((ring) => ring.map(move)),
      },
    }))

  it('with the order of the units', () => {
    fc.assert(
      fc.property(
        drawings.chain((units) =>
          fc.tuple(fc.constant(units), fc.shuffledSubarray(units, { minLength: units.length })),
        ),
        ([units, shuffled]) => {
          expect(gist(judgeUnits(shuffled))).toEqual(gist(judgeUnits(units)))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('with other names', () => {
    fc.assert(
      fc.property(drawings, (units) => {
        const renamed = units.map((unit) => ({ ...unit, id: `consejo ${unit.id}` }))
        expect(gist(judgeUnits(renamed))).toEqual(gist(judgeUnits(units), (id) => `consejo ${id}`))
      }),
      { numRuns: 40 },
    )
  })

  it('somewhere else', () => {
    fc.assert(
      fc.property(
        drawings,
        fc.integer({ min: -100, max: 240 }),
        fc.integer({ min: -60, max: 40 }),
        (units, lon, lat) => {
          const there = moved(units, ([x, y]) => [x + lon, y + lat])
          expect(gist(judgeUnits(there))).toEqual(gist(judgeUnits(units)))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('when all is turned', () => {
    fc.assert(
      fc.property(drawings, fc.integer({ min: 0, max: 359 }), (units, degrees) => {
        const [x0, y0] = place(200, 200)
        const cos = Math.cos((degrees * Math.PI) / 180)
        const sin = Math.sin((degrees * Math.PI) / 180)
        const turned = moved(units, ([x, y]) => [
          x0 + (x - x0) * cos - (y - y0) * sin,
          y0 + (x - x0) * sin + (y - y0) * cos,
        ])
        expect(gist(judgeUnits(turned))).toEqual(gist(judgeUnits(units)))
      }),
      { numRuns: 40 },
    )
  })

  it('and a clean drawing has neither overlap, gap nor doubt', () => {
    fc.assert(
      fc.property(drawings, (units) => {
        const { overlaps, gaps, pairs } = judgeUnits(units)
        expect({ overlaps, gaps }).toEqual({ overlaps: [], gaps: [] })
        expect(pairs.filter(({ certainty }) => certainty === 'doubtful')).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})

describe('a hole', () => {
  it('filled by a member is no enclave', () => {
    const ringed = area('A', box(0, 0, 300, 300), box(100, 100, 100, 100).reverse())
    const { enclaves, verdict } = judgeUnits([ringed, square('B', 100, 100)])
    expect({ enclaves, verdict }).toEqual({ enclaves: [], verdict: 'contiguous' })
  })

  it('filled by an outsider is one', () => {
    const ringed = area('A', box(0, 0, 300, 300), box(100, 100, 100, 100).reverse())
    const { enclaves } = judgeUnits([ringed], [square('B', 100, 100)])
    expect(enclaves).toMatchObject([{ unit: 'B', beside: ['A'] }])
  })
})
