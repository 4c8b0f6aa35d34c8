/** One gesture over the map that marks an area: a box between two corners, or a line around it by hand. */

export type Gesture = 'box' | 'lasso'
type Point = [number, number]

/** Shorter gestures are a press that missed. */
const SHORTEST_PX = 8
const SVG = 'http://www.w3.org/2000/svg'

/**
 * Waits for one gesture. @returns its corners in pixels of the container, not closed; null where it was broken off, by
 * Escape or by `signal`, or marked nothing.
 */
export function drawOver(
  container: HTMLElement,
  gesture: Gesture,
  signal: AbortSignal,
): Promise<Point[] | null> {
  const sheet = document.createElementNS(SVG, 'svg')
  const shape = document.createElementNS(SVG, 'polygon')
  sheet.append(shape)
  sheet.classList.add('select-area')
  container.append(sheet)
  return new Promise((resolve) => {
    let points: Point[] = []
    const end = (result: Point[] | null) => {
      sheet.remove()
      removeEventListener('keydown', key, true)
      signal.removeEventListener('abort', abort)
      resolve(result)
    }
    const abort = () => end(null)
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      end(null)
    }
    const at = (event: PointerEvent): Point => {
      const { left, top } = sheet.getBoundingClientRect()
      return [event.clientX - left, event.clientY - top]
    }
    const corners = (): Point[] => {
      if (gesture === 'lasso') return points
      const [[x1, y1], [x2, y2]] = [points[0], points[points.length - 1]]
      return [
        [x1, y1],
        [x2, y1],
        [x2, y2],
        [x1, y2],
      ]
    }
    sheet.addEventListener('pointerdown', (event) => {
      sheet.setPointerCapture(event.pointerId)
      points = [at(event)]
    })
    sheet.addEventListener('pointermove', (event) => {
      if (points.length === 0) return
      points.push(at(event))
      shape.setAttribute('points', corners().join(' '))
    })
    sheet.addEventListener('pointerup', () => {
      const spread = (axis: 0 | 1) =>
        Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]))
      const marked = points.length > 1 && spread(0) > SHORTEST_PX && spread(1) > SHORTEST_PX
      if (marked) end(corners())
      else points = []
    })
    sheet.addEventListener('pointercancel', () => end(null))
    addEventListener('keydown', key, true)
    signal.addEventListener('abort', abort)
  })
}
