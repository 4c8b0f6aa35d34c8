import { describe, expect, it } from 'vitest'
import { boxOf, inside } from './inside.ts'
import { readShapes } from './read-shapes.ts'

const ring = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]

describe('a file that is opened in the browser', () => {
  it('gives the lines and areas of a GeoJSON, however deep they lie', async () => {
    const file = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: {
            type: 'LineString',
            coordinates: [
              [-69, 10],
              [-69.1, 10],
            ],
          },
        },
        {
          type: 'Feature',
          geometry: {
            type: 'GeometryCollection',
            geometries: [
              {
                type: 'MultiLineString',
                coordinates: [
                  [
                    [-69, 10],
                    [-69, 11],
                  ],
                ],
              },
              { type: 'MultiPolygon', coordinates: [[ring(0, 0, 1)], [ring(5, 5, 1)]] },
            ],
          },
        },
        { type: 'Feature', geometry: null },
      ],
    }
    const shapes = await readShapes(JSON.stringify(file))
    expect(shapes).toMatchObject({ lines: { length: 2 }, areas: { length: 2 } })
  })

  it('gives the tracks of a GPX and the lines of a KML', async () => {
    const gpx = await readShapes(
      `<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="10" lon="-69"/><trkpt lat="10.1" lon="-69"/></trkseg></trk></gpx>`,
    )
    expect(gpx).toMatchObject({
      lines: [
        [
          [-69, 10],
          [-69, 10.1],
        ],
      ],
      areas: [],
    })
    const kml = await readShapes(
      `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><LineString><coordinates>-69,10 -69,11</coordinates></LineString></Placemark></kml>`,
    )
    expect(kml).toEqual({
      lines: [
        [
          [-69, 10],
          [-69, 11],
        ],
      ],
      areas: [],
    })
    const area = await readShapes(
      `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>
        0,0 9,0 9,9 0,0 </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`,
    )
    expect(area).toEqual({
      lines: [],
      areas: [
        [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 0],
          ],
        ],
      ],
    })
  })

  it.each([
    ['nothing', ''],
    ['words', 'Ataroa'],
    ['broken JSON', '{"type": "Feature"'],
    ['no shape', '{"type":"FeatureCollection","features":[]}'],
    ['a track of one point', '<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>'],
    ['points only', '{"type":"Point","coordinates":[-69,10]}'],
  ])('is told to be unreadable where it holds %s', async (_, text) => {
    expect(await readShapes(text)).toBe('unreadable')
  })

  it('is told to have other coordinates where they are metres', async () => {
    expect(await readShapes('{"type":"LineString","coordinates":[[463000,1112000],[463100,1112000]]}')).toBe(
      'other-coordinates',
    )
  })
})

describe('inside', () => {
  it('is what lies in the shell of an area and in none of its holes', async () => {
    const area = [ring(0, 0, 10), ring(4, 4, 2)]
    expect(inside([1, 1], [area])).toBe(true)
    expect(inside([5, 5], [area])).toBe(false)
    expect(inside([11, 5], [area])).toBe(false)
    expect(inside([25, 25], [area, [ring(20, 20, 10)]])).toBe(true)
    expect(boxOf([area, [ring(20, 20, 10)]])).toEqual([0, 0, 30, 30])
    expect(boxOf([])).toBeNull()
  })
})
