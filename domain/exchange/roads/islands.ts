/** Parts of the network that no road joins: shown on the map, with the links that would join them. */
import type { Position } from 'geojson'
import { type RoadNetwork, segmentCoordinates } from './network.ts'
import { Snapper } from './snap.ts'

export interface Island {
  island: number
  km: number
  segments: number
  nodes: number
  /** One line a segment. */
  coordinates: Position[][]
}

/** The longest first: what most roads belong to is island 0. */
export function islandsOf(network: RoadNetwork): Island[] {
  const islands = Array.from(
    { length: network.islandCount },
    (_, island): Island => ({
      island,
      km: 0,
      segments: 0,
      nodes: 0,
      coordinates: [],
    }),
  )
  for (const island of network.island) islands[island].nodes++
  for (let s = 0; s < network.segmentCount; s++) {
    const island = islands[network.island[network.from[s]]]
    island.km += network.km[s]
    island.segments++
    island.coordinates.push(segmentCoordinates(network, s))
  }
  return islands
}

export interface MissingLink {
  from: Position
  to: Position
  gapM: number
  islands: [number, number]
  /** Kilometres of road of the smaller of both sides, as they are once shorter links are made: what the link wins. */
  joinsKm: number
}

/** A link longer than this is no slip of the pen. */
const USUAL_GAP_M = 500
/** Vertices of an island beyond which only its nodes are tried. */
const FEW_VERTICES = 20_000

/**
 * The shortest links that would make one network of several islands, each pair of islands at its nearest places, none
 * twice: a tree. Longer gaps are left alone.
 */
export function missingLinks(
  network: RoadNetwork,
  { gapM = USUAL_GAP_M, snapper = new Snapper(network) }: { gapM?: number; snapper?: Snapper } = {},
): MissingLink[] {
  if (network.islandCount < 2) return []
  const islands = islandsOf(network)
  const nearest = new Map<string, Omit<MissingLink, 'joinsKm'>>()
  for (const { island, coordinates } of islands)
    for (const place of placesOf(coordinates)) {
      const elsewhere = (segment: number) => network.island[network.from[segment]] !== island
      const access = snapper.nearest(place, gapM / 1000, elsewhere)
      if (!access) continue
      const key = [access.island, island].sort((a, b) => a - b).join(' ')
      const found = access.accessKm * 1000
      if (found < (nearest.get(key)?.gapM ?? Infinity))
        nearest.set(key, { from: place, to: access.at, gapM: found, islands: [access.island, island] })
    }
  return spanning([...nearest.values()], islands)
}

function placesOf(lines: Position[][]): Position[] {
  const all = lines.flat()
  return all.length <= FEW_VERTICES ? all : lines.flatMap((line) => [line[0], line[line.length - 1]])
}

function spanning(links: Omit<MissingLink, 'joinsKm'>[], islands: Island[]): MissingLink[] {
  const group = islands.map((_, i) => i)
  const km = islands.map((island) => island.km)
  const root = (i: number): number => (group[i] === i ? i : root(group[i]))
  return links
    .sort((a, b) => a.gapM - b.gapM)
    .flatMap((link) => {
      const [a, b] = link.islands.map(root)
      if (a === b) return []
      const joinsKm = Math.min(km[a], km[b])
      group[b] = a
      km[a] += km[b]
      return [{ ...link, joinsKm }]
    })
}
