/** Words to the person, data to the next program: never faster than it reads. */
import { once } from 'node:events'

/** A remark: standard error, so that standard output stays data. */
export const remark = (sentence: string): void => {
  process.stderr.write(`${sentence}\n`)
}

const PIECE = 1 << 16

/** Writes to standard output in pieces and waits whenever the reader is behind. */
export async function writeOut(text: string): Promise<void> {
  for (let at = 0; at < text.length; at += PIECE) await writePiece(text.slice(at, at + PIECE))
}

export async function writePiece(piece: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
}

/** A reader that has seen enough (`| head`) is no failure. */
export function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}
