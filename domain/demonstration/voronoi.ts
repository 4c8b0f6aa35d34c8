/** The plane shared out between sites, each place to its nearest: what settled neighbourhoods resemble. */
import Flatbush from 'flatbush'

/** Neighbours of site `i`, counter-clockwise: `neighbours[start[i]] .. neighbours[start[i + 1] - 1]`; -1 is the frame. */
export interface Cells {
  start: Uint32Array
  neighbours: Int32Array
  /** Area of each cell in the sites' unit squared. */
  area: Float64Array
  /** Centre of gravity, x and y interleaved. */
  centroid: Float64Array
}

const CANDIDATES = [20, 60, 240]

/**
 * Voronoi cells inside a frame, by cutting a square along the bisectors of the nearest sites.
 *
 * @param sites x and y interleaved, no two equal.
 * @param frame half the side of a square around the origin that holds everything.
 */
export function voronoiCells(sites: Float64Array, frame: number): Cells {
  const count = sites.length / 2
  const index = new Flatbush(count, 12)
  for (let i = 0; i < count; i++) index.add(sites[2 * i], sites[2 * i + 1])
  index.finish()
  const start = new Uint32Array(count + 1)
  let neighbours = new Int32Array(count * 8)
  const area = new Float64Array(count)
  const centroid = new Float64Array(2 * count)
  const cutter = cellCutter(frame)
  for (let i = 0; i < count; i++) {
    const x = sites[2 * i]
    const y = sites[2 * i + 1]
    for (const wanted of CANDIDATES) {
      const near = index.neighbors(x, y, wanted)
      cutter.begin(x, y)
      let closed = near.length === count
      for (const j of near) {
        if (j === i) continue
        const dx = sites[2 * j] - x
        const dy = sites[2 * j + 1] - y
        if (dx * dx + dy * dy > 4 * cutter.reach2()) {
          closed = true
          break
        }
        cutter.cut(dx, dy, j)
      }
      if (closed) break
    }
    const size = cutter.size()
    start[i + 1] = start[i] + size
    if (start[i + 1] > neighbours.length) {
      const grown = new Int32Array(neighbours.length * 2)
      grown.set(neighbours)
      neighbours = grown
    }
    neighbours.set(cutter.tags.subarray(0, size), start[i])
    cutter.measure(i, x, y, area, centroid)
  }
  return { start, neighbours: neighbours.subarray(0, start[count]), area, centroid }
}

/** Cuts one convex cell, in coordinates relative to its site, in arrays that are used again for the next. */
function cellCutter(frame: number) {
  let xs = new Float64Array(128)
  let ys = new Float64Array(128)
  /** Edge `k` runs from corner `k` to the next and borders on site `tags[k]`. */
  let tags = new Int32Array(128)
  let otherXs = new Float64Array(128)
  let otherYs = new Float64Array(128)
  let otherTags = new Int32Array(128)
  let size = 0
  let farthest = 0

  return {
    get tags() {
      return tags
    },
    size: () => size,
    reach2: () => farthest,
    begin(x: number, y: number) {
      xs.set([-frame - x, frame - x, frame - x, -frame - x])
      ys.set([-frame - y, -frame - y, frame - y, frame - y])
      tags.fill(-1, 0, 4)
      size = 4
      farthest = Number.POSITIVE_INFINITY
    },
    /** Keeps what is nearer to the site than to the site that lies (dx, dy) away. */
    cut(dx: number, dy: number, tag: number) {
      const limit = (dx * dx + dy * dy) / 2
      let kept = 0
      let reach = 0
      let changed = false
      for (let k = 0; k < size; k++) {
        const next = k + 1 === size ? 0 : k + 1
        const here = xs[k] * dx + ys[k] * dy - limit
        const there = xs[next] * dx + ys[next] * dy - limit
        if (here <= 0) {
          otherXs[kept] = xs[k]
          otherYs[kept] = ys[k]
          otherTags[kept++] = tags[k]
        } else changed = true
        if (here <= 0 !== there <= 0) {
          const share = here / (here - there)
          otherXs[kept] = xs[k] + share * (xs[next] - xs[k])
          otherYs[kept] = ys[k] + share * (ys[next] - ys[k])
          otherTags[kept++] = here <= 0 ? tag : tags[k]
        }
      }
      if (changed) {
        ;[xs, otherXs] = [otherXs, xs]
        ;[ys, otherYs] = [otherYs, ys]
        ;[tags, otherTags] = [otherTags, tags]
        size = kept
      } else if (farthest !== Number.POSITIVE_INFINITY) return
      for (let k = 0; k < size; k++) reach = Math.max(reach, xs[k] * xs[k] + ys[k] * ys[k])
      farthest = reach
    },
    measure(i: number, x: number, y: number, area: Float64Array, centroid: Float64Array) {
      let twice = 0
      let cx = 0
      let cy = 0
      for (let k = 0; k < size; k++) {
        const next = k + 1 === size ? 0 : k + 1
        const cross = xs[k] * ys[next] - xs[next] * ys[k]
        twice += cross
        cx += (xs[k] + xs[next]) * cross
        cy += (ys[k] + ys[next]) * cross
      }
      area[i] = twice / 2
      centroid[2 * i] = x + cx / (3 * twice)
      centroid[2 * i + 1] = y + cy / (3 * twice)
    },
  }
}

/**
 * Where three cells meet. The same three sites give the same digits in whatever order they are named.
 *
 * @returns x and y of the centre of the circle through the three sites.
 */
export function meetingPoint(sites: Float64Array, a: number, b: number, c: number): [number, number] {
  const [i, j, k] = [a, b, c].sort((p, q) => p - q)
  const ax = sites[2 * i]
  const ay = sites[2 * i + 1]
  const bx = sites[2 * j] - ax
  const by = sites[2 * j + 1] - ay
  const cx = sites[2 * k] - ax
  const cy = sites[2 * k + 1] - ay
  const twice = 2 * (bx * cy - by * cx)
  const b2 = bx * bx + by * by
  const c2 = cx * cx + cy * cy
  return [ax + (cy * b2 - by * c2) / twice, ay + (bx * c2 - cx * b2) / twice]
}
