/** The rows of imports. */
import { sql } from 'kysely'
import type { Executor } from '../executor.ts'
import type { ImportDetails, ImportRow } from './details.ts'
import type { ImportStatus } from './schema.ts'

const COLUMNS = sql`id, file_name as "fileName", status, details, revision, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"`

export async function insertImport(
  database: Executor,
  fileName: string,
  details: ImportDetails,
): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    insert into import (file_name, status, details) values (${fileName}, 'reading', ${JSON.stringify(details)}::jsonb)
    returning ${COLUMNS}`.execute(database)
  return rows[0]
}

export async function findImport(database: Executor, id: number): Promise<ImportRow | undefined> {
  const { rows } = await sql<ImportRow>`select ${COLUMNS} from import where id = ${id}`.execute(database)
  return rows[0]
}

export async function listImports(database: Executor, limit: number): Promise<ImportRow[]> {
  const { rows } =
    await sql<ImportRow>`select ${COLUMNS} from import order by id desc limit ${limit}`.execute(database)
  return rows
}

/** Whatever the server was doing when it stopped. */
export async function unfinishedImports(database: Executor): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from import where status not in ('saved', 'undone', 'cancelled') order by id`.execute(
    database,
  )
  return rows
}

/** @returns the revision that it has now. */
export async function updateImport(
  database: Executor,
  id: number,
  status: ImportStatus,
  details?: ImportDetails,
): Promise<number> {
  const written = details === undefined ? sql`details` : sql`${JSON.stringify(details)}::jsonb`
  const { rows } = await sql<{ revision: number }>`
    update import set status = ${status}, details = ${written}, revision = revision + 1 where id = ${id}
    returning revision`.execute(database)
  return rows[0].revision
}
