import { expect, test } from 'vitest'
import { featuresOf } from './features-of.ts'

const kinds = async (text: string) => (await featuresOf(text)).map(({ geometry }) => geometry.type)

test('tracks of a GPX, shapes of a KML and all forms of GeoJSON are read', async () => {
  expect(
    await kinds(
      '<gpx><trk><trkseg><trkpt lat="10" lon="-69"/><trkpt lat="10.1" lon="-69"/></trkseg></trk></gpx>',
    ),
  ).toEqual(['LineString'])
  expect(
    await kinds(
      '<kml><Placemark><LineString><coordinates>-69,10 -69,10.1</coordinates></LineString></Placemark></kml>',
    ),
  ).toEqual(['LineString'])
  const point = '{"type":"Point","coordinates":[-69,10]}'
  expect(await kinds(point)).toEqual(['Point'])
  expect(await kinds(`{"type":"Feature","properties":{},"geometry":${point}}`)).toEqual(['Point'])
})

test('what is none of them is an error, not an empty file', async () => {
  await expect(featuresOf('<gpx><trk>')).rejects.toThrow()
  await expect(featuresOf('hola')).rejects.toThrow()
})
