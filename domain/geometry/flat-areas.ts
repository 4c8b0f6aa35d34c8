/** Areas in typed arrays: 45,000 councils are a few buffers that a worker can be handed without a copy. */

/**
 * Rings are stored without their closing vertex. Vertex `v` has longitude `coordinates[2v]` and latitude
 * `coordinates[2v + 1]`, in degrees. Ring `r` owns the vertices `ringStart[r] .. ringStart[r + 1] - 1`, part `p` the
 * rings `partStart[p] .. partStart[p + 1] - 1` (the first is its shell), unit `u` the parts
 * `unitStart[u] .. unitStart[u + 1] - 1`. Segment `v` runs from vertex `v` to the next one of its ring.
 */
export interface FlatAreas {
  count: number
  coordinates: Float64Array
  ringStart: Uint32Array
  partStart: Uint32Array
  unitStart: Uint32Array
}
