/** The open streams of server-sent events: how many there may be, their heartbeat and their end. */
import { Readable } from 'node:stream'

/** A window each. A neighbourhood behind one address gets by; nobody takes them all. */
export const STREAM_LIMITS = { session: 12, address: 60, total: 500 }

/** What a reader has not taken yet, in bytes, beyond which it is let go: it comes back and asks. */
const LONGEST_BACKLOG = 16 * 1024

export interface Stream {
  readonly body: Readable
  /** Of the session that opened it, hexadecimal; null for the public. */
  readonly session: string | null
  readonly address: string
}

export interface Streams {
  /** Null where there are too many already. */
  open(session: Buffer | null, address: string): Stream | null
  write(stream: Stream, text: string): void
  /** Ends the streams whose session is not among these, and writes to the others. */
  beat(sessions: ReadonlySet<string>): void
  /** Sessions that have a stream. */
  sessions(): string[]
  readonly size: number
  end(): void
}

export function openStreams(limits = STREAM_LIMITS): Streams {
  const all = new Set<Stream>()
  const count = (like: (stream: Stream) => boolean) => [...all].filter(like).length

  const write = ({ body }: Stream, text: string) => {
    if (body.readableLength > LONGEST_BACKLOG) body.destroy()
    else body.push(text)
  }

  return {
    open(sessionHash, address) {
      const session = sessionHash?.toString('hex') ?? null
      const tooMany =
        all.size >= limits.total ||
        count((stream) => stream.address === address) >= limits.address ||
        (session !== null && count((stream) => stream.session === session) >= limits.session)
      if (tooMany) return null
      const stream: Stream = { body: new Readable({ read() {} }), session, address }
      stream.body.on('close', () => all.delete(stream))
      all.add(stream)
      return stream
    },
    write,
    beat(sessions) {
      for (const stream of all) {
        if (stream.session !== null && !sessions.has(stream.session)) stream.body.push(null)
        else write(stream, ':\n\n')
      }
    },
    sessions: () => [...new Set([...all].flatMap(({ session }) => session ?? []))],
    get size() {
      return all.size
    },
    end() {
      for (const { body } of all) body.push(null)
    },
  }
}
