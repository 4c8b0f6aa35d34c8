import { describe, expect, it } from 'vitest'
import { collection, polygonFeature, readBytesAs, square } from '../../test/support/files.ts'

const read = (...features: unknown[]) => readBytesAs('a.geojson', collection(...features))
const polygon = (...rings: unknown[]) => polygonFeature(rings)

describe('what is checked in every feature', () => {
  it('applies and says a repair that leaves the area as it is', async () => {
    // A spike a few centimetres wide that runs back over its own line.
    const ring = [
      [-69, 9],
      [-68.9, 9],
      [-68.9, 9.1],
      [-68.95, 9.1],
      [-68.95, 9.0999995],
      [-68.9499995, 9.1000005],
      [-69, 9.1],
      [-69, 9],
    ]
    const { features, problems } = await read(polygon(ring))
    expect(problems).toMatchObject([
      { severity: 'note', code: expect.stringMatching(/self|touches/), feature: 0 },
    ])
    expect(features[0].geometry).not.toBeNull()
    expect(features[0].repair).toBeUndefined()
  })

  it('leaves a repair that changes the area to a person, with both areas', async () => {
    const { features, problems } = await read(
      polygon([
        [-69, 9],
        [-68.99, 9.01],
        [-68.99, 9],
        [-69, 9.01],
        [-69, 9],
      ]),
    )
    expect(problems).toMatchObject([
      {
        code: 'self-intersection',
        severity: 'decide',
        place: [expect.closeTo(-68.995, 7), expect.closeTo(9.005, 7)],
      },
    ])
    const { repair } = features[0]
    expect(repair?.geometry.coordinates).toHaveLength(2)
    // Two triangles of a quarter square each, about 1.1 km wide; as drawn they cancel each other out.
    expect(repair?.areaAfterM2).toBeCloseTo(607_500, -4)
    expect(repair?.areaBeforeM2).toBeLessThan(10)
    expect(features[0].problems).toEqual(['self-intersection'])
  })

  it.each([
    ['a hole outside its shell', [square(-69, 9), square(-68.9, 9, 0.001)], 'hole-outside', 2],
    [
      'holes that cut it into pieces',
      [
        square(0, 0, 2),
        [
          [1, 0],
          [0, 1],
          [1, 2],
          [2, 1],
          [1, 0],
        ],
      ],
      'interior-disconnected',
      4,
    ],
  ])('names %s', async (_name, rings, code, parts) => {
    const { problems } = await read(polygon(...rings))
    expect(problems.find((problem) => problem.code === code)?.facts.parts).toBe(parts)
  })

  it('does not try to repair a scribble, which would take gigabytes', async () => {
    const random = (n: number) => (Math.imul(n, 2654435761) >>> 0) / 2 ** 32
    const ring = Array.from({ length: 5000 }, (_, i) => [-69 + random(2 * i + 1), 9 + random(2 * i + 2)])
    const { problems } = await read(polygon([...ring, ring[0]]))
    expect(problems).toMatchObject([{ code: 'nothing-usable' }, { code: 'too-tangled' }])
  })

  it('closes an open ring and says how far it was open', async () => {
    const { features, problems } = await read(polygon(square(-69, 9).slice(0, -1)))
    expect(problems).toMatchObject([
      { code: 'ring-unclosed', severity: 'note', facts: { gapM: expect.closeTo(1112, 0) } },
    ])
    expect(features[0].geometry?.coordinates[0]).toHaveLength(5)
  })

  it('winds shells counter-clockwise and holes clockwise without a word', async () => {
    const { features, codes } = await read(
      polygon([...square(-69, 9)].reverse(), square(-68.996, 9.004, 0.001)),
    )
    expect(codes).toEqual([])
    expect(features[0].geometry?.coordinates).toEqual([
      expect.arrayContaining(square(-69, 9)),
      [...square(-68.996, 9.004, 0.001)]
        .reverse()
        .map(([x, y]) => [expect.closeTo(x, 7), expect.closeTo(y, 7)]),
    ])
  })

  it.each([
    [
      'numbers written as text',
      [
        [
          ['-69', 9],
          [-68, 9],
          [-68, 10],
          ['-69', 9],
        ],
      ],
      'coordinate-not-number',
    ],
    ['an empty position', [[[-69, 9], [], [-68, 10], [-69, 9]]], 'position-empty'],
    ['brackets too deep', [[square(-69, 9)]], 'nesting'],
    ['brackets missing', square(-69, 9), 'nesting'],
    [
      'two different points',
      [
        [
          [-69, 9],
          [-68, 9],
          [-69, 9],
        ],
      ],
      'too-few-points',
    ],
    ['a number beyond all numbers', '[[[1e999,9],[-68,9],[-68,10],[1e999,9]]]', 'coordinate-not-finite'],
  ])('leaves out one with %s and keeps the others', async (_name, coordinates, code) => {
    const broken = JSON.stringify(polygonFeature('COORDINATES')).replace(
      '"COORDINATES"',
      typeof coordinates === 'string' ? coordinates : JSON.stringify(coordinates),
    )
    const { outcome, features, problems } = await readBytesAs(
      'a.geojson',
      `{"type":"FeatureCollection","features":[${broken},${JSON.stringify(polygon(square(-69, 9)))}]}`,
    )
    expect(outcome.kind).toBe('read')
    expect(problems).toMatchObject([{ code, severity: 'decide', feature: 0 }])
    expect(features.map((feature) => feature.geometry === null)).toEqual([true, false])
  })

  it('says once that heights are dropped, not for each feature', async () => {
    const high = square(-69, 9).map((place) => [...place, 500])
    const { features, codes } = await read(
      polygon(high),
      polygon(square(-68, 9).map((place) => [...place, 1, 2])),
    )
    expect(codes).toEqual(['third-dimension'])
    expect(features[0].geometry?.coordinates[0]).toEqual(square(-69, 9))
  })

  it('names twins pairwise: the same row twice, and one shape with two names', async () => {
    const ring = square(-69, 9)
    const turned = [...ring.slice(2, -1), ...ring.slice(0, 3)]
    const { problems } = await read(
      polygonFeature([ring], { nombre: 'Sarare' }),
      polygonFeature([turned], { nombre: 'Sarare' }),
      polygonFeature([ring], { nombre: 'Buría' }),
    )
    expect(problems).toMatchObject([
      { code: 'duplicate-feature', feature: 1, facts: { other: 0, otherName: 'Sarare' } },
      { code: 'duplicate-shape', feature: 2, facts: { other: 0, otherName: 'Sarare' } },
    ])
  })

  it.each([
    [{ coordinates: [] }, { kind: 'none', type: '' }],
    [{ type: 'CurvePolygon' }, { kind: 'curved', type: 'CurvePolygon' }],
    [{ type: 'TIN' }, { kind: 'solid', type: 'TIN' }],
    [{ type: 'Quadrado' }, { kind: 'other', type: 'Quadrado' }],
  ])('says of %j which kind of shape it is, not which class of a program', async (geometry, facts) => {
    const { problems } = await read(
      { type: 'Feature', properties: {}, geometry },
      polygonFeature([square(-69, 9)]),
    )
    expect(problems).toMatchObject([{ code: 'geometry-type-unknown', feature: 0, facts }])
  })

  it('offers a closed track as an area, only if a person agrees', async () => {
    const { features, problems } = await read({
      type: 'Feature',
      properties: {},
      geometry: { type: 'LineString', coordinates: square(-69, 9) },
    })
    expect(problems).toMatchObject([{ code: 'line-closed', severity: 'decide' }])
    expect(features[0]).toMatchObject({ geometry: null, repair: { geometry: { type: 'MultiPolygon' } } })
  })

  it('takes the areas out of a collection and says what it left', async () => {
    const geometries = [
      { type: 'Point', coordinates: [-69, 9] },
      { type: 'Polygon', coordinates: [square(-69, 9)] },
    ]
    const { features, problems } = await read({
      type: 'Feature',
      properties: {},
      geometry: { type: 'GeometryCollection', geometries },
    })
    expect(problems).toMatchObject([{ code: 'collection-opened', facts: { kept: 1, dropped: 1 } }])
    expect(features[0].geometry?.type).toBe('Polygon')
  })

  it('cuts at the antimeridian only with consent', async () => {
    const { features, problems } = await read(
      polygon([
        [179, -17],
        [-179, -17],
        [-179, -16],
        [179, -16],
        [179, -17],
      ]),
    )
    expect(problems).toMatchObject([{ code: 'crosses-antimeridian', severity: 'decide' }])
    expect(features[0].geometry).toBeNull()
    expect(features[0].repair?.geometry.coordinates.map(([ring]) => ring.map(([x]) => Math.sign(x)))).toEqual(
      [
        [1, 1, 1, 1, 1],
        [-1, -1, -1, -1, -1],
      ],
    )
  })

  it('finds the one longitude that lost its minus sign', async () => {
    const ring = square(-69, 9).map(([x, y], i) => [i === 2 ? -x : x, y])
    const { features, problems } = await read(polygon(ring))
    expect(problems).toMatchObject([{ code: 'sign-missing', facts: { found: 68.99, proposed: -68.99 } }])
    expect(features[0].repair?.geometry.coordinates).toEqual([
      [square(-69, 9).map(([x, y]) => [expect.closeTo(x, 7), expect.closeTo(y, 7)])],
    ])
  })
})

describe('what only the whole file shows', () => {
  it('asks for the system when metres stand where degrees should', async () => {
    const { outcome } = await read(
      polygon([
        [468695, 1069499],
        [469695, 1069499],
        [469695, 1070499],
        [468695, 1069499],
      ]),
    )
    expect(outcome).toMatchObject({
      kind: 'needs-crs',
      report: { problems: [{ code: 'metres-as-degrees' }, {}] },
    })
  })

  it('suspects swapped axes when only swapping brings the areas home, and reads them swapped on request', async () => {
    const swapped = collection(polygon(square(9.7, -69.2)))
    expect((await readBytesAs('a.geojson', swapped)).problems).toMatchObject([
      { code: 'axes-swapped', severity: 'decide', feature: null },
    ])
    const again = await readBytesAs('a.geojson', swapped, { swapAxes: true })
    expect(again.codes).toEqual([])
    expect('report' in again.outcome && again.outcome.report?.bounds).toEqual([-69.2, 9.7, -69.19, 9.71])
  })

  it('leaves Venezuela, France, Manila and Antarctica as they are', async () => {
    for (const [x, y] of [
      [-69, 9],
      [2, 48],
      [121, 14.5],
      [-60, -75],
      [18, -34],
      [-58, -34],
    ])
      expect((await read(polygon(square(x, y)))).codes).toEqual([])
  })

  it('doubts a declared system when the areas fall where nobody uses it', async () => {
    // Simón Planas in zone 19, read as if it were zone 33 of Europe.
    const ring = [
      [484088, 1095868],
      [485088, 1095868],
      [485088, 1096868],
      [484088, 1095868],
    ]
    const { problems } = await readBytesAs('a.geojson', collection(polygon(ring)), { crs: 'EPSG:3006' })
    expect(problems[0]).toMatchObject({ code: 'crs-implausible', severity: 'decide' })
    const right = await readBytesAs('a.geojson', collection(polygon(ring)), { crs: 'EPSG:2202' })
    expect(right.codes).toEqual(['reprojected'])
  })

  it('refuses a system that nobody knows', async () => {
    expect(
      (await readBytesAs('a.geojson', collection(polygon(square(1, 1))), { crs: 'EPSG:99999' })).outcome,
    ).toMatchObject({ kind: 'needs-crs', report: { problems: [{ code: 'crs-unknown' }] } })
  })

  it('lists five hundred problems of a kind and counts the rest', async () => {
    const { features, problems } = await read(
      ...Array.from({ length: 700 }, () =>
        polygon([
          [-69, 9],
          [-68, 9],
          [-69, 9],
        ]),
      ),
      polygon(square(-69, 9)),
    )
    expect(problems.filter((problem) => problem.code === 'too-few-points')).toHaveLength(500)
    expect(problems.at(-1)).toMatchObject({
      code: 'more-of-the-same',
      facts: { of: 'too-few-points', count: 200 },
    })
    expect(features.filter((feature) => feature.problems?.includes('too-few-points'))).toHaveLength(700)
  })
})
