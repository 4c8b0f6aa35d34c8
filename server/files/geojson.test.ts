import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { collection, polygonFeature, readBytesAs, square } from '../../test/support/files.ts'
import { JsonSplitter } from './json-splitter.ts'

const areas = [
  polygonFeature([square(-69, 9)], { name: 'La Ñonga "[{"' }),
  polygonFeature([square(-68, 9)], { name: 'a\\' }),
]

describe('cutting JSON into features', () => {
  const text = collection(...areas)

  it('finds the same features wherever the chunks are cut', () => {
    const whole = Buffer.from(text)
    const expected = new JsonSplitter().push(whole).map((piece) => [piece.kind, piece.text.toString()])
    for (const size of [1, 2, 3, 7, 64]) {
      const splitter = new JsonSplitter()
      const found: [string, string][] = []
      for (let at = 0; at < whole.length; at += size) {
        for (const piece of splitter.push(whole.subarray(at, at + size)))
          found.push([piece.kind, piece.text.toString()])
      }
      splitter.finish()
      expect(found).toEqual(expected)
    }
    expect(expected.map(([kind]) => kind)).toEqual(['opening', 'feature', 'feature', 'root'])
  })
})

describe('GeoJSON', () => {
  it('reads features with their properties and ids', async () => {
    const { outcome, features } = await readBytesAs(
      'a.geojson',
      collection({ ...areas[0], id: 'CC-1' }, areas[1]),
    )
    expect(outcome.kind).toBe('read')
    expect(features.map((feature) => feature.properties)).toEqual([
      { name: 'La Ñonga "[{"', id: 'CC-1' },
      { name: 'a\\' },
    ])
    expect(features[0].geometry).toEqual({ type: 'Polygon', coordinates: [square(-69, 9)] })
  })

  it('tells line and column of a broken text, and what had been read', async () => {
    const { outcome } = await readBytesAs(
      'a.geojson',
      `{"type":"FeatureCollection","features":[\n${JSON.stringify(areas[0])},\n{"type":"Feature",, "geometry":null}]}`,
    )
    expect(outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'json-syntax', facts: { line: 3, column: 19, features: 1 } },
    })
  })

  it('says that a text ends too early', async () => {
    const { outcome } = await readBytesAs('a.geojson', collection(...areas).slice(0, -30))
    expect(outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'json-truncated', facts: { features: 1 } },
    })
  })

  it('refuses brackets nested without end before they reach a parser', async () => {
    const { outcome } = await readBytesAs('a.geojson', '['.repeat(1_000_000))
    expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'json-too-deep' } })
  })

  it.each([
    ['TopoJSON', '{"type":"Topology","objects":{},"arcs":[]}', 'TopoJSON'],
    ['Esri JSON', '{"geometryType":"esriGeometryPolygon","features":[]}', 'Esri JSON'],
    ['a list', '[1,2]', '[ ]'],
  ])('names %s instead of failing on it', async (_name, text, found) => {
    expect((await readBytesAs('a.geojson', text)).outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'json-not-geojson', facts: { found } },
    })
  })

  it.each([
    ['one feature per line', (texts: string[]) => texts.join('\n')],
    ['record separators', (texts: string[]) => texts.map((text) => `\u001e${text}\n`).join('')],
    ['gzip', (texts: string[]) => gzipSync(texts.join('\n'))],
  ])('reads sequences with %s', async (_name, write) => {
    const { outcome, features } = await readBytesAs(
      'a.geojsonl',
      write(areas.map((area) => JSON.stringify(area))),
    )
    expect(outcome).toMatchObject({ kind: 'read', report: { format: 'geojsonseq' } })
    expect(features).toHaveLength(2)
  })

  it.each(['before', 'after'])('honours an old crs member %s the features', async (place) => {
    const crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2202"}}'
    const ring = [
      [500000, 995000],
      [501000, 995000],
      [501000, 996000],
      [500000, 996000],
      [500000, 995000],
    ]
    const list = `"features":[${JSON.stringify(polygonFeature([ring]))}]`
    const text = `{"type":"FeatureCollection",${place === 'before' ? `${crs},${list}` : `${list},${crs}`}}`
    const { outcome, features } = await readBytesAs('a.geojson', text)
    expect(outcome).toMatchObject({ kind: 'read', report: { declaredCrs: 'EPSG:2202', featureCount: 1 } })
    const [[[x, y]]] = features[0].geometry!.coordinates as number[][][]
    expect(x).toBeCloseTo(-69, 6)
    expect(y).toBeCloseTo(9.001337, 5)
  })

  it('reads names in Latin-1 and says so', async () => {
    const { features, codes } = await readBytesAs('a.geojson', Buffer.from(collection(areas[0]), 'latin1'))
    expect(features[0].properties.name).toBe('La Ñonga "[{"')
    expect(codes).toContain('latin1-text')
  })

  it('keeps no NUL, control or text-direction characters, and no key that reaches a prototype', async () => {
    const text = collection(areas[0]).replace(
      '"name":',
      '"__proto__":{"polluted":1},"b":"x\\u0000y\\u202ez","name":',
    )
    const { features, codes } = await readBytesAs('a.geojson', text)
    expect(features[0].properties.b).toBe('xyz')
    expect(Object.keys(features[0].properties)).toEqual(['b', 'name'])
    expect(codes).toContain('text-cleaned')
  })
})
