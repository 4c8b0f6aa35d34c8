/** Puts the demonstration territory into a database, whole or not at all. */
import { readFile } from 'node:fs/promises'
import { sql, type Transaction } from 'kysely'
import type { DemonstrationTerritory } from '../../domain/demonstration/territory.ts'
import type { ExchangeAlteration } from '../../domain/exchange/records.ts'
import type { LandAlteration } from '../../domain/land/records.ts'
import { PROGRAM } from '../../domain/log/entry.ts'
import type { MemberRef } from '../../domain/territory/body-record.ts'
import { type Locale, type MessageKey, translate } from '../../messages/index.ts'
import type { Database } from '../database/index.ts'
import type { Tables } from '../database/schema.ts'
import { writeExchange } from '../exchanges/records.ts'
import { writeRecords } from '../lands/records.ts'
import { nextBodyId, writeBody } from '../levels/bodies.ts'
import { writeLog } from '../log/write.ts'
import { raiseRevisions } from '../territories/layers.ts'
import { decodeTerritory, type EncodedTerritory } from './encoding.ts'
import { demonstrationExchange } from './exchange.ts'
import { demonstrationLand } from './land.ts'
import { insertDemonstrationScenario } from './scenario.ts'

export interface DemonstrationLoaded {
  councils: number
  communes: number
  links: number
}

const file = new URL('./territory.json', import.meta.url)

export async function readDemonstration(): Promise<DemonstrationTerritory> {
  return decodeTerritory(JSON.parse(await readFile(file, 'utf8')) as EncodedTerritory)
}

/** Whether it is there already: its codes begin with DEMO-. */
async function isDemonstrationLoaded({ db }: Database): Promise<boolean> {
  const row = await db
    .selectFrom('council')
    .select('id')
    .where('code', 'like', 'DEMO-%')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Adds councils, communes and links in one transaction. Loading it twice would make every council stand on its own
 * double, so the second time does nothing and returns null.
 *
 * @param locale of the communes' notes, which become data like any other.
 */
export async function loadDemonstration(
  database: Database,
  locale: Locale = 'es',
): Promise<DemonstrationLoaded | null> {
  if (await isDemonstrationLoaded(database)) return null
  const territory = await readDemonstration()
  const { councils, communes, links } = territory
  const loaded = { councils: councils.length, communes: communes.length, links: links.length }
  await database.db.transaction().execute(async (transaction) => {
    const { land, exchange } = await insertDemonstration(transaction, territory, locale)
    await writeRecords(transaction, land)
    await writeExchange(transaction, exchange)
    await raiseRevisions(transaction, ['councils', 'communes', 'links', 'bodies', 'land', 'exchange'])
    await writeLog(transaction, PROGRAM, {
      action: 'demonstration-loaded',
      subject: { kind: 'territory', id: null, name: null },
      audience: 'public',
      facts: { ...loaded },
    })
  })
  return loaded
}

/**
 * @param importId what it is part of where it comes in as an import, which can be undone.
 * @returns land and exchange, to be written in the same step.
 */
export async function insertDemonstration(
  transaction: Transaction<Tables>,
  territory: DemonstrationTerritory,
  locale: Locale,
  importId: number | null = null,
): Promise<{ land: LandAlteration[]; exchange: ExchangeAlteration[] }> {
  const councilIds = await insertCouncils(transaction, territory, importId)
  const communeIds = await insertCommunes(transaction, territory, councilIds, locale, importId)
  await insertLinks(transaction, territory, councilIds)
  await insertBodies(transaction, territory, { council: councilIds, commune: communeIds }, locale, importId)
  const numberOf = {
    council: (code: string) => idOf(councilIds, code),
    commune: (code: string) => idOf(communeIds, code),
  }
  await insertDemonstrationScenario(transaction, territory, numberOf, locale)
  return {
    land: await demonstrationLand(transaction, (code) => communeIds.get(code) ?? null),
    exchange: await demonstrationExchange(transaction, numberOf.commune),
  }
}

type Ids = Map<string, number>

const idOf = (ids: Ids, code: string): number => {
  const id = ids.get(code)
  if (id === undefined) throw new Error(`territory.json names a council ${code} that it does not hold`)
  return id
}

async function insertCouncils(
  transaction: Transaction<Tables>,
  { councils }: DemonstrationTerritory,
  importId: number | null,
): Promise<Ids> {
  const rows = JSON.stringify(councils.map(({ geometry, ...council }) => ({ ...council, geometry })))
  const { rows: inserted } = await sql<{ id: number; code: string }>`
    insert into council (code, name, kind, families, population, approximate, audience, import_id, geom, label, area_m2)
    select code, name, kind, families, population, true, 'public', ${importId}::integer, geom, st_pointonsurface(geom), st_area(geom::geography)
    from (
      select code, name, kind, families, population, st_multi(st_setsrid(st_geomfromgeojson(geometry), 4326)) as geom
      from json_to_recordset(${rows}::json)
        as drawn (code text, name text, kind text, families integer, population integer, geometry json)
    ) as drawn
    returning id, code`.execute(transaction)
  return new Map(inserted.map(({ id, code }) => [code, id]))
}

async function insertCommunes(
  transaction: Transaction<Tables>,
  { communes }: DemonstrationTerritory,
  councilIds: Ids,
  locale: Locale,
  importId: number | null,
): Promise<Ids> {
  const inserted = await transaction
    .insertInto('commune')
    .values(
      communes.map(({ code, name, registeredAs, note, source }) => ({
        code,
        name,
        registered_as: registeredAs,
        note: translate(locale, `demonstration.note.${note}` as MessageKey),
        source,
        approximate: true,
        audience: 'public' as const,
        import_id: importId,
      })),
    )
    .returning(['id', 'code'])
    .execute()
  const communeIds: Ids = new Map(inserted.map(({ id, code }) => [code as string, id]))
  await transaction
    .insertInto('membership')
    .values(
      communes.flatMap(({ code, councils }) =>
        councils.map((council) => ({
          commune_id: idOf(communeIds, code),
          council_id: idOf(councilIds, council),
        })),
      ),
    )
    .execute()
  return communeIds
}

async function insertLinks(
  transaction: Transaction<Tables>,
  { links }: DemonstrationTerritory,
  councilIds: Ids,
): Promise<void> {
  await transaction
    .insertInto('declared_link')
    .values(
      links.map(({ a, b, kind, declaredBy, declaredOn, reason }) => {
        const [low, high] = [idOf(councilIds, a), idOf(councilIds, b)].sort((p, q) => p - q)
        return {
          council_a: low,
          council_b: high,
          kind,
          declared_by: declaredBy,
          declared_on: declaredOn,
          reason,
        }
      }),
    )
    .execute()
}

async function insertBodies(
  transaction: Transaction<Tables>,
  { bodies }: DemonstrationTerritory,
  ids: { council: Ids; commune: Ids },
  locale: Locale,
  importId: number | null,
): Promise<void> {
  const bodyIds: Ids = new Map()
  const memberOf = (code: string): MemberRef => {
    const [kind, known] =
      Object.entries({ ...ids, body: bodyIds }).find(([, those]) => those.has(code)) ??
      (['council', ids.council] as const)
    return { kind: kind as MemberRef['kind'], id: idOf(known, code) }
  }
  for (const { code, level, text, members } of bodies) {
    const id = await nextBodyId(transaction)
    await writeBody(transaction, null, {
      id,
      level,
      name: translate(locale, `demonstration.body.${text}` as MessageKey),
      note: translate(locale, `demonstration.body-note.${text}` as MessageKey),
      source: null,
      approximate: true,
      importId,
      became: null,
      audience: 'public',
      revision: 1,
      memberships: members.map(({ code, from }) => ({ ...memberOf(code), from, to: null })),
    })
    bodyIds.set(code, id)
  }
}
