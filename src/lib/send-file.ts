import { type Answer, OFFLINE, type Problem } from './api.ts'

/**
 * Sends a file as the body of a question to `/api` + path. XMLHttpRequest because fetch tells nothing of an upload's
 * progress. An aborted upload answers as if offline: nothing was kept.
 *
 * @param query beside the file's name; what is undefined or empty is left out.
 * @param onSent bytes of the file that left this computer, all of them once the server has them.
 */
export function sendFile<T>(
  path: string,
  file: File,
  { query = {}, onSent, signal }: { query?: object; onSent: (bytes: number) => void; signal: AbortSignal },
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const asked = Object.entries({ ...query, fileName: file.name }).filter(([, value]) => value)
    const request = new XMLHttpRequest()
    const broken = (): void => resolve({ ok: false, problem: { type: OFFLINE, title: '', status: 0 } })
    request.open('POST', `/api${path}?${new URLSearchParams(asked)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json, application/problem+json')
    request.setRequestHeader('accept-language', document.documentElement.lang)
    request.upload.onprogress = ({ loaded }) => onSent(loaded)
    request.upload.onload = () => onSent(file.size)
    request.onload = () => {
      try {
        const body: unknown = JSON.parse(request.responseText)
        const ok = request.status >= 200 && request.status < 300
        resolve(ok ? { ok, value: body as T } : { ok, problem: body as Problem })
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
