/** A file from life: what browser tests bring in where something is to be decided. */
import type { Feature, FeatureCollection } from 'geojson'

/** Twelve councils west of Barquisimeto, side by side, with what files from life have. */
export function dirtyFile(prefix: string): FeatureCollection {
  const side = 0.005
  const squares = Array.from({ length: 12 }, (_, index): Feature => {
    const [west, south] = [-69.6 + (index % 4) * side, 10.2 + Math.floor(index / 4) * side]
    const corners = [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
    ]
    const ring = [...corners, corners[0]]
    return {
      type: 'Feature',
      properties: {
        nombre_consejo: `${prefix} ${index + 1}`,
        codigo: `${prefix}-${index + 1}`,
        tipo: 'rural',
        familias: 40 + index,
        comuna: index < 6 ? `${prefix} unida` : null,
      },
      geometry: { type: 'Polygon', coordinates: [ring] },
    }
  })
  const polygon = (index: number) => squares[index].geometry as { coordinates: number[][][] }
  const [a, b, c, d] = polygon(1).coordinates[0]
  // A bow tie whose halves differ, so that a repair changes the area.
  polygon(1).coordinates[0] = [a, b, [d[0], d[1] - 0.002], c, a]
  polygon(3).coordinates[0].pop()
  squares[5].geometry = null as unknown as Feature['geometry']
  squares.push(structuredClone(squares[8]))
  return { type: 'FeatureCollection', features: squares }
}
