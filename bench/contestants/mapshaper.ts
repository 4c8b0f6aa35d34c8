/** mapshaper finds neighbours where arcs are shared: dirty borders are lost to it, which costs it no time. */
import { createRequire } from 'node:module'
import { contest } from './contest.ts'
import type { Mapshaper } from './rivals.ts'

const { internal } = createRequire(new URL('../rivals/', import.meta.url))('mapshaper') as Mapshaper

contest((country) => {
  const dataset = internal.importGeoJSON(country, {})
  internal.buildTopology(dataset)
  return internal.findPairsOfNeighbors(dataset.layers[0], dataset.arcs).length
})
