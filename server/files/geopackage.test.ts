import { mkdtemp, readFile as readBytes, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBytesAs, readPath, square } from '../../test/support/files.ts'
import { type ExportRow, writeFile } from './index.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toparquia-test-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const rows: ExportRow[] = [
  {
    id: 7,
    properties: { nombre: 'Peñón, de "Buría"', familias: 215, nota: null },
    geometry: { type: 'Polygon', coordinates: [square(-69, 9)] },
  },
  {
    id: 8,
    properties: { nombre: '=HYPERLINK("http://x")', familias: -1, nota: '-3' },
    geometry: {
      type: 'MultiPolygon',
      coordinates: [[square(-68, 9)], [square(-67, 9), [...square(-66.998, 9.002, 0.004)].reverse()]],
    },
  },
]

const write = async (format: 'geojson' | 'gpkg' | 'csv', layer = 'consejos') => {
  const path = join(directory, `out.${format}`)
  expect(await writeFile(format, layer, rows, path)).toBe(2)
  return path
}

describe('layers written and read again', () => {
  it.each(['geojson', 'gpkg', 'csv'] as const)('%s comes back as it was, without asking', async (format) => {
    const { outcome, features, codes } = await readPath(await write(format), `out.${format}`)
    expect(outcome.kind).toBe('read')
    expect(codes).toEqual([])
    expect(features.map((feature) => feature.geometry?.coordinates)).toEqual(
      rows.map((row) => row.geometry.coordinates),
    )
    expect(features[0].properties).toMatchObject({ nombre: 'Peñón, de "Buría"', familias: 215, nota: null })
  })

  it('keeps a spreadsheet from running a name as a formula, and leaves numbers alone', async () => {
    const text = await readBytes(await write('csv'), 'utf8')
    expect(text).toContain(`8,"'=HYPERLINK(""http://x"")",-1,'-3,EPSG:4326,`)
    expect(text.startsWith('\ufeffid,nombre')).toBe(true)
  })

  it('makes a GeoPackage with the columns, extent and index that others look for', async () => {
    const database = new DatabaseSync(await write('gpkg', 'rtree_mis "consejos"'))
    expect(database.prepare('pragma application_id').get()).toEqual({ application_id: 0x47504b47 })
    expect(database.prepare('select table_name, srs_id, min_x, max_y from gpkg_contents').all()).toEqual([
      { table_name: 'mis "consejos"', srs_id: 4326, min_x: -69, max_y: 9.01 },
    ])
    expect(
      database.prepare('select count(*) as n from "rtree_mis ""consejos""_geom" where minx > -68.5').get(),
    ).toEqual({ n: 1 })
    database.close()
  })

  it('writes an empty layer that is still a file of its kind', async () => {
    for (const format of ['geojson', 'gpkg', 'csv'] as const) {
      const path = join(directory, `empty.${format}`)
      expect(await writeFile(format, 'nada', [], path)).toBe(0)
      expect((await readPath(path, `empty.${format}`)).outcome).toMatchObject({
        kind: 'refused',
        problem: { code: 'no-features' },
      })
    }
  })
})

describe('GeoPackages of others', () => {
  const change = async (sql: string) => {
    const path = await write('gpkg')
    const database = new DatabaseSync(path)
    database.exec(sql)
    database.close()
    return path
  }

  it('asks for the system where its own is undefined', async () => {
    const path = await change('update gpkg_geometry_columns set srs_id = -1')
    expect((await readPath(path, 'a.gpkg')).outcome).toMatchObject({
      kind: 'needs-crs',
      report: { layers: ['consejos'] },
    })
  })

  it('asks which of several layers', async () => {
    const path = await change(`
      create table otra (fid integer primary key, geom blob);
      insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('otra', 'features', 'otra', 4326);
      insert into gpkg_geometry_columns values ('otra', 'geom', 'POLYGON', 4326, 0, 0)`)
    expect((await readPath(path, 'a.gpkg')).outcome).toMatchObject({
      kind: 'needs-layer',
      report: { format: 'geopackage', layers: ['consejos', 'otra'] },
    })
    expect((await readPath(path, 'a.gpkg', { layer: 'consejos' })).outcome).toMatchObject({
      kind: 'read',
      report: { layer: 'consejos' },
    })
  })

  it('leaves out a geometry that is damaged and keeps the rest', async () => {
    const path = await change('update consejos set geom = substr(geom, 1, 60) where fid = 1')
    const { features, problems } = await readPath(path, 'a.gpkg')
    expect(problems).toMatchObject([{ code: 'wkb-broken', feature: 0 }])
    expect(features.map((feature) => feature.geometry === null)).toEqual([true, false])
  })

  it('says that it is damaged, or only a database', async () => {
    const bytes = await readBytes(await write('gpkg'))
    expect((await readBytesAs('a.gpkg', bytes.subarray(0, 6000))).outcome).toMatchObject({
      problem: { code: 'geopackage-corrupt' },
    })
    const other = join(directory, 'other.db')
    const database = new DatabaseSync(other)
    database.exec('create table a (b)')
    database.close()
    expect((await readPath(other, 'a.gpkg')).outcome).toMatchObject({
      problem: { code: 'not-a-map', facts: { found: 'SQLite' } },
    })
  })
})
