/** What the benchmark calls of its rivals, which bring no types. */
import type { FeatureCollection } from 'geojson'

interface Dataset {
  layers: { shapes: unknown[] }[]
  arcs: unknown
}

export interface Mapshaper {
  internal: {
    importGeoJSON(country: FeatureCollection, options: object): Dataset
    buildTopology(dataset: Dataset): void
    findPairsOfNeighbors(layer: Dataset['layers'][0], arcs: unknown): [number, number][]
  }
  cmd: { cleanLayers(layers: Dataset['layers'], dataset: Dataset, options: object): void }
}

export interface TopojsonServer {
  topology(objects: Record<string, FeatureCollection>): { objects: Record<string, { geometries: unknown[] }> }
}

export interface TopojsonClient {
  neighbors(geometries: unknown[]): number[][]
}
