import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { arrange, pack } from './chosen-files.ts'

const files = (...names: string[]) => names.map((name) => ({ name, size: 10 }))

describe('arrange', () => {
  test('one file goes as it is', () => {
    expect(arrange(files('consejos.geojson'))).toEqual({ kind: 'file', index: 0 })
    expect(arrange(files('consejos.zip'))).toEqual({ kind: 'file', index: 0 })
  })

  test("a shapefile's parts go together, whatever the case of their names", () => {
    expect(arrange(files('Lara.shp', 'LARA.DBF', 'lara.shx', 'Lara.prj', 'lara.shp.xml'))).toEqual({
      kind: 'shapefile',
      name: 'lara.zip',
      indexes: [0, 1, 2, 3, 4],
    })
    expect(arrange(files('lara.shp'))).toMatchObject({ kind: 'shapefile' })
  })

  test('parts without shapes, of two shapefiles, or unrelated files are refused with what to do', () => {
    expect(arrange(files('lara.dbf', 'lara.prj'))).toMatchObject({ message: 'import.no-shp' })
    expect(arrange(files('lara.shp', 'yaracuy.dbf'))).toMatchObject({ message: 'import.two-shapefiles' })
    expect(arrange(files('a.geojson', 'b.geojson'))).toMatchObject({ message: 'import.one-at-a-time' })
    expect(arrange(files('lara.shp', 'leeme.txt'))).toMatchObject({ message: 'import.one-at-a-time' })
    expect(arrange([])).toMatchObject({ message: 'import.one-at-a-time' })
  })

  test('an empty file is told at once, not after the upload', () => {
    expect(arrange([{ name: 'a.kml', size: 0 }])).toMatchObject({ message: 'import.empty-file' })
  })
})

describe('pack', () => {
  test('the zip holds every part, byte for byte', async () => {
    const content = crypto.getRandomValues(new Uint8Array(50_000))
    const parts = [new File([content], 'lara.shp'), new File(['GEOGCS'], 'lara.prj')]
    const seen: number[] = []
    const zip = await pack(parts, 'lara.zip', (done) => seen.push(done), new AbortController().signal)
    const inside = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    expect(zip.name).toBe('lara.zip')
    expect(inside['lara.shp']).toEqual(content)
    expect(new TextDecoder().decode(inside['lara.prj'])).toBe('GEOGCS')
    expect(seen.at(-1)).toBe(1)
  })

  test('stops when it is told to', async () => {
    const stop = new AbortController()
    stop.abort()
    await expect(pack([new File(['x'], 'lara.shp')], 'lara.zip', () => {}, stop.signal)).rejects.toThrow()
  })
})
