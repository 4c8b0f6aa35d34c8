/** Boxes, and whether two areas overlap at all: told from their outlines, a fraction of what clipping them takes. */
import Flatbush from 'flatbush'
import { type Paths, PER_DEGREE, placeInside, sideOf } from './clip.ts'

/** In steps of the grid. */
export interface Box {
  west: number
  south: number
  east: number
  north: number
}

export function boxOf(paths: Paths): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const path of paths) {
    for (const { x, y } of path) {
      if (x < box.west) box.west = x
      if (x > box.east) box.east = x
      if (y < box.south) box.south = y
      if (y > box.north) box.north = y
    }
  }
  return box
}

export function indexOf(boxes: Box[]): Flatbush {
  const index = new Flatbush(boxes.length)
  for (const box of boxes) index.add(box.west, box.south, box.east, box.north)
  index.finish()
  return index
}

/**
 * Two areas overlap where their outlines cross, or where a vertex of one lies in the other. Segments that both run
 * along in opposite directions are a border, and tell nothing.
 */
export function mayOverlap(mine: Paths, theirs: Paths, myBox: Box, theirBox: Box): boolean {
  const window: Box = {
    west: Math.max(myBox.west, theirBox.west),
    south: Math.max(myBox.south, theirBox.south),
    east: Math.min(myBox.east, theirBox.east),
    north: Math.min(myBox.north, theirBox.north),
  }
  if (window.west >= window.east || window.south >= window.north) return false
  const a = segmentsWithin(mine, window)
  const b = segmentsWithin(theirs, window)
  const isShared = new Uint8Array(b.length / 4)
  const ownA: number[] = []
  for (let i = 0; i < a.length; i += 4) {
    let shared = false
    for (let j = 0; j < b.length; j += 4) {
      if (a[i] === b[j + 2] && a[i + 1] === b[j + 3] && a[i + 2] === b[j] && a[i + 3] === b[j + 1]) {
        shared = true
        isShared[j / 4] = 1
      } else if (a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2] && a[i + 3] === b[j + 3]) {
        return true
      }
    }
    if (!shared) ownA.push(a[i], a[i + 1], a[i + 2], a[i + 3])
  }
  const ownB: number[] = []
  for (let j = 0; j < b.length; j += 4) {
    if (isShared[j / 4] === 0) ownB.push(b[j], b[j + 1], b[j + 2], b[j + 3])
  }
  for (let i = 0; i < ownA.length; i += 4) {
    for (let j = 0; j < ownB.length; j += 4) if (crosses(ownA, i, ownB, j)) return true
  }
  return (
    anyMiddleInside(ownA, theirs) ||
    anyMiddleInside(ownB, mine) ||
    isCovered(mine, window, myBox, theirs) ||
    isCovered(theirs, window, theirBox, mine)
  )
}

function segmentsWithin(paths: Paths, window: Box): number[] {
  const segments: number[] = []
  for (const path of paths) {
    let p = path[path.length - 1]
    for (const q of path) {
      const misses =
        (p.x < window.west && q.x < window.west) ||
        (p.x > window.east && q.x > window.east) ||
        (p.y < window.south && q.y < window.south) ||
        (p.y > window.north && q.y > window.north)
      if (!misses) segments.push(p.x, p.y, q.x, q.y)
      p = q
    }
  }
  return segments
}

function crosses(a: number[], i: number, b: number[], j: number): boolean {
  const ax = a[i]
  const ay = a[i + 1]
  const dx = a[i + 2] - ax
  const dy = a[i + 3] - ay
  const side1 = dx * (b[j + 1] - ay) - dy * (b[j] - ax)
  const side2 = dx * (b[j + 3] - ay) - dy * (b[j + 2] - ax)
  if (side1 === 0 || side2 === 0 || side1 > 0 === side2 > 0) return false
  const ex = b[j + 2] - b[j]
  const ey = b[j + 3] - b[j + 1]
  const side3 = ex * (ay - b[j + 1]) - ey * (ax - b[j])
  const side4 = ex * (ay + dy - b[j + 1]) - ey * (ax + dx - b[j])
  return side3 !== 0 && side4 !== 0 && side3 > 0 !== side4 > 0
}

/** Ends often lie on the other's outline; a segment that doesn't cross it is inside or outside by its middle. */
function anyMiddleInside(segments: number[], paths: Paths): boolean {
  for (let i = 0; i < segments.length; i += 4) {
    const x = (segments[i] + segments[i + 2]) / 2
    const y = (segments[i + 1] + segments[i + 3]) / 2
    if (isInside(paths, x, y)) return true
  }
  return false
}

/** One whose outline runs along the other's all the way round shows it only by a point inside. */
function isCovered(paths: Paths, window: Box, whole: Box, others: Paths): boolean {
  if (window.west > whole.west || window.east < whole.east) return false
  if (window.south > whole.south || window.north < whole.north) return false
  const [lon, lat] = placeInside(paths)
  return isInside(others, lon * PER_DEGREE, lat * PER_DEGREE)
}

function isInside(paths: Paths, x: number, y: number): boolean {
  let inside = false
  for (const path of paths) {
    const side = sideOf(path, x, y)
    if (side === 0) return false
    if (side > 0) inside = !inside
  }
  return inside
}
