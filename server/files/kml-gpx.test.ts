import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readBytesAs } from '../../test/support/files.ts'
import { XmlSplitter } from './xml-splitter.ts'

const ring = '-69,9,0 -68.99,9,0 -68.99,9.01,0 -69,9.01,0 -69,9,0'
const placemark = (inside: string, name = 'Sarare') => `<Placemark><name>${name}</name>${inside}</Placemark>`
const polygon = `<Polygon><outerBoundaryIs><LinearRing><coordinates>${ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>`
const kml = (body: string, prolog = '<?xml version="1.0" encoding="UTF-8"?>') =>
  `${prolog}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${body}</Document></kml>`

describe('cutting XML into elements', () => {
  it('finds the same elements wherever the chunks are cut, past comments, CDATA and quoted brackets', () => {
    const text = kml(
      `<!-- <Placemark> --><Folder a="x>y">${placemark('<description><![CDATA[</Placemark> & <b>]]></description>')}</Folder><Placemark/>`,
    )
    const whole = new XmlSplitter(['Placemark']).push(text)
    expect(whole.map((element) => element.text.length)).toEqual([expect.any(Number), '<Placemark/>'.length])
    for (const size of [1, 2, 5, 17]) {
      const splitter = new XmlSplitter(['Placemark'])
      const found = []
      for (let at = 0; at < text.length; at += size) found.push(...splitter.push(text.slice(at, at + size)))
      splitter.finish('kml')
      expect(found).toEqual(whole)
    }
  })
})

describe('KML and KMZ', () => {
  it('reads areas with their extended data', async () => {
    const data = '<ExtendedData><Data name="familias"><value>215</value></Data></ExtendedData>'
    const { outcome, features } = await readBytesAs('a.kml', kml(placemark(data + polygon)))
    expect(outcome).toMatchObject({ kind: 'read', report: { format: 'kml', declaredCrs: 'EPSG:4326' } })
    expect(features[0]).toMatchObject({
      properties: { name: 'Sarare', familias: '215' },
      geometry: { type: 'Polygon' },
    })
  })

  it('reads it under a namespace prefix, in Latin-1, and from a KMZ', async () => {
    const text = kml(placemark(polygon, 'Peñón'))
      .replaceAll(/<(\/?)(\w)/g, '<$1kml:$2')
      .replace('xmlns=', 'xmlns:kml=')
      .replace('UTF-8', 'ISO-8859-1')
    const bytes = Buffer.from(text, 'latin1')
    expect((await readBytesAs('a.kml', bytes)).features[0].properties.name).toBe('Peñón')
    expect(
      (await readBytesAs('a.kmz', zipSync({ 'doc.kml': bytes, 'files/otro.kml': bytes }))).features,
    ).toHaveLength(1)
  })

  it('says that a ring was open, though its parser would close it without a word', async () => {
    const { problems } = await readBytesAs('a.kml', kml(placemark(polygon.replace(' -69,9,0<', '<'))))
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'ring-unclosed', facts: { gapM: expect.closeTo(1112, 0) } }),
    )
  })

  it.each([
    [
      "has no words but its parser's",
      kml(`\n${placemark(polygon)}\n<Placemark a="1" a="2"><name>Buría</name></Placemark>`),
      'xml-syntax',
      { line: 3, found: 'Buría' },
    ],
    [
      'has no name',
      kml('<Placemark><na!me>Uno</na!me></Placemark>'),
      'xml-syntax',
      { line: 1, found: '<Placemark>' },
    ],
    ['never begins', '<?xml version="1.0"?>\n', 'xml-truncated', { line: 2, missing: '<kml>' }],
  ])("tells line and place in the reader's language where what breaks %s", async (_, text, code, facts) => {
    expect((await readBytesAs('a.kml', text)).outcome).toMatchObject({ problem: { code, facts } })
  })

  it.each([
    ['entities', '<!DOCTYPE kml [<!ENTITY a "ja"><!ENTITY b "&a;&a;">]>'],
    ['a file of this machine', '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
  ])('refuses %s before any parser sees it', async (_name, prolog) => {
    expect((await readBytesAs('a.kml', kml(placemark(polygon), prolog))).outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'xml-entities' },
    })
  })

  it('never follows a link, and says so', async () => {
    const { outcome, codes } = await readBytesAs(
      'a.kml',
      kml('<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>'),
    )
    expect(outcome.kind).toBe('refused')
    expect(codes).toEqual(['no-features', 'network-link'])
  })

  it('tells where it is cut off or broken', async () => {
    const text = kml(`\n${placemark(polygon)}\n`)
    expect((await readBytesAs('a.kml', text.slice(0, -30))).outcome).toMatchObject({
      problem: { code: 'xml-truncated' },
    })
    expect((await readBytesAs('a.kml', text.replace('</name>', '</nam>'))).outcome).toMatchObject({
      problem: { code: 'xml-syntax', facts: { line: 2 } },
    })
    expect((await readBytesAs('a.kml', kml('<Folder>'.repeat(5000)))).outcome).toMatchObject({
      problem: { code: 'xml-too-deep' },
    })
  })
})

describe('GPX', () => {
  const points = (places: number[][]) =>
    places.map(([lon, lat]) => `<trkpt lat="${lat}" lon="${lon}"><ele>3</ele></trkpt>`).join('')
  const track = (places: number[][]) =>
    `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Lindero</name><trkseg>${points(places)}</trkseg></trk></gpx>`

  it('offers a walk that comes back to its start as an area, if a person agrees', async () => {
    const { features, problems } = await readBytesAs(
      'a.gpx',
      track([
        [-69, 9],
        [-68.99, 9],
        [-68.99, 9.01],
        [-69, 9.01],
        [-69, 9.0001],
      ]),
    )
    expect(problems).toMatchObject([{ code: 'line-closed', severity: 'decide' }])
    expect(features[0]).toMatchObject({
      properties: { name: 'Lindero' },
      geometry: null,
      repair: { areaAfterM2: expect.closeTo(1_214_000, -4) },
    })
  })

  it('refuses a walk that leads elsewhere, and points', async () => {
    expect(
      (
        await readBytesAs(
          'a.gpx',
          track([
            [-69, 9],
            [-68.99, 9],
            [-68, 9.5],
            [-67, 9.01],
          ]),
        )
      ).outcome,
    ).toMatchObject({ problem: { code: 'no-areas', facts: { kind: 'lines', count: 1 } } })
  })
})
