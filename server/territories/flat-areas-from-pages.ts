/** Well-known binary into flat areas, without an object per vertex. */
import type { FlatAreas } from '../../domain/geometry/flat-areas.ts'
import type { AreaPage } from './area-pages.ts'

export function flatAreasFromPages(pages: readonly AreaPage[]): { ids: number[]; areas: FlatAreas } {
  const ids: number[] = []
  const ringStart = [0]
  const partStart = [0]
  const unitStart = [0]
  // Sixteen bytes a vertex, so the bytes bound the room.
  const coordinates = new Float64Array(pages.reduce((sum, page) => sum + page.bytes.byteLength / 8, 0))
  let at = 0
  for (const { ids: pageIds, starts, bytes } of pages) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let i = 0; i < pageIds.length; i++) {
      ids.push(pageIds[i])
      // Byte order, type MultiPolygon, number of parts; each part its own byte order, type and number of rings.
      const parts = view.getUint32(starts[i] + 5, true)
      let offset = starts[i] + 9
      for (let part = 0; part < parts; part++) {
        const rings = view.getUint32(offset + 5, true)
        offset += 9
        for (let ring = 0; ring < rings; ring++) {
          const vertices = view.getUint32(offset, true)
          offset += 4
          for (let v = 0; v < vertices - 1; v++) {
            coordinates[at++] = view.getFloat64(offset + 16 * v, true)
            coordinates[at++] = view.getFloat64(offset + 16 * v + 8, true)
          }
          offset += 16 * vertices
          ringStart.push(at / 2)
        }
        partStart.push(ringStart.length - 1)
      }
      unitStart.push(partStart.length - 1)
    }
  }
  const areas = {
    count: ids.length,
    coordinates: coordinates.slice(0, at),
    ringStart: Uint32Array.from(ringStart),
    partStart: Uint32Array.from(partStart),
    unitStart: Uint32Array.from(unitStart),
  }
  return { ids, areas }
}
