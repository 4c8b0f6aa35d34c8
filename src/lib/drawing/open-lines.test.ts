import { expect, test } from 'vitest'
import { linesIn, openLines } from './open-lines.ts'

const line = [
  [-69.1, 10, 512],
  [-69.1, 10, 513],
  [-69.2, 10.1, 520],
]

test('lines and outlines of a file come with their names, flat and without standing still', () => {
  const lines = linesIn(
    [
      {
        type: 'Feature',
        properties: { name: 'Quebrada' },
        geometry: { type: 'LineString', coordinates: line },
      },
      {
        type: 'Feature',
        properties: {},
        geometry: { type: 'Polygon', coordinates: [[line[0], line[2], [-69, 10], line[0]]] },
      },
    ],
    'camino.gpx',
  )
  expect(lines.map(({ name }) => name)).toEqual(['Quebrada', 'camino.gpx'])
  expect(lines[0].line).toEqual([
    [-69.1, 10],
    [-69.2, 10.1],
  ])
})

test('points and what lies off the globe are no lines', () => {
  expect(
    linesIn(
      [
        { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [0, 0] } },
        {
          type: 'Feature',
          properties: {},
          geometry: {
            type: 'LineString',
            coordinates: [
              [500, 0],
              [501, 0],
            ],
          },
        },
      ],
      'x',
    ),
  ).toEqual([])
})

test('a GPX track is a line with its name; what is no such file says so', async () => {
  const gpx = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Caminata</name>
    <trkseg><trkpt lat="10" lon="-69.1"/><trkpt lat="10.1" lon="-69.2"/></trkseg></trk></gpx>`
  const track = {
    name: 'Caminata',
    line: [
      [-69.1, 10],
      [-69.2, 10.1],
    ],
  }
  expect(await openLines(new File([gpx], 'c.gpx'))).toEqual([track])
  expect(await openLines(new File(['name;length'], 'c.csv'))).toBe('unreadable')
  expect(await openLines(new File(['{"type":"Point","coordinates":[0,0]}'], 'c.json'))).toBe('no-lines')
})
