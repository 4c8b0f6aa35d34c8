/** Who waits for whom. */

/** At most so many at a time; the rest wait in order. */
export function limited(most: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work: () => Promise<void>): Promise<void> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}

/** One piece of work about a thing after the other: the second starts from what the first left. */
export function turns() {
  const last = new Map<number, Promise<unknown>>()
  return <T>(id: number, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(id) ?? Promise.resolve()).catch(() => {}).then(work)
    last.set(id, turn)
    const over = () => {
      if (last.get(id) === turn) last.delete(id)
    }
    turn.then(over, over)
    return turn
  }
}
