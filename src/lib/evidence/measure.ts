/** The fingerprint of a file as it was chosen, before anything is sent. */
import type { Measured } from './measuring-worker.ts'

/** Null where the file can't be read (any more), or where the signal says stop. */
export function measure(
  file: Blob,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const worker = new Worker(new URL('./measuring-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<string | null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null))
    worker.onerror = () => resolve(null)
    worker.onmessage = ({ data }: MessageEvent<Measured>) => {
      if ('read' in data) onProgress(file.size === 0 ? 1 : data.read / file.size)
      else resolve('sha256' in data ? data.sha256 : null)
    }
    worker.postMessage(file)
  }).finally(() => worker.terminate())
}
