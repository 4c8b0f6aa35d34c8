/** The imports of the server, one function per question. */
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import type { Import, ImportEdit, ImportList } from '../../../server/imports/schema.ts'
import { ask } from '../api.ts'

/** A sample of the file's features with few vertices, enough to see where they are. */
/** A feature that a repair would change comes twice: as it was drawn, and `repaired`. */
export type Preview = FeatureCollection<
  Polygon | MultiPolygon,
  { index: number; problems: string[]; repaired?: boolean }
>

export const listImports = () => ask<ImportList>('/imports')
export const readImport = (id: number, signal?: AbortSignal) => ask<Import>(`/imports/${id}`, { signal })
export const readPreview = (id: number, signal?: AbortSignal) =>
  ask<Preview>(`/imports/${id}/preview`, { signal })
export const editImport = (id: number, body: ImportEdit) =>
  ask<Import>(`/imports/${id}`, { method: 'PATCH', body })
export const saveImport = (id: number, reason?: string) =>
  ask<Import>(`/imports/${id}/save`, { method: 'POST', body: { reason } })
export const cancelImport = (id: number) => ask<Import>(`/imports/${id}/cancel`, { method: 'POST', body: {} })
