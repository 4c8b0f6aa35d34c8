/** The land record over HTTP: written, corrected, withdrawn and undone; asked on a day, as known at a moment. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type {
  HoldingsAnswer,
  LandMap,
  PublicViewAnswer,
  UnitPage,
  UnitWhole,
} from '../../server/lands/schema.ts'
import type { Changed, Commune } from '../../server/territories/schema.ts'
import { openTestApp, rowOfCouncils, type TestApp } from '../support/app.ts'
import { engine } from '../support/database.ts'
import { landWriter, moment, squareAt, type Written } from '../support/land.ts'

let t: TestApp
beforeAll(async () => {
  t = await openTestApp()
})
beforeEach(() => t.empty())
afterAll(() => t?.close())

const get = async <T>(url: string, headers?: Record<string, string>) =>
  (await t.ask<T>('GET', url, undefined, headers)).body
const whole = (id: number, query = '') => get<UnitWhole>(`/api/land/units/${id}${query}`)
type Problem = { type: string; status: number; detail: string; facts: Record<string, unknown> }
const refusal = async (
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  headers?: Record<string, string>,
) => {
  const answer = await t.ask<Problem>(method, url, body, headers)
  return `${answer.status} ${answer.body.type?.replace('urn:toparquia:problem:', '')}`
}

/** El Maizal as four sources tell it, all for everybody. */
async function maizal() {
  const land = landWriter(t)
  const open = { audience: 'public' }
  const unit = (
    await land.unit({ ...open, municipality: 'Simón Planas', state: 'Lara', placePrecision: 'cell-10' })
  ).record.id
  const [book, press] = [
    (await land.source('Libro', { kind: 'book', ...open })).record.id,
    (await land.source('Diario', open)).record.id,
  ]
  const [owner, cval, commune] = [
    (await land.party('Antiguo propietario', open)).record.id,
    (await land.party('CVAL', { kind: 'state-body', ...open })).record.id,
    (await land.party('El Maizal', { kind: 'commune', ...open })).record.id,
  ]
  const say = async (body: object) => (await land.assertion(unit, { ...open, ...body })).record.id
  await land.extent(unit, { ...open, statedAreaM2: 22_370_000, sourceId: book })
  const owns = await say({ predicate: 'owns', partyId: owner, to: '2009-03-05', sourceId: book })
  const guards = await say({ predicate: 'guards', partyId: cval, from: '2009', to: '2014', sourceId: book })
  const occupies = await say({ predicate: 'occupies', partyId: commune, from: '2009-03-05', sourceId: book })
  const dates = [
    await say({ predicate: 'revoked', partyId: commune, from: '2014-12-09', sourceId: press }),
    await say({ predicate: 'revoked', partyId: commune, from: '2014-12-16', sourceId: book }),
  ]
  const areas = [
    await say({ predicate: 'area', amount: 2237, amountUnit: 'ha', sourceId: book }),
    await say({
      predicate: 'area',
      amount: 2000,
      amountUnit: 'acre',
      amountText: '2.000 acres',
      sourceId: press,
    }),
  ]
  return { land, unit, book, press, owner, cval, commune, owns, guards, occupies, dates, areas, say }
}

describe(`${engine}: who held what on a day`, () => {
  test('is told with its sources, certain or possible, and what they say differently', async () => {
    const { unit, guards, occupies, dates, areas } = await maizal()
    const answer = await whole(unit, '?on=2009-06-01')
    expect(
      answer.holdings.map(({ predicate, held, assertions }) => [
        predicate,
        held,
        assertions.map(({ id }) => id),
      ]),
    ).toEqual([
      ['guards', 'possible', [guards]],
      ['occupies', 'certain', [occupies]],
    ])
    expect(answer.disagreements).toMatchObject([
      { kind: 'areas', assertions: areas },
      { kind: 'dates', assertions: dates },
    ])
    expect(answer.unit).toMatchObject({ tenure: 'occupied', disputed: true })
    expect(answer.parties).toHaveLength(3)
    expect(answer.sources.map(({ title }) => title).sort()).toEqual(['Diario', 'Libro'])
    expect(answer.extents).toMatchObject([{ statedAreaM2: 22_370_000, place: { precision: 'exact' } }])
    expect(answer.extents[0].place!.areaM2).toBeCloseTo(1_214_000, -4)
    const all = await get<HoldingsAnswer>('/api/land/holdings?on=2009-06-01')
    expect(all.holdings).toEqual(answer.holdings)
    expect(
      (await get<HoldingsAnswer>(`/api/land/holdings?unit=${unit}&on=2008-01-01`)).holdings,
    ).toMatchObject([{ predicate: 'owns', held: 'possible' }])
  })

  test('as known at a moment never changes, whatever is learned, corrected, withdrawn or undone later', async () => {
    const { unit, guards, occupies, cval, say, book, press, land } = await maizal()
    const moments: string[] = []
    const answers: unknown[] = []
    const days = ['2008-01-01', '2010-01-01', '2015-01-01']
    const ask = async (known: string) => {
      const url = (day: string) => `/api/land/holdings?on=${day}&known=${known}`
      return [
        ...(await Promise.all(days.map((day) => get<HoldingsAnswer>(url(day))))),
        await whole(unit, `?on=2012-01-01&known=${known}`),
        await get<LandMap>(`/api/land/map?on=2012-01-01&known=${known}`),
        await get<UnitPage>(`/api/land/units?on=2012-01-01&known=${known}`),
      ]
    }
    const remember = async () => {
      moments.push(await moment())
      answers.push(await ask(moments.at(-1)!))
    }
    const done = async (method: 'PUT' | 'DELETE' | 'POST', url: string, body?: object) => {
      const answer = await t.ask<Written<'assertion'>>(method, url, body)
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
      return answer.body.change
    }
    await remember()
    await say({ predicate: 'holds', partyId: cval, from: '2012', sourceId: press })
    await remember()
    const altered = await done('PUT', `/api/land/assertions/${guards}`, {
      revision: 1,
      to: '2013',
      cited: 'p. 4',
    })
    await remember()
    await done('POST', `/api/changes/${altered.id}/undo`)
    await remember()
    await done('PUT', `/api/land/parties/${cval}`, { revision: 1, name: 'Corporación' })
    await remember()
    await done('DELETE', `/api/land/assertions/${occupies}?revision=1`)
    await remember()
    await done('PUT', `/api/land/units/${unit}`, { revision: 1, name: 'Otro nombre' })
    await remember()
    await land.extent(unit, { audience: 'public', geometry: squareAt(-69.1, 9.6), sourceId: book })
    const gone = await done('DELETE', `/api/land/units/${unit}?revision=2`)
    await remember()
    await done('POST', `/api/changes/${gone.id}/undo`)
    for (const [i, known] of moments.entries()) expect(await ask(known), known).toEqual(answers[i])
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(answers.length)
    expect(await whole(unit)).toMatchObject({ unit: { name: 'Otro nombre', version: 3 } })
  })

  test('of what is to come nothing is known', async () => {
    const { body } = await t.ask<Problem>('GET', '/api/land/units?known=2999-01-01T00:00:00Z')
    expect(body).toMatchObject({ status: 422, type: 'urn:toparquia:problem:known-in-the-future' })
  })
})

describe(`${engine}: writing`, () => {
  test('a correction made against an older version is refused with both', async () => {
    const { unit } = await maizal()
    await t.ask('PUT', `/api/land/units/${unit}`, { revision: 1, note: 'Uno' })
    const answer = await t.ask<Problem>('PUT', `/api/land/units/${unit}`, { revision: 1, note: 'Dos' })
    expect(answer.status).toBe(409)
    expect(answer.body.facts).toMatchObject({ yours: { note: 'Dos' }, theirs: { note: 'Uno', revision: 2 } })
    expect(await refusal('PUT', `/api/land/units/${unit}`, { note: 'Tres' })).toBe('428 revision-needed')
    expect(await refusal('PUT', `/api/land/units/${unit}`, { revision: 2, note: 'Uno' })).toBe(
      '422 nothing-changed',
    )
  })

  test('what cannot be so is refused, and nothing is left of it', async () => {
    const { unit, book, owner, guards, land } = await maizal()
    const other = (await land.unit({ name: 'Otra' })).record.id
    const at = `/api/land/units/${unit}/assertions`
    const group = (
      await land.party('Familias', {
        kind: 'group',
        members: [{ partyId: owner, numerator: 1, denominator: 2 }],
      })
    ).record.id
    const cases: [string, string, object, ('POST' | 'PUT')?][] = [
      ['422 source-unknown', at, { predicate: 'holds', partyId: owner, sourceId: 999 }],
      ['422 party-unknown', at, { predicate: 'holds', partyId: 999, sourceId: book }],
      ['422 party-missing', at, { predicate: 'holds', sourceId: book }],
      [
        '422 dates-reversed',
        at,
        { predicate: 'holds', partyId: owner, sourceId: book, from: '2014', to: '2013' },
      ],
      ['422 date-not-understood', at, { predicate: 'holds', partyId: owner, sourceId: book, from: 'antes' }],
      ['422 date-impossible', at, { predicate: 'holds', partyId: owner, sourceId: book, from: '2014-02-30' }],
      ['422 occurrence-with-end', at, { predicate: 'granted', sourceId: book, to: '2013' }],
      ['422 amount-missing', at, { predicate: 'area', sourceId: book }],
      ['422 amount-without-unit', at, { predicate: 'area', sourceId: book, amount: 5 }],
      ['422 stance-alone', at, { predicate: 'other', sourceId: book, stance: 'supports' }],
      [
        '422 share-over-one',
        at,
        { predicate: 'owns', partyId: owner, sourceId: book, share: { numerator: 3, denominator: 2 } },
      ],
      [
        '422 other-unit',
        `/api/land/units/${other}/assertions`,
        { predicate: 'other', sourceId: book, stance: 'disputes', aboutId: guards },
      ],
      ['422 assertion-unknown', at, { predicate: 'other', sourceId: book, stance: 'disputes', aboutId: 999 }],
      [
        '422 field-always-seen',
        at,
        { predicate: 'other', sourceId: book, fieldAudiences: { predicate: 'committee' } },
      ],
      [
        '422 group-in-itself',
        `/api/land/parties/${group}`,
        { revision: 1, members: [{ partyId: group, numerator: 1, denominator: 1 }] },
        'PUT',
      ],
      [
        '422 share-over-one',
        `/api/land/parties/${group}`,
        { revision: 1, members: [{ partyId: owner, numerator: 2, denominator: 1 }] },
        'PUT',
      ],
      ['422 communes-unknown', '/api/land/units', { kind: 'estate', name: 'X', communes: [999] }],
      ['422 shape-without-method', `/api/land/units/${unit}/extents`, { method: 'drawn' }],
      [
        '422 shape-not-valid',
        `/api/land/units/${unit}/extents`,
        {
          method: 'drawn',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [1, 0],
                [0, 1],
                [0, 0],
              ],
            ],
          },
        },
      ],
      [
        '422 shape-not-valid',
        `/api/land/units/${unit}/extents`,
        {
          method: 'drawn',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        },
      ],
      [
        '422 shape-not-valid',
        `/api/land/units/${unit}/extents`,
        { method: 'drawn', geometry: { type: 'Point', coordinates: [200, 0] } },
      ],
    ]
    const before = await t.ask('GET', '/api/changes')
    for (const [expected, url, body, method = 'POST'] of cases)
      expect(await refusal(method, url, body), url + JSON.stringify(body)).toBe(expected)
    expect((await t.ask('GET', '/api/changes')).body).toEqual(before.body)
    expect(await refusal('DELETE', `/api/land/sources/${book}?revision=1`)).toBe('409 still-referred-to')
    expect(await refusal('DELETE', `/api/land/parties/${owner}?revision=1`)).toBe('409 still-referred-to')
  })

  test('shares of one source never exceed the whole, in thirds too', async () => {
    const { unit, book, owner, cval, commune, land } = await maizal()
    const third = {
      predicate: 'holds',
      from: '2015',
      sourceId: book,
      share: { numerator: 1, denominator: 3 },
    }
    for (const partyId of [owner, cval, commune]) await land.assertion(unit, { ...third, partyId })
    const fourth = (await land.party('Cuarto')).record.id
    const tiny = { ...third, partyId: fourth, share: { numerator: 1, denominator: 1_000_000 } }
    expect(await refusal('POST', `/api/land/units/${unit}/assertions`, tiny)).toBe('422 share-over-one')
  })

  test('a unit goes with all that is said of it, and comes back with all of it', async () => {
    const { unit } = await maizal()
    const before = await whole(unit, '?on=2012-01-01')
    const { body } = await t.ask<Written<'unit'>>('DELETE', `/api/land/units/${unit}?revision=1`)
    expect((await t.ask('GET', `/api/land/units/${unit}`)).status).toBe(404)
    expect((await get<LandMap>('/api/land/map')).features).toEqual([])
    await t.ask('POST', `/api/changes/${body.change.id}/undo`)
    const after = await whole(unit, '?on=2012-01-01')
    const timeless = ({ moments: _, ...rest }: UnitWhole) =>
      JSON.parse(JSON.stringify(rest).replaceAll('"version":2', '"version":1'))
    expect(timeless(after)).toEqual(timeless(before))
  })
})

describe(`${engine}: who documents`, () => {
  async function twoCommunes() {
    await t.bringIn('c.geojson', rowOfCouncils(['Norte', 'Sur']))
    const ids: number[] = []
    for (const [i, name] of ['A', 'B'].entries()) {
      const made = await t.ask<Changed<Commune>>('POST', '/api/communes', {
        name,
        councilIds: [i + 1],
        audience: 'public',
      })
      ids.push(made.body.record.id)
    }
    return ids
  }

  test('a committee of a commune writes of its own, and of nothing else', async () => {
    const [a, b] = await twoCommunes()
    const { cookie } = await t.signIn([{ role: 'land-committee', scope: { kind: 'commune', id: a } }])
    const headers = { cookie }
    const own = landWriter(t, headers)
    const unit = (await own.unit({ communes: [a] })).record
    const source = (await own.source('Fuente', { communes: [a] })).record
    const party = (await own.party('Alguien', { kind: 'person', communes: [a] })).record
    await own.extent(unit.id)
    const assertion = await own.assertion(unit.id, {
      predicate: 'holds',
      partyId: party.id,
      sourceId: source.id,
    })
    expect(await refusal('POST', '/api/land/units', { kind: 'estate', name: 'X' }, headers)).toBe(
      '403 not-allowed',
    )
    expect(
      await refusal('POST', '/api/land/units', { kind: 'estate', name: 'X', communes: [a, b] }, headers),
    ).toBe('403 not-allowed')
    expect(await refusal('PUT', `/api/land/units/${unit.id}`, { revision: 1, communes: [b] }, headers)).toBe(
      '403 not-allowed',
    )
    // Its own step it undoes as well.
    expect((await t.ask('POST', `/api/changes/${assertion.change.id}/undo`, {}, headers)).status).toBe(200)

    const theirs = landWriter(t)
    const other = (await theirs.unit({ communes: [b], name: 'Ajena' })).record.id
    const shared = (await theirs.unit({ communes: [a, b], name: 'De las dos' })).record.id
    const open = await theirs.unit({ communes: [b], name: 'Abierta', audience: 'public' })
    expect(await refusal('PUT', `/api/land/units/${other}`, { revision: 1, name: 'X' }, headers)).toBe(
      '404 land-unit-not-found',
    )
    expect(await refusal('PUT', `/api/land/units/${shared}`, { revision: 1, name: 'X' }, headers)).toBe(
      '403 not-allowed',
    )
    expect(
      await refusal('PUT', `/api/land/units/${open.record.id}`, { revision: 1, name: 'X' }, headers),
    ).toBe('403 not-allowed')
    expect(await refusal('POST', `/api/changes/${open.change.id}/undo`, {}, headers)).toBe(
      '404 change-not-found',
    )
    // Nobody names a source that they do not see.
    const hidden = (await theirs.source('Oculta', { communes: [b] })).record.id
    expect(
      await refusal(
        'POST',
        `/api/land/units/${unit.id}/assertions`,
        { predicate: 'other', sourceId: hidden },
        headers,
      ),
    ).toBe('422 source-unknown')
    const page = await get<UnitPage>('/api/land/units', headers)
    expect(page.items.map(({ name }) => name).sort()).toEqual(['Abierta', 'De las dos', 'El Maizal'])
    expect(page.total).toBe(3)
  })

  test('observers and coordinators read what is theirs to read, and write nothing', async () => {
    const unit = (await landWriter(t).unit({ audience: 'scope' })).record.id
    for (const role of ['observer', 'coordinator'] as const) {
      const { cookie } = await t.signIn([{ role, scope: { kind: 'everything' } }])
      expect((await t.ask('GET', `/api/land/units/${unit}`, undefined, { cookie })).status).toBe(200)
      expect(await refusal('PUT', `/api/land/units/${unit}`, { revision: 1, name: 'X' }, { cookie })).toBe(
        '403 not-allowed',
      )
    }
  })
})

describe(`${engine}: finding`, () => {
  test('units by name without accents, page by page', async () => {
    const land = landWriter(t)
    for (const name of ['Ñangaraquí', 'Árbol', 'bucare', 'Ceiba', 'Árbol'])
      await land.unit({ name, audience: 'public', kind: name === 'Ceiba' ? 'good' : 'estate' })
    const names: (string | null)[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: UnitPage = await get(`/api/land/units?limit=2${next && `&cursor=${next}`}`)
      expect(page.total).toBe(5)
      names.push(...page.items.map(({ name }) => name))
      next = page.next
    }
    expect(names).toEqual(['Árbol', 'Árbol', 'bucare', 'Ceiba', 'Ñangaraquí'])
    expect((await get<UnitPage>('/api/land/units?q=ARBOL')).total).toBe(2)
    expect((await get<UnitPage>('/api/land/units?kind=good')).items).toMatchObject([{ name: 'Ceiba' }])
    expect((await t.ask('GET', '/api/land/units?cursor=x')).status).toBe(400)
  })

  test('places in a box, on a day', async () => {
    const { unit, land } = await maizal()
    await land.extent(unit, { audience: 'public', geometry: squareAt(-68, 9), from: '2015' })
    const features = async (query: string) => (await get<LandMap>(`/api/land/map?${query}`)).features
    expect(await features('bbox=-69.5,9.5,-69,10')).toMatchObject([
      { properties: { unit, role: 'place', state: 'occupied', disputed: true } },
    ])
    expect(await features('bbox=-68.1,8.9,-67.9,9.1&on=2014-06-01')).toEqual([])
    expect(await features('bbox=-68.1,8.9,-67.9,9.1&on=2016-06-01')).toHaveLength(1)
  })
})

test(`${engine}: what is previewed for the public is what the public is served`, async () => {
  const land = landWriter(t)
  for (const placePrecision of [
    'exact',
    'cell-1',
    'cell-5',
    'cell-10',
    'cell-50',
    'municipality',
    'nothing',
  ]) {
    const geometry = squareAt(-69.2, 9.7)
    const unit = (await land.unit({ audience: 'public', placePrecision })).record.id
    await land.extent(unit, { audience: 'public', geometry })
    const { body } = await t.ask<PublicViewAnswer>('POST', '/api/land/public-view', {
      geometry,
      audience: 'public',
      placeAudience: 'committee',
      placePrecision,
    })
    const served = await get<UnitWhole>(`/api/land/units/${unit}`, { cookie: '' })
    const { areaM2: _, ...place } = served.extents[0].place ?? { areaM2: null }
    expect(body.place ?? {}, placePrecision).toEqual(place)
  }
})
