/**
 * The one place where coordinates change their system: PROJ with its datum shifts and its database, as compiled into
 * gdal3.js. Loaded only when a file is not in WGS 84: it takes half a second and some 200 MB.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crsLabel } from './crs.ts'
import { Refusal } from './problem.ts'

interface GdalModule {
  HEAPF64: Float64Array
  FS: { readFile(path: string): Uint8Array }
  _malloc(bytes: number): number
  _free(pointer: number): void
  _OSRNewSpatialReference(wkt: number): number
  _OSRDestroySpatialReference(handle: number): void
  _OSRSetAxisMappingStrategy(handle: number, strategy: number): void
  _OCTNewCoordinateTransformation(from: number, to: number): number
  _OCTTransform(transformation: number, count: number, x: number, y: number, z: number): number
  ccall(name: string, returns: 'number', types: string[], values: unknown[]): number
}

const TRADITIONAL_GIS_ORDER = 0
const POINTS = 16_384

let loading: Promise<GdalModule> | null = null

function load(): Promise<GdalModule> {
  loading ??= (async () => {
    const require = createRequire(import.meta.url)
    const entry = require.resolve('gdal3.js/node.js')
    // The package puts "./" before the path, so that only one relative to the working directory reaches its files.
    const path = relative(process.cwd(), join(dirname(entry), 'dist', 'package'))
    const start = require(entry) as (options: object) => Promise<{ Module: GdalModule }>
    const quiet = () => {}
    return (await start({ path, useWorker: false, logHandler: quiet, errorHandler: quiet })).Module
  })()
  return loading
}

/** Longitudes and latitudes in place of `x` and `y`; NaN where the projection has no answer. */
export interface Reprojection {
  toWgs84(x: Float64Array, y: Float64Array): void
}

function spatialReference(gdal: GdalModule, crs: string): number {
  const handle = gdal._OSRNewSpatialReference(0)
  const known =
    /^EPSG:\d{4,6}$/.test(crs) ||
    /^\s*(PROJCS|GEOGCS|COMPD_CS|PROJCRS|GEOGCRS|GEODCRS|BOUNDCRS|COMPOUNDCRS)\s*\[/i.test(crs)
  if (!known || gdal.ccall('OSRSetFromUserInput', 'number', ['number', 'string'], [handle, crs]) !== 0) {
    gdal._OSRDestroySpatialReference(handle)
    return 0
  }
  gdal._OSRSetAxisMappingStrategy(handle, TRADITIONAL_GIS_ORDER)
  return handle
}

/** Throws Refusal `crs-unknown` where PROJ can't make sense of `crs` (`EPSG:N` or WKT, Esri's dialect included). */
export async function reprojection(crs: string): Promise<Reprojection> {
  const gdal = await load()
  const from = spatialReference(gdal, crs)
  const to = spatialReference(gdal, 'EPSG:4326')
  const transformation = from ? gdal._OCTNewCoordinateTransformation(from, to) : 0
  if (!transformation) throw new Refusal('crs-unknown', { crs: crsLabel(crs) }, 'needs-crs')
  const pointer = gdal._malloc(POINTS * 16)
  return {
    toWgs84(x, y) {
      for (let start = 0; start < x.length; start += POINTS) {
        const count = Math.min(POINTS, x.length - start)
        const at = pointer / 8
        gdal.HEAPF64.set(x.subarray(start, start + count), at)
        gdal.HEAPF64.set(y.subarray(start, start + count), at + count)
        gdal._OCTTransform(transformation, count, pointer, pointer + count * 8, 0)
        // The heap may have grown and moved meanwhile: read it anew.
        x.set(gdal.HEAPF64.subarray(at, at + count), start)
        y.set(gdal.HEAPF64.subarray(at + count, at + 2 * count), start)
      }
      for (let i = 0; i < x.length; i++) {
        if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) x[i] = y[i] = Number.NaN
      }
    },
  }
}

export interface AreaOfUse {
  name: string
  west: number
  south: number
  east: number
  north: number
}

/**
 * Where on Earth a system is meant to be used, from PROJ's database: by code, or by the name that Esri's .prj gives it.
 * Null where the database does not know the name.
 */
export async function areaOfUse(crs: string, directory: string): Promise<AreaOfUse | null> {
  const gdal = await load()
  const file = join(directory, 'proj.db')
  writeFileSync(file, gdal.FS.readFile('/usr/share/proj/proj.db'))
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const code = /^EPSG:(\d+)$/.exec(crs)?.[1]
    const name = crsLabel(crs)
    const row = database
      .prepare(
        `select c.name, e.west_lon as west, e.south_lat as south, e.east_lon as east, e.north_lat as north
         from crs_view c
         join usage u on u.object_auth_name = c.auth_name and u.object_code = c.code and u.object_table_name = c.table_name
         join extent e on e.auth_name = u.extent_auth_name and e.code = u.extent_code
         where ${
           code
             ? "c.auth_name = 'EPSG' and c.code = ?"
             : `c.name = ?1 or (c.auth_name, c.code) in (
                  select auth_name, code from alias_name where alt_name = ?1 and table_name in ('projected_crs', 'geodetic_crs'))`
         } limit 1`,
      )
      .get(code ?? name)
    return (row as AreaOfUse | undefined) ?? null
  } finally {
    database.close()
  }
}
