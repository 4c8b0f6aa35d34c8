import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeFile } from '../../server/files/index.ts'
import type { Import } from '../../server/imports/schema.ts'
import type { CouncilPage } from '../../server/territories/schema.ts'
import { api, mapAtRest, PHONE, type Program, picture, startProgram, violations } from '../support/browser.ts'
import { dirtyFile } from '../support/dirty-file.ts'
import { clockwise, dbfOf, shapefileOf, square } from '../support/files.ts'
import { asUpload, button, choose, squareArea, t } from '../support/pages.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram()
})
afterAll(() => program?.close())

const idOf = (address: string) => Number(new URL(address).searchParams.get('id'))

describe('a shapefile in its loose parts', () => {
  const REGVEN =
    'PROJCS["REGVEN_UTM_Zone_19N",GEOGCS["GCS_REGVEN",DATUM["D_REGVEN",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-69.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
  const { shp } = shapefileOf(
    [0, 1, 2].map((column) => [clockwise(square(500_000 + column * 800, 1_000_000, 800))]),
  )
  const dbf = dbfOf(
    ['NOMBRE', 'FAMILIAS'],
    ['Peñón de Buría', 'La Montaña', 'Río Claro'].map((name, index) => [name, `${40 + index}`]),
  )

  test('.shp, .dbf and .prj chosen together travel as one, and keep names and place', async () => {
    const page = await program.newPage('/import')
    await choose(
      page,
      asUpload('linderos.prj', REGVEN),
      asUpload('linderos.dbf', dbf),
      asUpload('linderos.shp', shp),
    )
    await page.waitForURL(/id=\d+/)
    await button(page, 'import.save', { count: 3 }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('linderos.zip')
    const read = await api<Import>(page, `/imports/${idOf(page.url())}`)
    expect(read).toMatchObject({ format: 'shapefile', featureCount: 3, mapping: { name: 'NOMBRE' } })
    await mapAtRest(page)
    await picture(page, 'import-shapefile')
    await button(page, 'import.save', { count: 3 }).click()
    await page.getByRole('heading', { name: t('import.saved', { count: 3 }) }).waitFor({ timeout: 60_000 })
    const { items } = await api<CouncilPage>(page, `/councils?import=${read.id}&sort=name`)
    expect(items.map(({ name, families }) => [name, families])).toEqual([
      ['La Montaña', 41],
      ['Peñón de Buría', 40],
      ['Río Claro', 42],
    ])
    // On REGVEN, 500 000 east is the meridian of 69 degrees west.
    expect(items[1].bounds[0]).toBeCloseTo(-69, 6)
    await page.close()
  })

  test('dropped on the window without its .prj, it is asked where it lies', async () => {
    const page = await program.newPage('/import')
    await page.getByText(t('import.drop')).waitFor()
    const dropped = await page.evaluateHandle(
      (parts) => {
        const transfer = new DataTransfer()
        for (const [name, text] of parts) {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
          transfer.items.add(new File([bytes], name))
        }
        return transfer
      },
      [
        ['linderos.shp', shp.toString('base64')],
        ['linderos.dbf', dbf.toString('base64')],
      ],
    )
    await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
    await page.getByRole('heading', { name: t('import.crs-title') }).waitFor()
    await page.getByRole('radio', { name: /REGVEN \/ UTM 19N/ }).check()
    await button(page, 'import.crs-use').click()
    // The very areas of the test before.
    await page.getByRole('heading', { name: t('import.verdict-undecided', { undecided: 3 }) }).waitFor()
    await button(page, 'import.discard').click()
    await page.getByRole('heading', { name: t('import.cancelled', { name: 'linderos.zip' }) }).waitFor()
    await page.close()
  })
})

describe('a file with several layers', () => {
  test('is asked which, and can be told by keyboard alone; only that one is read', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'toparquia-layers-'))
    const path = join(directory, 'finca.gpkg')
    const rows = [0, 1, 2].map((column) => ({
      id: column + 1,
      properties: { nombre: `Conuco ${column + 1}` },
      geometry: { type: 'Polygon' as const, coordinates: [square(-68.2 + column * 0.01, 8.1)] },
    }))
    await writeFile('gpkg', 'consejos', rows, path)
    const database = new DatabaseSync(path)
    database.exec(`
      create table potreros as select * from consejos limit 2;
      insert into gpkg_contents (table_name, data_type, identifier, srs_id)
        values ('potreros', 'features', 'potreros', 4326);
      insert into gpkg_geometry_columns select 'potreros', column_name, geometry_type_name, srs_id, z, m
        from gpkg_geometry_columns where table_name = 'consejos'`)
    database.close()
    const content = await readFile(path)
    await rm(directory, { recursive: true })

    const page = await program.newPage('/import', PHONE)
    await choose(page, asUpload('finca.gpkg', content))
    await page.getByRole('heading', { name: t('import.layer-title') }).waitFor()
    const layers = page.getByRole('radio')
    expect(await layers.count()).toBe(2)
    expect(await button(page, 'import.layer-read').isDisabled()).toBe(true)
    await mapAtRest(page)
    await picture(page, 'import-layers-phone')
    expect(await violations(page)).toEqual([])
    await page.getByRole('radio', { name: 'consejos' }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: 'potreros' }).isChecked()).toBe(true)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await button(page, 'import.save', { count: 2 }).waitFor()
    expect(await api<Import>(page, `/imports/${idOf(page.url())}`)).toMatchObject({
      layer: 'potreros',
      layers: ['consejos', 'potreros'],
      featureCount: 2,
    })
    await button(page, 'import.discard').click()
    await page.getByRole('heading', { name: t('import.cancelled', { name: 'finca.gpkg' }) }).waitFor()
    await page.close()
  })
})

describe('saving that is stopped in the middle', () => {
  test('leaves nothing of the file, and says so', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      squareArea(
        { nombre: `Hormiga ${index}`, comuna: `Hormiguero ${index % 2000}` },
        -66 + (index % 200) / 500,
        4 + Math.floor(index / 200) / 500,
        0.002,
      ),
    )
    const page = await program.newPage('/import')
    const before = await api<CouncilPage>(page, '/councils?limit=1')
    await choose(page, asUpload('hormigas.geojson', { type: 'FeatureCollection', features: many }))
    await button(page, 'import.save', { count: 20_000 }).click({ timeout: 90_000 })
    await page.getByRole('heading', { name: t('import.saving', { count: 20_000 }) }).waitFor()
    await page.getByText(t('import.saving-note')).waitFor()
    await picture(page, 'import-saving')
    await button(page, 'import.stop').click()
    await page
      .getByRole('heading', { name: t('import.cancelled', { name: 'hormigas.geojson' }) })
      .waitFor({ timeout: 90_000 })
    expect(await api<CouncilPage>(page, '/councils?limit=1')).toMatchObject({ total: before.total })
    expect((await api<CouncilPage>(page, '/councils?q=Hormiga')).total).toBe(0)
    await page.reload()
    await page.getByRole('heading', { name: t('import.cancelled', { name: 'hormigas.geojson' }) }).waitFor()
    await page.close()
  })
})

describe('files that cannot be taken', () => {
  test.each<[string, string | Buffer]>([
    ['foto.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1])],
    [
      'cortado.geojson',
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Poly',
    ],
    ['corchetes.json', '['.repeat(100_000)],
    [
      'bomba.kml',
      `<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa">${'bcdefghij'
        .split('')
        .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`)
        .join('')}]><kml><Placemark><name>&j;</name></Placemark></kml>`,
    ],
  ])('%s is refused with what it is and what to do, and nothing is kept of it', async (name, content) => {
    const page = await program.newPage('/import')
    const before = (await api<CouncilPage>(page, '/councils?limit=1')).total
    await choose(page, asUpload(name, content))
    await page.getByRole('heading', { name: t('import.refused') }).waitFor({ timeout: 60_000 })
    const group = page.locator('section.group.stop')
    expect((await group.locator('h3').textContent())?.length).toBeGreaterThan(12)
    expect((await group.locator('h3').textContent()) ?? '').not.toMatch(/^[a-z-]+$/)
    expect((await api<CouncilPage>(page, '/councils?limit=1')).total).toBe(before)
    if (name === 'foto.jpg') {
      await mapAtRest(page)
      await picture(page, 'import-refused')
      expect(await violations(page)).toEqual([])
    }
    await page.getByRole('link', { name: t('import.another') }).click()
    await page.getByText(t('import.drop')).waitFor()
    await page.close()
  })

  test('an empty file and a heap of unrelated files are told before anything is sent', async () => {
    const page = await program.newPage('/import')
    await choose(page, asUpload('vacio.geojson', ''))
    await page.getByText(t('import.empty-file', { name: 'vacio.geojson' })).waitFor()
    await choose(page, asUpload('a.geojson', '{}'), asUpload('b.geojson', '{}'))
    await page.getByText(t('import.one-at-a-time')).waitFor()
    await choose(page, asUpload('a.dbf', 'x'), asUpload('a.prj', 'x'))
    await page.getByText(t('import.no-shp')).waitFor()
    await page.close()
  })

  test('a line that breaks keeps the file at hand', async () => {
    const page = await program.newPage('/import')
    await page.route('**/api/imports?fileName=*', (route) => route.abort('connectionreset'))
    await choose(page, asUpload('lento.geojson', dirtyFile('Lento')))
    await button(page, 'import.send-again').waitFor()
    await page.unroute('**/api/imports?fileName=*')
    await button(page, 'import.send-again').click()
    await page.getByRole('heading', { name: t('import.verdict-undecided', { undecided: 2 }) }).waitFor()
    await button(page, 'import.discard').click()
    await page.getByRole('heading', { name: t('import.cancelled', { name: 'lento.geojson' }) }).waitFor()
    await page.close()
  })
})

test('no page asked for anything outside, and none complained', () => {
  expect(program.strangers).toEqual([])
  expect([...new Set(program.complaints)]).toEqual([])
})
