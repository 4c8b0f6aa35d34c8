/** Tools that choose with clicks: councils to be joined, a line to be followed and where along it. */
import type { Position } from 'geojson'
import { type Area, areasNear, nearestSpot, unitOf } from '$domain/coverage/index.ts'
import { segmentLengthM } from '$domain/geometry/ellipsoid.ts'
import type { PointerAt } from '$lib/map/drawing/surface.ts'
import type { DrawScreen } from './draw-screen.svelte.ts'
import type { Track } from './drawing-features.ts'
import { toLineM } from './lines.ts'
import { alongOutline, meantStretch } from './proposals.ts'

/** Metres from a track's end to the border that it is to become: a track may begin at somebody's house. */
const TRACK_END_M = 5000

export function clickMerge(screen: DrawScreen, area: Area | null): void {
  const { selectedId: into, proposal } = screen
  if (!area || into === null || area.id === into) return
  const councils = proposal?.kind === 'merge' ? proposal.councils : []
  const next = councils.includes(area.id) ? councils.filter((id) => id !== area.id) : [...councils, area.id]
  if (next.length === 0) screen.drop()
  else screen.propose({ kind: 'merge', into, councils: next })
}

/** First the line, then the two places of the council's border between which it becomes the border. */
export function clickFollow(screen: DrawScreen, at: PointerAt): void {
  const { following, coverage, selectedId, tracks } = screen
  if (!coverage || selectedId === null) return
  const reach = screen.reachM(at.touch) * 1.5
  if (!following) {
    const track = tracks.find(({ line }) => toLineM(at.place, line) <= reach)
    if (track) {
      followTrack(screen, track)
      return
    }
    const outline = outlineNear(screen, at.place, reach)
    if (outline)
      screen.following = { name: outline.name, outline: outline.ring, line: outline.ring, ends: [] }
    return
  }
  const end = nearestSpot(coverage, at.place, reach, { of: [selectedId] })?.at
  if (!end) return
  const ends = following.ends.length < 2 ? [...following.ends, end] : withNearest(following.ends, end)
  screen.following = { ...following, ends }
  proposeFollow(screen)
}

/** A track's ends lead to the nearest places of the border by themselves; a click moves the nearer of the two. */
export function followTrack(screen: DrawScreen, track: Track): void {
  const { coverage, selectedId } = screen
  if (!coverage || selectedId === null) return
  const ends = [track.line[0], track.line[track.line.length - 1]].flatMap((end) => {
    const spot = nearestSpot(coverage, end, TRACK_END_M, { of: [selectedId], nodesFirst: false })
    return spot ? [spot.at] : []
  })
  screen.track = track
  const apart = ends.length === 2 && metres(ends[0], ends[1]) > 1
  screen.following = { name: track.name, outline: null, line: track.line, ends: apart ? ends : [] }
  proposeFollow(screen)
}

function proposeFollow(screen: DrawScreen): void {
  const { following, coverage, selectedId: council } = screen
  if (!following || !coverage || council === null || following.ends.length < 2) return
  const [from, to] = following.ends
  const along = following.outline ? alongOutline(following.outline, from, to) : following.line
  const { long = false } = meantStretch(coverage, { kind: 'follow', council, from, to, along })
  screen.propose({ kind: 'follow', council, name: following.name, along, from, to, long })
}

function outlineNear(screen: DrawScreen, place: Position, reach: number) {
  const { coverage, selectedId } = screen
  const others = areasNear(coverage!, boxOf(place)).filter(({ id }) => id !== selectedId)
  for (const area of others) {
    const { geometry } = unitOf(area)
    const rings = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat()
    const ring = rings.find((one) => toLineM(place, one) <= reach)
    if (ring) return { ring, name: screen.name(area.id) }
  }
  return null
}

/** Some 100 m around a place. */
function boxOf([x, y]: Position) {
  const steps = (degrees: number) => Math.round(degrees * 1e7)
  return {
    minX: steps(x) - 10_000,
    minY: steps(y) - 10_000,
    maxX: steps(x) + 10_000,
    maxY: steps(y) + 10_000,
  }
}

const metres = (a: Position, b: Position): number => segmentLengthM(a[0], a[1], b[0], b[1])
const withNearest = ([one, other]: Position[], end: Position): Position[] =>
  metres(one, end) < metres(other, end) ? [end, other] : [one, end]
