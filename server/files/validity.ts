/**
 * Whether a geometry is valid, and what a repair would make of it, by GEOS as PostGIS asks it: what passes here passes
 * ST_IsValid there. Most areas are one plain ring, which needs no GEOS to be told valid.
 */
import type { MultiPolygon, Position } from 'geojson'
import startGeos from 'geos-wasm'
import { finish } from './rings.ts'
import type { Polygons } from './shape.ts'
import { isPlainlySimple } from './simple-ring.ts'
import { multiPolygonSize, parseWkb, writeMultiPolygon } from './wkb.ts'

type Geos = Awaited<ReturnType<typeof startGeos>>

export type Validity = { valid: true } | { valid: false; reason: string; place: Position | null }

export interface Validator {
  check(polygons: Polygons): Validity
  /** Whether a repair would take gigabytes and is not tried. */
  tangled(polygons: Polygons): boolean
  /** Null where nothing with an area is left, or it is tangled. */
  repair(polygons: Polygons): MultiPolygon | null
}

/** Beyond it a repair is not tried. */
const MAX_TANGLE = 1_000_000

/** GEOSMakeValidMethods.GEOS_MAKE_VALID_STRUCTURE */
const STRUCTURE = 1

/** Reasons as GEOS words them, to codes that have sentences. */
const CODES: Record<string, string> = {
  'Self-intersection': 'self-intersection',
  'Ring Self-intersection': 'ring-touches-itself',
  'Hole lies outside shell': 'hole-outside',
  'Holes are nested': 'holes-nested',
  'Interior is disconnected': 'interior-disconnected',
  'Nested shells': 'parts-nested',
  'Duplicate Rings': 'rings-repeated',
}

export const validityCode = (reason: string): string => CODES[reason] ?? 'geometry-invalid'

export async function createValidator(): Promise<Validator> {
  let failure = ''
  const geos = await startGeos({
    errorHandler: (message) => {
      failure = message
    },
    // It would tell standard output about every invalid geometry.
    noticeHandler: () => {},
  })
  let input = allocate(geos, 1 << 16)

  const write = (polygons: Polygons): number => {
    const size = multiPolygonSize(polygons)
    if (size > input.size) {
      geos.Module._free(input.pointer)
      input = allocate(geos, size * 2)
    }
    // The memory may have grown and moved since the last time.
    writeMultiPolygon(new DataView(geos.Module.HEAPU8.buffer, input.pointer, size), 0, polygons)
    return geos.GEOSGeomFromWKB_buf(input.pointer as never, size as never) as unknown as number
  }

  const check = (polygons: Polygons): Validity => {
    if (polygons.length === 1 && polygons[0].length === 1 && isPlainlySimple(polygons[0][0]))
      return { valid: true }
    const geometry = write(polygons) as never
    if (!geometry) return { valid: false, reason: failure, place: null }
    if (geos.GEOSisValid(geometry) === (1 as never)) {
      geos.GEOSGeom_destroy(geometry)
      return { valid: true }
    }
    const { Module } = geos
    const reason = Module._malloc(8)
    geos.GEOSisValidDetail(geometry, 0 as never, reason as never, (reason + 4) as never)
    const text = Module.UTF8ToString(Module.getValue(reason, '*'))
    const point = Module.getValue(reason + 4, '*')
    const place = point ? pointOf(geos, point) : null
    if (point) geos.GEOSGeom_destroy(point as never)
    geos.GEOSFree(Module.getValue(reason, '*') as never)
    Module._free(reason)
    geos.GEOSGeom_destroy(geometry)
    return { valid: false, reason: text, place }
  }

  const makeValid = (polygons: Polygons): Polygons => {
    const geometry = write(polygons) as never
    if (!geometry) return []
    // The structural method joins what was drawn twice, where the older one would make a hole of it.
    const how = geos.GEOSMakeValidParams_create()
    geos.GEOSMakeValidParams_setMethod(how, STRUCTURE as never)
    const mended = geos.GEOSMakeValidWithParams(geometry, how) as unknown as number
    geos.GEOSMakeValidParams_destroy(how)
    geos.GEOSGeom_destroy(geometry)
    if (!mended) return []
    const { Module } = geos
    const size = Module._malloc(4)
    const bytes = geos.GEOSGeomToWKB_buf(mended as never, size as never) as unknown as number
    const length = Module.getValue(size, 'i32')
    const parsed = parseWkb(new Uint8Array(Module.HEAPU8.slice(bytes, bytes + length))).geometry
    geos.GEOSFree(bytes as never)
    geos.GEOSGeom_destroy(mended as never)
    Module._free(size)
    return polygonsOf(parsed)
  }

  return {
    check,
    tangled: (polygons) => tangle(polygons) > MAX_TANGLE,
    repair(polygons) {
      if (tangle(polygons) > MAX_TANGLE) return null
      // Rounding can fold a mended ring over again: mend the rounded one, at most twice.
      let current = polygons
      for (let attempt = 0; attempt < 3; attempt++) {
        const mended = makeValid(current)
        if (!mended.length) return null
        current = finish(mended, { thirdDimension: 0, repeatedPoints: 0, emptyParts: 0 }).polygons
        if (current.length && check(current).valid) return { type: 'MultiPolygon', coordinates: current }
      }
      return null
    },
  }
}

/**
 * About how many pairs of edges cross if the edges were strewn at random: a handful for any real border, however long,
 * and millions for noise, whose repair would take gigabytes.
 */
function tangle(polygons: Polygons): number {
  let width = 0
  let height = 0
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of polygons.flat()) {
    for (let i = 0; i < ring.length; i++) {
      const [x, y] = ring[i]
      if (i > 0) {
        width += Math.abs(x - ring[i - 1][0])
        height += Math.abs(y - ring[i - 1][1])
      }
      west = Math.min(west, x)
      south = Math.min(south, y)
      east = Math.max(east, x)
      north = Math.max(north, y)
    }
  }
  return (width * height) / Math.max((east - west) * (north - south), 1e-14)
}

function allocate(geos: Geos, size: number) {
  return { pointer: geos.Module._malloc(size) as number, size }
}

function pointOf(geos: Geos, point: number): Position {
  const pointer = geos.Module._malloc(16)
  geos.GEOSGeomGetX(point as never, pointer as never)
  geos.GEOSGeomGetY(point as never, (pointer + 8) as never)
  const place = [geos.Module.getValue(pointer, 'double'), geos.Module.getValue(pointer + 8, 'double')]
  geos.Module._free(pointer)
  return place
}

function polygonsOf(geometry: unknown): Polygons {
  const { type, coordinates, geometries } = geometry as {
    type: string
    coordinates: unknown
    geometries?: unknown[]
  }
  if (type === 'Polygon') return (coordinates as Position[][]).length ? [coordinates as Position[][]] : []
  if (type === 'MultiPolygon') return coordinates as Polygons
  return (geometries ?? []).flatMap(polygonsOf)
}
