import type { Position } from 'geojson'
import { isWgs84 } from './crs.ts'
import type { RawFeature } from './raw.ts'
import { type Reprojection, reprojection } from './reproject.ts'
import type { Extraction } from './shape.ts'
import type { ReadOptions } from './types.ts'

/** Brings the rings of a batch to WGS 84 in place, each row from its own system; one call to PROJ for each system. */
export class ToWgs84 {
  private readonly loaded = new Map<string, Promise<Reprojection>>()

  /** `crs` holds for the file; the answer in `options` goes before what any row says. */
  async batch(features: RawFeature[], extractions: Extraction[], crs: string, options: ReadOptions) {
    const bySystem = new Map<string, Position[]>()
    for (let i = 0; i < features.length; i++) {
      const extraction = extractions[i]
      if (extraction.kind === 'none') continue
      const system = options.crs ?? features[i].crs ?? crs
      if (isWgs84(system) && !options.swapAxes) continue
      let positions = bySystem.get(system)
      if (!positions) {
        positions = []
        bySystem.set(system, positions)
      }
      for (const polygon of extraction.polygons)
        for (const ring of polygon) for (const position of ring) positions.push(position)
    }
    for (const [system, positions] of bySystem) {
      if (options.swapAxes) for (const position of positions) position.reverse()
      if (!isWgs84(system)) await this.reproject(system, positions)
    }
  }

  private async reproject(system: string, positions: Position[]) {
    let loading = this.loaded.get(system)
    if (!loading) {
      loading = reprojection(system)
      this.loaded.set(system, loading)
    }
    const { toWgs84 } = await loading
    const x = Float64Array.from(positions, (position) => position[0])
    const y = Float64Array.from(positions, (position) => position[1])
    toWgs84(x, y)
    for (let i = 0; i < positions.length; i++) {
      positions[i][0] = x[i]
      positions[i][1] = y[i]
    }
  }
}
