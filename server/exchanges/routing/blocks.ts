/** A large table in blocks that a service takes, a few at a time; what one block lacks stays unknown. */
import {
  EXTERNAL,
  emptyMatrix,
  type Matrix,
  type MatrixQuery,
  type Place,
  type ProviderNote,
  UNREACHABLE,
} from '../../../domain/exchange/roads/index.ts'

/** Row by row; null where no way leads there, undefined where the service can't tell. */
export interface BlockCells {
  km: (number | null | undefined)[]
  minutes: (number | null | undefined)[]
}

export type BlockAnswer = BlockCells | Omit<ProviderNote, 'provider'>

interface BlockOptions {
  provider: string
  /** Places along each side of a block. */
  size: number
  atOnce: number
}

/** After one of these there is no use in asking on. */
const HOPELESS: ProviderNote['note'][] = ['timeout', 'no-connection']

export async function inBlocks(
  { from, to, signal, onProgress }: MatrixQuery,
  { provider, size, atOnce }: BlockOptions,
  askBlock: (from: readonly Place[], to: readonly Place[]) => Promise<BlockAnswer>,
): Promise<Matrix> {
  const matrix = emptyMatrix(from.length, to.length)
  const blocks: [row: number, column: number][] = []
  for (let row = 0; row < from.length; row += size)
    for (let column = 0; column < to.length; column += size) blocks.push([row, column])
  let next = 0
  let done = 0
  let hopeless = false
  const work = async () => {
    while (next < blocks.length && !hopeless) {
      signal?.throwIfAborted()
      const [row, column] = blocks[next++]
      const columns = to.slice(column, column + size)
      const answer = await askBlock(from.slice(row, row + size), columns)
      if ('note' in answer) {
        hopeless ||= HOPELESS.includes(answer.note)
        if (!matrix.notes.some(({ note }) => note === answer.note)) matrix.notes.push({ provider, ...answer })
      } else write(matrix, to.length, row, column, columns.length, answer)
      onProgress?.(++done / blocks.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return matrix
}

function write(
  matrix: Matrix,
  width: number,
  row: number,
  column: number,
  columns: number,
  { km, minutes }: BlockCells,
) {
  for (const [i, each] of km.entries()) {
    const cell = (row + Math.floor(i / columns)) * width + column + (i % columns)
    if (each === undefined) continue
    matrix.quality[cell] = each === null ? UNREACHABLE : EXTERNAL
    matrix.km[cell] = each ?? Infinity
    matrix.minutes[cell] = (each === null ? null : minutes[i]) ?? Infinity
  }
}

/** What a service may say of a distance or a time: a number that is none below nothing, or null. */
export const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

export const isPosition = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  value.length >= 2 &&
  typeof value[0] === 'number' &&
  typeof value[1] === 'number' &&
  Math.abs(value[0]) <= 180 &&
  Math.abs(value[1]) <= 90

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A word of the service that may be shown: a short code, and no sentence. */
export const codeOf = (value: unknown): string =>
  (typeof value === 'string' || typeof value === 'number') && /^[\w-]{1,40}$/.test(String(value))
    ? String(value)
    : '?'
