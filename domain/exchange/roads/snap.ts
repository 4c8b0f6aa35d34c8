/** Where places meet the network: the nearest point of the nearest segment. */
import Flatbush from 'flatbush'
import type { Position } from 'geojson'
import { metresPerDegreeEast, metresPerDegreeNorth } from '../../geometry/ellipsoid.ts'
import { nearestOnPiece } from './metres.ts'
import type { RoadNetwork } from './network.ts'

/** Kilometres from a commune to the road beyond which it is not on these roads. */
export const USUAL_REACH_KM = 5

/** A place on the network. */
export interface Access {
  segment: number
  /** Share of the segment that lies before the place. */
  ratio: number
  at: Position
  /** From the place itself to the road, in a straight line. */
  accessKm: number
  island: number
}

/** By segment piece: search the network by place. Built once for a network. */
export class Snapper {
  #network: RoadNetwork
  #index: Flatbush | null = null
  #pieceSegment: Int32Array
  /** Its first vertex. */
  #pieceAt: Int32Array
  #metresEast: number
  #metresNorth: number

  constructor(network: RoadNetwork) {
    const { segmentCount, start, vertices } = network
    this.#network = network
    const pieces = vertices.length / 2 - segmentCount
    this.#pieceSegment = new Int32Array(pieces)
    this.#pieceAt = new Int32Array(pieces)
    const latitude = vertices.length > 0 ? vertices[1] : 0
    this.#metresEast = metresPerDegreeEast(latitude)
    this.#metresNorth = metresPerDegreeNorth(latitude)
    if (pieces === 0) return
    const index = new Flatbush(pieces)
    let piece = 0
    for (let segment = 0; segment < segmentCount; segment++)
      for (let v = start[segment]; v + 1 < start[segment + 1]; v++) {
        const [ax, ay] = this.#flat(vertices[2 * v], vertices[2 * v + 1])
        const [bx, by] = this.#flat(vertices[2 * v + 2], vertices[2 * v + 3])
        this.#pieceSegment[piece] = segment
        this.#pieceAt[piece++] = v
        index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
      }
    index.finish()
    this.#index = index
  }

  #flat(x: number, y: number): [number, number] {
    return [x * this.#metresEast, y * this.#metresNorth]
  }

  /** The nearest place of the network within reach, on segments that `allowed` admits; null where there is none. */
  nearest([x, y]: Position, reachKm = USUAL_REACH_KM, allowed?: (segment: number) => boolean): Access | null {
    if (!this.#index) return null
    const { vertices, island, from } = this.#network
    const [flatX, flatY] = this.#flat(x, y)
    const filter = allowed && ((piece: number) => allowed(this.#pieceSegment[piece]))
    // Metres of this latitude's degrees stretch those of others: a box that looks a little farther may be nearer.
    const reach = reachKm * 1000 * STRETCH
    for (let asked = 8; ; asked *= 4) {
      const pieces = this.#index.neighbors(flatX, flatY, asked, reach, filter)
      let best: { piece: number; metres: number; ratio: number; x: number; y: number } | null = null
      let farthestBox = 0
      for (const piece of pieces) {
        const v = this.#pieceAt[piece]
        const [ax, ay, bx, by] = vertices.subarray(2 * v, 2 * v + 4)
        const found = nearestOnPiece(x, y, ax, ay, bx, by)
        farthestBox = this.#boxDistance(flatX, flatY, ax, ay, bx, by)
        if (!best || found.metres < best.metres) best = { piece, ...found }
      }
      const complete = pieces.length < asked || (best !== null && farthestBox > best.metres * STRETCH)
      if (!complete) continue
      if (!best || best.metres > reachKm * 1000) return null
      const segment = this.#pieceSegment[best.piece]
      return {
        segment,
        ratio: this.#ratioOf(segment, this.#pieceAt[best.piece], best.ratio),
        at: [best.x, best.y],
        accessKm: best.metres / 1000,
        island: island[from[segment]],
      }
    }
  }

  #boxDistance(x: number, y: number, lonA: number, latA: number, lonB: number, latB: number): number {
    const [ax, ay] = this.#flat(lonA, latA)
    const [bx, by] = this.#flat(lonB, latB)
    const east = Math.max(Math.min(ax, bx) - x, 0, x - Math.max(ax, bx))
    const north = Math.max(Math.min(ay, by) - y, 0, y - Math.max(ay, by))
    return Math.hypot(east, north)
  }

  #ratioOf(segment: number, piece: number, ratio: number): number {
    const { start, vertices } = this.#network
    let before = 0
    let all = 0
    for (let v = start[segment]; v + 1 < start[segment + 1]; v++) {
      const [ax, ay, bx, by] = vertices.subarray(2 * v, 2 * v + 4)
      const length = Math.hypot((bx - ax) * metresPerDegreeEast(ay), (by - ay) * metresPerDegreeNorth(ay))
      if (v < piece) before += length
      else if (v === piece) before += ratio * length
      all += length
    }
    return all === 0 ? 0 : Math.min(1, before / all)
  }
}

const STRETCH = 1.3
