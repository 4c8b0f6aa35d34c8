/** Sends a file of roads. */
import { type Answer, OFFLINE, type Problem } from '$lib/api.ts'
import type { RoadsBrought } from '../../../../server/exchanges/road-schema.ts'

/**
 * XMLHttpRequest because fetch tells nothing of an upload's progress. An aborted upload answers as if offline.
 *
 * @param onSent share of the file that left this computer; 1 when the server has it and reads.
 */
export function sendRoads(
  file: File,
  asked: { crs?: string; layer?: string },
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer<RoadsBrought>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const broken = (): void => resolve({ ok: false, problem: { type: OFFLINE, title: '', status: 0 } })
    const wanted = Object.entries({ fileName: file.name, ...asked }).filter(
      ([, value]) => value !== undefined,
    )
    request.open('POST', `/api/exchange/roads/file?${new URLSearchParams(wanted as [string, string][])}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('accept-language', document.documentElement.lang)
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1)
    request.upload.onload = () => onSent(1)
    request.onload = () => {
      try {
        const body: unknown = JSON.parse(request.responseText)
        const ok = request.status >= 200 && request.status < 300
        resolve(ok ? { ok, value: body as RoadsBrought } : { ok, problem: body as Problem })
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
