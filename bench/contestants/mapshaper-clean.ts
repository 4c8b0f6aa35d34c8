/** mapshaper with -clean, which closes the gaps of dirty borders: the nearest it has to what the engine does. */
import { createRequire } from 'node:module'
import { contest } from './contest.ts'
import type { Mapshaper } from './rivals.ts'

const { internal, cmd } = createRequire(new URL('../rivals/', import.meta.url))('mapshaper') as Mapshaper

contest((country) => {
  const dataset = internal.importGeoJSON(country, {})
  internal.buildTopology(dataset)
  cmd.cleanLayers(dataset.layers, dataset, {})
  return internal.findPairsOfNeighbors(dataset.layers[0], dataset.arcs).length
})
