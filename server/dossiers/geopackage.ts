/** The data of a claim as a GeoPackage: tables in the shape of LADM, as the land record's own files are, and the evidence. */
import { DatabaseSync } from 'node:sqlite'
import type { ClaimContent } from '../../domain/dossier/content.ts'
import type { LandKind } from '../../domain/land/records.ts'
import { geometryWkb } from '../files/index.ts'
import { PRECISION, TABLE_NAMES, type Tables, toTableRow } from '../lands/exchange-files/tables.ts'
import { writeTables } from '../lands/exchange-files/write.ts'

export async function writeClaimGeoPackage(content: ClaimContent, path: string): Promise<void> {
  await writeTables('geopackage', tablesOf(content), path)
  const database = new DatabaseSync(path)
  try {
    database.exec(`begin;
      create table evidence (fid integer primary key autoincrement not null, evidence_id integer, type text, title text,
        supports text, supports_id integer, sha256 text, bytes integer, media_type text, received_at text, included text, path text);
      insert into gpkg_contents (table_name, data_type, identifier) values ('evidence', 'attributes', 'evidence')`)
    const insert =
      database.prepare(`insert into evidence (evidence_id, type, title, supports, supports_id, sha256, bytes,
      media_type, received_at, included, path) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    for (const one of content.evidence) {
      const { id, kind, title, supports, sha256, bytes, mediaType, receivedAt, included, path } = one
      insert.run(
        id,
        kind,
        title,
        supports.kind,
        supports.id,
        sha256,
        bytes,
        mediaType,
        receivedAt,
        included,
        path,
      )
    }
    database.exec('commit')
  } finally {
    database.close()
  }
}

function tablesOf(content: ClaimContent): Tables {
  const of = (kind: LandKind, records: readonly object[]) => ({
    [TABLE_NAMES[kind]]: records.map((record) => toTableRow(kind, record as Record<string, unknown>)),
  })
  const extents = content.extents.map((extent) => {
    const { cells } = toTableRow('extent', extent as unknown as Record<string, unknown>)
    const { place } = extent
    return {
      cells: { ...cells, [PRECISION]: place?.precision ?? null },
      wkb: place && Buffer.from(geometryWkb(place.geometry)).toString('hex'),
    }
  })
  return {
    ...of('unit', [content.unit]),
    [TABLE_NAMES.extent]: extents,
    ...of('party', content.parties),
    ...of('source', content.sources),
    ...of('assertion', content.assertions),
    ...of('use', content.uses),
    ...of('case', content.cases),
    ...of(
      'event',
      content.cases.flatMap(({ events }) => events),
    ),
  }
}
