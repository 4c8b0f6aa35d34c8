/** Borders between areas that were drawn apart. First version: nearest-neighbour competition; certainty is coarse. */
import type { Position } from 'geojson'
import type { FlatAreas } from '../geometry/flat-areas.ts'

interface Feat {
  a: number
  b: number
  la: number
  lb: number
  na: number
  nb: number
  s1: number
  s2: number
  max: number
  min: number
  sigma: number
  x: number
  y: number
}
const R = Math.PI / 180
const KY = 110950
const kxAt = (lat: number) => 111320 * Math.cos(lat * R)
function prepare(areas: FlatAreas, open: Uint8Array) {
  const { coordinates: c, ringStart, partStart, unitStart, count } = areas
  const nv = ringStart[ringStart.length - 1]
  const unit = new Int32Array(nv),
    next = new Int32Array(nv),
    prev = new Int32Array(nv),
    orient = new Int8Array(nv)
  const area = new Float64Array(count)
  for (let u = 0; u < count; u++)
    for (let p = unitStart[u]; p < unitStart[u + 1]; p++)
      for (let r = partStart[p]; r < partStart[p + 1]; r++) {
        const s = ringStart[r],
          e = ringStart[r + 1]
        let A = 0
        const x0 = c[2 * s],
          y0 = c[2 * s + 1]
        for (let v = s; v < e; v++) {
          const w = v + 1 === e ? s : v + 1
          unit[v] = u
          next[v] = w
          prev[w] = v
          A += (c[2 * v] - x0) * (c[2 * w + 1] - y0) - (c[2 * w] - x0) * (c[2 * v + 1] - y0)
        }
        const shell = r === partStart[p]
        const o = A >= 0 === shell ? 1 : -1
        for (let v = s; v < e; v++) orient[v] = o
        area[u] += (((shell ? 1 : -1) * Math.abs(A)) / 2) * KY * kxAt(y0)
      }
  const list: number[] = []
  for (let v = 0; v < nv; v++) if (open[v]) list.push(v)
  return { c, unit, next, prev, orient, area, nv, list: Int32Array.from(list) }
}
function features(areas: FlatAreas, open: Uint8Array, iter = 2): { feats: Feat[]; sigma: Float64Array } {
  const P = prepare(areas, open),
    { c, unit, next, prev, orient, list, area } = P
  const n = list.length
  // grid
  const lens: number[] = []
  for (let k = 0; k < n; k += Math.max(1, n >> 12)) {
    const v = list[k],
      w = next[v]
    lens.push(Math.hypot((c[2 * v] - c[2 * w]) * kxAt(c[2 * v + 1]), (c[2 * v + 1] - c[2 * w + 1]) * KY))
  }
  lens.sort((a, b) => a - b)
  const cell = Math.max(lens[lens.length >> 1] ?? 1, 1e-3)
  const lat0 = n ? c[2 * list[0] + 1] : 0
  const cy = cell / KY,
    cx = cell / kxAt(lat0)
  let mask = 1
  while (mask < 2 * n) mask <<= 1
  mask--
  const hash = (ix: number, iy: number) => (Math.imul(ix, 0x9e3779b1) ^ Math.imul(iy, 0x85ebca6b)) & mask
  const start = new Int32Array(mask + 2)
  const each = (v: number, f: (h: number) => void) => {
    const w = next[v]
    const x0 = Math.min(c[2 * v], c[2 * w]),
      x1 = Math.max(c[2 * v], c[2 * w]),
      y0 = Math.min(c[2 * v + 1], c[2 * w + 1]),
      y1 = Math.max(c[2 * v + 1], c[2 * w + 1])
    for (let ix = Math.floor(x0 / cx); ix <= Math.floor(x1 / cx); ix++)
      for (let iy = Math.floor(y0 / cy); iy <= Math.floor(y1 / cy); iy++) f(hash(ix, iy))
  }
  for (let k = 0; k < n; k++)
    each(list[k], (h) => {
      start[h + 1]++
    })
  for (let h = 0; h <= mask; h++) start[h + 1] += start[h]
  const fill = start.slice(),
    items = new Int32Array(start[mask + 1])
  for (let k = 0; k < n; k++)
    each(list[k], (h) => {
      items[fill[h]++] = list[k]
    })
  const stamp = new Int32Array(P.nv).fill(-1)
  let tick = 0
  const cand: number[] = []
  const gather = (x0: number, y0: number, x1: number, y1: number, u: number) => {
    cand.length = 0
    tick++
    for (let ix = Math.floor(x0 / cx); ix <= Math.floor(x1 / cx); ix++)
      for (let iy = Math.floor(y0 / cy); iy <= Math.floor(y1 / cy); iy++) {
        const h = hash(ix, iy)
        for (let i = start[h]; i < start[h + 1]; i++) {
          const s = items[i]
          if (unit[s] !== u && stamp[s] !== tick) {
            stamp[s] = tick
            cand.push(s)
          }
        }
      }
  }
  // pilot: nearest foreign distance of vertices
  const perUnit: number[][] = Array.from({ length: areas.count }, () => [])
  for (let k = 0; k < n; k++) {
    const v = list[k],
      u = unit[v],
      px = c[2 * v],
      py = c[2 * v + 1],
      kx = kxAt(py)
    const cap = 0.25 * Math.sqrt(area[u])
    let best = Infinity
    for (let r = cell / 2; ; r *= 2) {
      r = Math.min(r, cap)
      gather(px - r / kx, py - r / KY, px + r / kx, py + r / KY, u)
      best = Infinity
      for (const s of cand) {
        const d = pd(px, py, kx, s)
        if (d < best) best = d
      }
      if (best <= r * r || r >= cap) break
    }
    perUnit[u].push(Math.min(Math.sqrt(best), cap))
  }
  function pd(px: number, py: number, kx: number, s: number) {
    const w = next[s]
    const ax = (c[2 * s] - px) * kx,
      ay = (c[2 * s + 1] - py) * KY,
      bx = (c[2 * w] - px) * kx,
      by = (c[2 * w + 1] - py) * KY
    const dx = bx - ax,
      dy = by - ay,
      L = dx * dx + dy * dy
    let t = L > 0 ? -(ax * dx + ay * dy) / L : 0
    t = t < 0 ? 0 : t > 1 ? 1 : t
    const ex = ax + t * dx,
      ey = ay + t * dy
    return ex * ex + ey * ey
  }
  // sigma = std of separation between the two drawings, q25 of |N| = .3186
  const sigma = new Float64Array(areas.count)
  for (let u = 0; u < areas.count; u++) {
    const q = perUnit[u].sort((a, b) => a - b)
    sigma[u] = q.length ? q[q.length >> 2] / 0.32 : 0
  }
  // file level: median of the units
  const all = [...sigma].filter((x) => x > 0).sort((a, b) => a - b)
  const fileSigma = all[all.length >> 1] ?? 0
  for (let u = 0; u < areas.count; u++)
    sigma[u] = Math.sqrt((sigma[u] ** 2 * perUnit[u].length + fileSigma ** 2 * 10) / (perUnit[u].length + 10))
  let feats: Feat[] = []
  for (let it = 0; it < iter; it++) {
    const map = new Map<number, Feat>()
    const us: number[] = [],
      ud: number[] = [],
      useg: number[] = []
    for (let k = 0; k < n; k++) {
      const v = list[k],
        w = next[v],
        u = unit[v]
      const T = 4 * sigma[u]
      const kx = kxAt((c[2 * v + 1] + c[2 * w + 1]) / 2)
      const vx = c[2 * v],
        vy = c[2 * v + 1],
        wx = c[2 * w],
        wy = c[2 * w + 1]
      gather(
        Math.min(vx, wx) - T / kx,
        Math.min(vy, wy) - T / KY,
        Math.max(vx, wx) + T / kx,
        Math.max(vy, wy) + T / KY,
        u,
      )
      if (!cand.length) continue
      const len = Math.hypot((vx - wx) * kx, (vy - wy) * KY)
      const m = Math.max(1, Math.min(64, Math.ceil(len / (0.5 * sigma[u])))),
        ds = len / m
      for (let i = 0; i < m; i++) {
        const t = (i + 0.5) / m,
          px = vx + t * (wx - vx),
          py = vy + t * (wy - vy)
        us.length = ud.length = useg.length = 0
        for (const s of cand) {
          const d = pd(px, py, kx, s)
          if (d > T * T) continue
          const o = unit[s]
          const j = us.indexOf(o)
          if (j < 0) {
            us.push(o)
            ud.push(d)
            useg.push(s)
          } else if (d < ud[j]) {
            ud[j] = d
            useg[j] = s
          }
        }
        let win = -1,
          wd = Infinity
        for (let j = 0; j < us.length; j++) {
          const d = Math.sqrt(ud[j]) * sideOf(px, py, kx, useg[j])
          if (d < wd) {
            wd = d
            win = us[j]
          }
        }
        if (win < 0) continue
        const a = Math.min(u, win),
          b = Math.max(u, win),
          key = a * areas.count + b
        let f = map.get(key)
        if (!f)
          map.set(
            key,
            (f = {
              a,
              b,
              la: 0,
              lb: 0,
              na: 0,
              nb: 0,
              s1: 0,
              s2: 0,
              max: -Infinity,
              min: Infinity,
              sigma: 0,
              x: px,
              y: py,
            }),
          )
        if (u === a) {
          f.la += ds
          f.na++
        } else {
          f.lb += ds
          f.nb++
        }
        f.s1 += wd * ds
        f.s2 += wd * wd * ds
        if (wd > f.max) f.max = wd
        if (wd < f.min) f.min = wd
      }
    }
    feats = [...map.values()]
    // noise anew from pairs with contact long against sigma
    const S = new Float64Array(areas.count),
      W = new Float64Array(areas.count)
    let gs = 0,
      gw = 0
    for (const f of feats) {
      const L = f.la + f.lb,
        sg = (sigma[f.a] + sigma[f.b]) / 2
      if (Math.min(f.la, f.lb) < 4 * sg) continue
      const q = f.s2 // keep length weighted
      const wgt = 1
      S[f.a] += wgt * q
      W[f.a] += wgt * L
      S[f.b] += wgt * q
      W[f.b] += wgt * L
      gs += q
      gw += L
    }
    const g = gw ? gs / gw : fileSigma ** 2
    if (it < iter - 1)
      for (let u = 0; u < areas.count; u++) {
        const w0 = 20 * Math.sqrt(g)
        sigma[u] = Math.sqrt((S[u] + g * w0) / (W[u] + w0))
      }
    for (const f of feats) f.sigma = (sigma[f.a] + sigma[f.b]) / 2
  }
  function sideOf(px: number, py: number, kx: number, s: number): number {
    const w = next[s]
    const ax = (c[2 * s] - px) * kx,
      ay = (c[2 * s + 1] - py) * KY,
      bx = (c[2 * w] - px) * kx,
      by = (c[2 * w + 1] - py) * KY
    const dx = bx - ax,
      dy = by - ay,
      L = dx * dx + dy * dy
    const t = L > 0 ? -(ax * dx + ay * dy) / L : 0
    const o = orient[s]
    const cr = (ax * by - ay * bx) * o // >0: origin left of a->b
    if (t > 0 && t < 1) return cr > 0 ? -1 : 1
    const q = t <= 0 ? prev[s] : next[w],
      m = t <= 0 ? s : w
    // second edge
    const qx = (c[2 * q] - px) * kx,
      qy = (c[2 * q + 1] - py) * KY,
      mx = (c[2 * m] - px) * kx,
      my = (c[2 * m + 1] - py) * KY
    const cr2 = (t <= 0 ? qx * my - qy * mx : mx * qy - my * qx) * o
    const turn =
      (t <= 0
        ? (mx - qx) * (by - my) - (my - qy) * (bx - mx)
        : (mx - ax) * (qy - my) - (my - ay) * (qx - mx)) * o
    const inside = turn > 0 ? cr > 0 && cr2 > 0 : cr > 0 || cr2 > 0
    return inside ? -1 : 1
  }
  return { feats, sigma }
}

export interface DrawnContact {
  /** Positions in the unit list, `a < b`. */
  a: number
  b: number
  kind: 'border' | 'corner'
  certainty: 'certain' | 'doubtful'
  /** Metres that really run side by side; 0 for a corner. */
  lengthM: number
  /** Widest separation along that stretch, metres. */
  separationM: number
  place: Position
}

/**
 * Finds the contacts that exact comparison can't see. `openSegments[v]` is 1 where segment `v` is not shared exactly
 * by two units; pairs for which `isExactBorder` holds are left out.
 */
export function matchDrawnBorders(
  areas: FlatAreas,
  openSegments: Uint8Array,
  isExactBorder: (a: number, b: number) => boolean,
): DrawnContact[] {
  const { feats } = features(areas, openSegments)
  const contacts: DrawnContact[] = []
  for (const f of feats) {
    if (isExactBorder(f.a, f.b) || f.min > 0.05 * (f.la + f.lb)) continue
    const length = (f.la + f.lb) / 2
    const kind = length > 2.5 * f.sigma ? 'border' : 'corner'
    contacts.push({
      a: f.a,
      b: f.b,
      kind,
      certainty: length > 6 * f.sigma ? 'certain' : 'doubtful',
      lengthM: kind === 'border' ? length : 0,
      separationM: Math.max(Math.abs(f.max), Math.abs(f.min)),
      place: [f.x, f.y],
    })
  }
  return contacts
}
