/** The tables as Kysely sees them; sql/ is the truth, and a test holds the two together. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

type Json<T> = ColumnType<T, string, string>
/** Written as text (timestamptz default now()), read as an ISO string through the driver's type parsers. */
type Timestamp = ColumnType<string, string | undefined, string>

export interface CouncilTable {
  id: Generated<number>
  code: string | null
  name: string
  kind: 'urban' | 'rural' | 'indigenous' | null
  families: number | null
  population: number | null
  approximate: Generated<boolean>
  import_id: number | null
  /** geometry(MultiPolygon, 4326); hex EWKB when read raw. */
  geom: string
  /** geometry(Point, 4326): where the label stands. */
  label: string
  area_m2: number
  /** Made by the database from the name. */
  plain_name: GeneratedAlways<string>
}

export interface CommuneTable {
  id: Generated<number>
  code: string | null
  name: string
  registered_as: Generated<'commune' | 'network'>
  note: string | null
  source: string | null
  approximate: Generated<boolean>
  import_id: number | null
  revision: Generated<number>
}

export interface MembershipTable {
  commune_id: number
  council_id: number
}

export interface DeclaredLinkTable {
  id: Generated<number>
  council_a: number
  council_b: number
  kind: 'bridge' | 'ferry' | 'ford' | 'path' | 'road'
  declared_by: string
  declared_on: string
  reason: string
}

export interface ImportTable {
  id: Generated<number>
  file_name: string
  status: string
  /** The Import record of imports/schema.ts, without id, fileName and status. */
  details: Json<unknown>
  created_at: Timestamp
}

export interface ChangeTable {
  id: Generated<number>
  kind: string
  facts: ColumnType<Record<string, string | number>, string | undefined, string>
  /** What puts things as they were before, as data (domain/territory/operations.ts). */
  inverse: Json<unknown>
  undone: Generated<boolean>
  at: Timestamp
}

export interface LayerTable {
  name: string
  revision: number
}

/** A cache made from the councils, filled when the map asks (server/tiles/outlines.ts). */
export interface CommuneOutlineTable {
  commune_id: number
  commune_revision: number
  geom: string
  label: string
}

export interface Tables {
  council: CouncilTable
  commune: CommuneTable
  membership: MembershipTable
  declared_link: DeclaredLinkTable
  import: ImportTable
  change: ChangeTable
  layer: LayerTable
  commune_outline: CommuneOutlineTable
}
