/**
 * Where drawn lines meet. Lines that cross or touch on one level meet; an end within the tolerance of another line
 * meets it; lines on different levels pass each other, unless one of them ends there.
 */
import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'
import type { CleanLine } from './line.ts'
import { crossing, nearestOnPiece } from './metres.ts'

/** Metres within which two places of drawings are one place. */
const SAME_PLACE_M = 0.05
/** Metres along a line within which two meetings are one. */
const SAME_MEETING_M = 0.5

/** A place of a line where something meets it. The first two of a line are its ends. */
export interface Meeting {
  line: number
  along: number
  x: number
  y: number
}

/** An end that was drawn short of the line it leads to. */
export interface JoinedEnd {
  line: string
  to: string
  at: Position
  gapM: number
}

/** Two lines that pass each other on different levels. */
export interface PassedOver {
  lines: [string, string]
  at: Position
}

export interface Noding {
  meetings: Meeting[]
  /** Which meetings are one node: the same number, of the first of them. */
  node: Int32Array
  joinedEnds: JoinedEnd[]
  passedOver: PassedOver[]
}

export function nodeLines(lines: readonly CleanLine[], toleranceM: number): Noding {
  return new Noder(lines, toleranceM).run()
}

class Noder {
  #lines: readonly CleanLine[]
  #tolerance: number
  #meetings: Meeting[] = []
  #parent: number[] = []
  #joinedEnds: JoinedEnd[] = []
  #passedOver: PassedOver[] = []
  /** By line: which other lines it already meets, and where along it. */
  #met: Map<number, number[]>[]
  #pieceLine: Int32Array
  /** Its first vertex. */
  #pieceAt: Int32Array
  #index: Flatbush

  constructor(lines: readonly CleanLine[], toleranceM: number) {
    this.#lines = lines
    this.#tolerance = toleranceM
    this.#met = lines.map(() => new Map())
    const pieces = lines.reduce((sum, { along }) => sum + along.length - 1, 0)
    this.#pieceLine = new Int32Array(pieces)
    this.#pieceAt = new Int32Array(pieces)
    this.#index = new Flatbush(Math.max(1, pieces))
    let piece = 0
    for (const [line, { along, xy }] of lines.entries())
      for (let v = 0; v + 1 < along.length; v++) {
        const [ax, ay, bx, by] = [xy[2 * v], xy[2 * v + 1], xy[2 * v + 2], xy[2 * v + 3]]
        this.#pieceLine[piece] = line
        this.#pieceAt[piece++] = v
        this.#index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
      }
    if (pieces === 0) this.#index.add(0, 0, 0, 0)
    this.#index.finish()
  }

  run(): Noding {
    for (const [line, { xy, along }] of this.#lines.entries()) {
      const last = along.length - 1
      this.#meet(line, 0, xy[0], xy[1])
      this.#meet(line, along[last], xy[2 * last], xy[2 * last + 1])
    }
    for (let piece = 0; piece < this.#pieceLine.length; piece++) this.#crossings(piece)
    for (let line = 0; line < this.#lines.length; line++) {
      this.#joinEnd(line, 2 * line)
      this.#joinEnd(line, 2 * line + 1)
    }
    this.#mergeAlong()
    const node = Int32Array.from(this.#meetings, (_, i) => this.#root(i))
    return {
      meetings: this.#meetings,
      node,
      joinedEnds: this.#joinedEnds,
      passedOver: this.#passedOver,
    }
  }

  #crossings(piece: number) {
    const line = this.#pieceLine[piece]
    const at = this.#pieceAt[piece]
    const { xy } = this.#lines[line]
    const [ax, ay, bx, by] = [xy[2 * at], xy[2 * at + 1], xy[2 * at + 2], xy[2 * at + 3]]
    const east = SAME_PLACE_M / metresPerDegreeEast(ay)
    const north = SAME_PLACE_M / metresPerDegreeNorth(ay)
    const others = this.#index.search(
      Math.min(ax, bx) - east,
      Math.min(ay, by) - north,
      Math.max(ax, bx) + east,
      Math.max(ay, by) + north,
      (other) => other > piece && !(this.#pieceLine[other] === line && this.#pieceAt[other] === at + 1),
    )
    for (const other of others) this.#pair(line, at, this.#pieceLine[other], this.#pieceAt[other])
  }

  /** Piece `i` of a line and piece `j` of another, or of the same. */
  #pair(line: number, i: number, other: number, j: number) {
    const a = this.#lines[line]
    const b = this.#lines[other]
    const [ax, ay, bx, by] = [a.xy[2 * i], a.xy[2 * i + 1], a.xy[2 * i + 2], a.xy[2 * i + 3]]
    const [cx, cy, dx, dy] = [b.xy[2 * j], b.xy[2 * j + 1], b.xy[2 * j + 2], b.xy[2 * j + 3]]
    let touching = false
    const touch = (alongA: number, alongB: number, x: number, y: number) => {
      touching = true
      this.#touch(line, alongA, other, alongB, x, y)
    }
    // By the vertices of each on the other: shared vertices, touching sides and roads drawn twice alike.
    for (const [k, x, y] of [
      [j, cx, cy],
      [j + 1, dx, dy],
    ]) {
      const { metres, ratio } = nearestOnPiece(x, y, ax, ay, bx, by)
      if (metres <= SAME_PLACE_M) touch(onPiece(a, i, ratio), b.along[k], x, y)
    }
    for (const [k, x, y] of [
      [i, ax, ay],
      [i + 1, bx, by],
    ]) {
      const { metres, ratio } = nearestOnPiece(x, y, cx, cy, dx, dy)
      if (metres <= SAME_PLACE_M) touch(a.along[k], onPiece(b, j, ratio), x, y)
    }
    if (touching) return
    const ratios = crossing(ax, ay, bx, by, cx, cy, dx, dy)
    if (!ratios) return
    const [first, second] = ratios
    this.#touch(
      line,
      onPiece(a, i, first),
      other,
      onPiece(b, j, second),
      ax + first * (bx - ax),
      ay + first * (by - ay),
    )
  }

  #touch(line: number, alongA: number, other: number, alongB: number, x: number, y: number) {
    const a = this.#lines[line]
    const b = this.#lines[other]
    if (a.level !== b.level && !isAtEnd(a, alongA) && !isAtEnd(b, alongB)) {
      this.#passedOver.push({ lines: [a.source.id, b.source.id], at: [x, y] })
      return
    }
    this.#join(this.#meet(line, alongA, x, y), this.#meet(other, alongB, x, y))
    this.#remember(line, other, alongA)
    this.#remember(other, line, alongB)
  }

  /** The end of a line to whatever lies within the tolerance and is not joined to it there already. */
  #joinEnd(line: number, end: number) {
    const { x, y, along } = this.#meetings[end]
    const east = this.#tolerance / metresPerDegreeEast(y)
    const north = this.#tolerance / metresPerDegreeNorth(y)
    const nearest = new Map<number, { metres: number; along: number; x: number; y: number }>()
    for (const piece of this.#index.search(x - east, y - north, x + east, y + north)) {
      const other = this.#pieceLine[piece]
      const at = this.#pieceAt[piece]
      const { xy } = this.#lines[other]
      const found = nearestOnPiece(x, y, xy[2 * at], xy[2 * at + 1], xy[2 * at + 2], xy[2 * at + 3])
      if (found.metres > this.#tolerance || found.metres >= (nearest.get(other)?.metres ?? Infinity)) continue
      const where = onPiece(this.#lines[other], at, found.ratio)
      // The line's own stretch towards this end is always near it.
      if (other === line && Math.abs(where - along) <= 4 * this.#tolerance) continue
      nearest.set(other, { metres: found.metres, along: where, x: found.x, y: found.y })
    }
    for (const [other, found] of nearest) this.#joinEndTo(line, end, other, found)
  }

  #joinEndTo(
    line: number,
    end: number,
    other: number,
    found: { metres: number; along: number; x: number; y: number },
  ) {
    const a = this.#lines[line]
    const b = this.#lines[other]
    const { along, x, y } = this.#meetings[end]
    const already = this.#met[line].get(other) ?? []
    if (already.some((where) => Math.abs(where - along) <= this.#tolerance)) return
    const endOfOther = [2 * other, 2 * other + 1].find((candidate) => {
      const place = this.#meetings[candidate]
      return (
        candidate !== end &&
        nearestOnPiece(x, y, place.x, place.y, place.x, place.y).metres <= this.#tolerance
      )
    })
    if (endOfOther === undefined && a.level !== b.level) return
    this.#join(end, endOfOther ?? this.#meet(other, found.along, found.x, found.y))
    this.#remember(line, other, along)
    this.#remember(other, line, endOfOther === undefined ? found.along : this.#meetings[endOfOther].along)
    if (found.metres > SAME_PLACE_M)
      this.#joinedEnds.push({ line: a.source.id, to: b.source.id, at: [x, y], gapM: found.metres })
  }

  /** What meets a line in one place is one node, whichever lines it came by. */
  #mergeAlong() {
    const byLine: number[][] = this.#lines.map(() => [])
    for (const [i, { line }] of this.#meetings.entries()) byLine[line].push(i)
    for (const own of byLine) {
      own.sort((a, b) => this.#meetings[a].along - this.#meetings[b].along)
      for (let k = 1; k < own.length; k++)
        if (this.#meetings[own[k]].along - this.#meetings[own[k - 1]].along <= SAME_MEETING_M)
          this.#join(own[k - 1], own[k])
    }
  }

  #meet(line: number, along: number, x: number, y: number): number {
    // Most lines meet end to end: the ends are there already.
    if (this.#meetings.length >= 2 * this.#lines.length) {
      if (along === 0) return 2 * line
      if (along === this.#meetings[2 * line + 1].along) return 2 * line + 1
    }
    this.#parent.push(this.#meetings.length)
    return this.#meetings.push({ line, along, x, y }) - 1
  }

  #remember(line: number, other: number, along: number) {
    const places = this.#met[line].get(other)
    if (places) {
      if (places[places.length - 1] !== along) places.push(along)
    } else this.#met[line].set(other, [along])
  }

  #root(meeting: number): number {
    while (this.#parent[meeting] !== meeting) {
      this.#parent[meeting] = this.#parent[this.#parent[meeting]]
      meeting = this.#parent[meeting]
    }
    return meeting
  }

  #join(one: number, other: number) {
    const a = this.#root(one)
    const b = this.#root(other)
    if (a !== b) this.#parent[Math.max(a, b)] = Math.min(a, b)
  }
}

const onPiece = ({ along }: CleanLine, piece: number, ratio: number): number =>
  along[piece] + ratio * (along[piece + 1] - along[piece])

const isAtEnd = ({ along }: CleanLine, where: number): boolean =>
  where <= SAME_MEETING_M || where >= along[along.length - 1] - SAME_MEETING_M
