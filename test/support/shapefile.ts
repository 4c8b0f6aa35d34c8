/** As much of the shapefile format as published neighbour files need: polygons of a .shp, text of a .dbf. */
import { readFileSync } from 'node:fs'
import type { MultiPolygon, Position } from 'geojson'

/** Shells run clockwise in a shapefile; every hole is put with the first shell, which topology doesn't mind. */
export function readShapes(path: string): MultiPolygon[] {
  const file = readFileSync(path)
  const shapes: MultiPolygon[] = []
  for (let at = 100; at < file.length; ) {
    const content = at + 8
    at = content + 2 * file.readInt32BE(at + 4)
    if (file.readInt32LE(content) === 0) {
      shapes.push({ type: 'MultiPolygon', coordinates: [] })
      continue
    }
    const parts = file.readInt32LE(content + 36)
    const points = file.readInt32LE(content + 40)
    const positions = content + 44 + 4 * parts
    const shells: Position[][][] = []
    const holes: Position[][] = []
    for (let part = 0; part < parts; part++) {
      const first = file.readInt32LE(content + 44 + 4 * part)
      const last = part + 1 < parts ? file.readInt32LE(content + 48 + 4 * part) : points
      const ring: Position[] = []
      for (let p = first; p < last; p++) {
        ring.push([file.readDoubleLE(positions + 16 * p), file.readDoubleLE(positions + 16 * p + 8)])
      }
      let area = 0
      for (let i = 0; i + 1 < ring.length; i++)
        area += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1]
      if (area <= 0) shells.push([ring])
      else holes.push(ring)
    }
    shells[0]?.push(...holes)
    shapes.push({ type: 'MultiPolygon', coordinates: shells })
  }
  return shapes
}

/** One column of a .dbf as text, in the order of the shapes. */
export function readColumn(path: string, name: string): string[] {
  const file = readFileSync(path)
  const records = file.readUInt32LE(4)
  const header = file.readUInt16LE(8)
  const length = file.readUInt16LE(10)
  let offset = 1
  for (let at = 32; file[at] !== 0x0d; at += 32) {
    const field = file.toString('latin1', at, at + 11).split('\0')[0]
    const width = file[at + 16]
    if (field.toUpperCase() === name.toUpperCase()) {
      return Array.from({ length: records }, (_, i) => {
        const start = header + i * length + offset
        return file.toString('latin1', start, start + width).trim()
      })
    }
    offset += width
  }
  throw new Error(`${path} has no column ${name}`)
}

/** The pairs of a GAL neighbour file, as `a,b` with the lower first; a unit without neighbours has an empty line. */
export function readNeighbours(path: string): Set<string> {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [unit] = lines[i].trim().split(/\s+/).map(Number)
    for (const other of lines[i + 1].trim().split(/\s+/).filter(Boolean).map(Number)) {
      pairs.add(unit < other ? `${unit},${other}` : `${other},${unit}`)
    }
  }
  return pairs
}
