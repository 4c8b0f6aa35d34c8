/** A window that listens: GET /api/events over a real connection. */
export interface Told {
  id: number
  data: { layer: string; revision: number }
}

export interface EventWindow {
  status: number
  headers: Headers
  /** Everything received, as it came. */
  text(): string
  events(): Told[]
  /** Resolves when the server ends the stream. */
  ended: Promise<void>
  leave(): void
}

/** @param origin of a server that listens. */
export async function openWindow(
  origin: string,
  headers: Record<string, string> = {},
  query = '',
): Promise<EventWindow> {
  const stop = new AbortController()
  const response = await fetch(`${origin}/api/events${query}`, { headers, signal: stop.signal })
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true })
  }
  return {
    status: response.status,
    headers: response.headers,
    text: () => text,
    events: () =>
      text
        .split('\n\n')
        .filter((block) => block.includes('data:'))
        .map((block) => ({
          id: Number(/^id: (.*)$/m.exec(block)![1]),
          data: JSON.parse(/^data: (.*)$/m.exec(block)![1]),
        })),
    ended: read().catch(() => {}),
    leave: () => stop.abort(),
  }
}
