/** A flat sheet of metres around a place: true to a centimetre or so within a few kilometres. */
import type { Position } from 'geojson'

const METRES_PER_DEGREE = 111_195

export class LocalMetres {
  #origin: Position
  #x: number

  constructor(origin: Position) {
    this.#origin = origin
    this.#x = METRES_PER_DEGREE * Math.cos((origin[1] * Math.PI) / 180)
  }

  to(position: Position): [number, number] {
    return [(position[0] - this.#origin[0]) * this.#x, (position[1] - this.#origin[1]) * METRES_PER_DEGREE]
  }

  from([x, y]: [number, number]): Position {
    return [this.#origin[0] + x / this.#x, this.#origin[1] + y / METRES_PER_DEGREE]
  }
}

/** Squared metres from a point to a segment. */
export function squaredDistance(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const dx = bx - ax
  const dy = by - ay
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length))
  return (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2
}
