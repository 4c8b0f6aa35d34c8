/**
 * Hears of what others changed while this window is looked at: GET /api/events, as server-sent events. A window that
 * nobody sees lets go of its stream, since browsers open six connections to one server over HTTP/1.1 for all windows
 * together; it is told what it missed when it is looked at again.
 */

/** Several changes at once are one reason to look. */
const TOGETHER_MS = 150
/** A server that sends us away (too many streams) is asked again, not at once. */
const SENT_AWAY_MS = 60_000

/**
 * @param known the revision of all layers together that this window shows; what is not newer is not told.
 * @param changed called some time after one or more changes.
 * @returns ends it.
 */
export function followChanges(known: () => number | undefined, changed: () => void): () => void {
  let stream: EventSource | null = null
  let telling: ReturnType<typeof setTimeout> | undefined
  let retrying: ReturnType<typeof setTimeout> | undefined

  function end() {
    clearTimeout(telling)
    clearTimeout(retrying)
    stream?.close()
    stream = null
  }

  function begin() {
    end()
    if (document.hidden) return
    const after = known()
    stream = new EventSource(after === undefined ? '/api/events' : `/api/events?after=${after}`)
    stream.onmessage = ({ lastEventId }) => {
      if (Number(lastEventId) <= (known() ?? -1)) return
      clearTimeout(telling)
      telling = setTimeout(changed, TOGETHER_MS)
    }
    // A line that breaks is mended by the browser itself; what the server refused is not.
    stream.onerror = () => {
      if (stream?.readyState === EventSource.CLOSED) retrying = setTimeout(begin, SENT_AWAY_MS)
    }
  }

  begin()
  document.addEventListener('visibilitychange', begin)
  return () => {
    document.removeEventListener('visibilitychange', begin)
    end()
  }
}
