/** The imports of the server, one function per question. */
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import type { Import, ImportEdit, ImportList } from '../../../server/imports/schema.ts'
import { type Answer, ask, OFFLINE, type Problem } from '../api.ts'

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

/**
 * Sends a file. `onProgress` gets bytes that left this computer. XMLHttpRequest because fetch tells nothing of an
 * upload's progress. An aborted upload answers as if offline: nothing was kept.
 */
export function sendFile(
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Answer<Import>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const broken = (): void => resolve({ ok: false, problem: { type: OFFLINE, title: '', status: 0 } })
    request.open('POST', `/api/imports?fileName=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('accept-language', document.documentElement.lang)
    request.upload.onprogress = (event) => onProgress(event.loaded)
    request.onload = () => {
      try {
        const body: unknown = JSON.parse(request.responseText)
        const ok = request.status >= 200 && request.status < 300
        resolve(ok ? { ok, value: body as Import } : { ok, problem: body as Problem })
      } catch {
        broken()
      }
    }
    request.onerror = broken
    request.onabort = broken
    signal.addEventListener('abort', () => request.abort())
    if (signal.aborted) return broken()
    request.send(file)
  })
}
