/**
 * Barquisimeto: Ataroa with the ten councils that leave, Pío Tamayo, and the thirteen communes of the corridor
 * Obelisco–Chirgua. Places from GeoNames, approximate; areas, most names and all figures are invented.
 */
import type { Position } from 'geojson'
import { type District, drawDistrict, takePiece, takeSurroundings } from './district.ts'
import { addCommune, addCouncils, type Draft } from './draft.ts'
import { commonVertices, graze, withdraw } from './flaws.ts'
import { nameGiver } from './place-names.ts'

/** Garabatal, the only place of Ataroa that GeoNames has; ± 3 km. */
const ATAROA: Position = [-69.36035, 10.03208]
/** Estimated within the city, ± 6 km; no source for its seat. */
const PIO_TAMAYO: Position = [-69.35419, 10.05439]
/** End of the corridor in the city, estimated ± 2 km, and Chirgua in Lara (GeoNames 3645705). */
const OBELISCO: Position = [-69.35, 10.07]
const CHIRGUA: Position = [-69.24388, 10.1278]

const CORRIDOR_COMMUNES = 13
const CORRIDOR_COUNCILS = 7

/** Ataroa's own names that the reading gives or that neighbours use for districts of the parish. */
const EAST_NAMES = [
  'La Carucieña',
  'El Trompillo',
  'Las Sábilas',
  'San Vicente',
  'Los Pinos',
  'Nueva Luz',
  'Garabatal',
]
const WEST_NAMES = [
  'Brisas del Valle',
  'La Quebradita',
  'Las Malvinas',
  'El Tostao',
  'Loma de León',
  'La Batalla',
  'Los Ángeles',
]

export function drawBarquisimeto(draft: Draft): void {
  const district = drawDistrict({
    seed: 2009,
    center: [-69.305, 10.078],
    radiusKm: 9.6,
    hectares: 13,
    urban: true,
    vertices: 26,
  })
  const giveName = nameGiver(5)
  drawAtaroa(draft, district, giveName)

  const tamayo = takePiece(district, PIO_TAMAYO, 15)
  addCommune(draft, {
    code: 'DEMO-PIO-TAMAYO',
    note: 'pio-tamayo',
    name: 'Pío Tamayo',
    source: 'Estimado en Barquisimeto, ± 6 km; sin fuente para la sede',
    councils: addCouncils(draft, { prefix: 'TAM', district, cells: tamayo, name: giveName }),
  })

  for (let k = 0; k < CORRIDOR_COMMUNES; k++) {
    const share = (k + 0.5) / CORRIDOR_COMMUNES
    const middle: Position = [
      OBELISCO[0] + share * (CHIRGUA[0] - OBELISCO[0]),
      OBELISCO[1] + share * (CHIRGUA[1] - OBELISCO[1]) + 0.004 * Math.sin(5 * share),
    ]
    const number = String(k + 1).padStart(2, '0')
    const cells = takePiece(district, middle, CORRIDOR_COUNCILS)
    const name = k === 0 ? 'Obelisco' : k === CORRIDOR_COMMUNES - 1 ? 'Chirgua' : giveName()
    addCommune(draft, {
      code: `DEMO-OBELISCO-CHIRGUA-${number}`,
      note: 'obelisco-chirgua',
      name,
      source:
        k === CORRIDOR_COMMUNES - 1
          ? 'GeoNames 3645705 (Chirgua, Lara), aproximado'
          : 'Nombre y lugar inventados, aproximados',
      councils: addCouncils(draft, { prefix: `OBC${number}`, district, cells, name: giveName }),
    })
  }
  addCouncils(draft, { prefix: 'BAR', district, cells: takeSurroundings(district), name: giveName })
}

/**
 * 42 councils. Nine in the west hang together, two of their borders are doubtful, and the tenth, Cerritos Blancos,
 * leaves with them but lies 38 m from them across a stream: it touches only councils that stay.
 */
function drawAtaroa(draft: Draft, district: District, giveName: () => string): void {
  const { cells } = district
  const members = takePiece(district, ATAROA, 42)
  const isMember = new Set(members)
  const west = westernPiece(district, members, 9)
  const others = members.filter((i) => !west.includes(i))
  const touches = (i: number) => cells[i].neighbours.filter((j) => west.includes(j))
  const alone = others
    .filter(
      (i) =>
        touches(i).length === 2 &&
        inOnePiece(
          district,
          others.filter((j) => j !== i),
        ),
    )
    .sort((a, b) => cells[a].middle[1] - cells[b].middle[1])[0]
  const [coriano, besides] = touches(alone).sort(
    (a, b) =>
      commonVertices(cells[b].polygon, cells[alone].polygon).length -
      commonVertices(cells[a].polygon, cells[alone].polygon).length,
  )
  const stay = others.filter((i) => i !== alone)
  // A little more than 38: the line drawn back has corners that reach nearer.
  withdraw(district, alone, [coriano], 38.2)
  withdraw(district, alone, [besides], 47)

  // Two borders inside the west that were drawn by hand and hardly meet; the nine hang together without them.
  const inner = west.flatMap((a) =>
    cells[a].neighbours.filter((b) => b > a && west.includes(b)).map((b): Border => [a, b]),
  )
  const doubtful: Border[] = []
  for (const border of inner) {
    const plain =
      !border.includes(coriano) &&
      doubtful.every((other) => !other.includes(border[0]) && !other.includes(border[1]))
    if (doubtful.length < 2 && plain && inOnePiece(district, west, [...doubtful, border]))
      doubtful.push(border)
  }
  for (const [k, [a, b]] of doubtful.entries())
    graze(district, a, b, { wideM: 26, tongueM: [40, 16][k], overlapM: 5 })

  const cut = west.find(
    (i) =>
      i !== coriano &&
      !inOnePiece(
        district,
        west.filter((j) => j !== i),
      ),
  )
  const westNames = [...WEST_NAMES]
  const westName = new Map(
    west.map((i) => [
      i,
      i === coriano ? 'El Coriano' : i === cut ? 'La Paz' : (westNames.shift() ?? giveName()),
    ]),
  )
  const eastNames = [...EAST_NAMES]
  const spread = Math.floor(stay.length / EAST_NAMES.length)
  const leaving = addCouncils(draft, {
    prefix: 'ATA-OESTE',
    district,
    cells: [...west, alone],
    name: (rank) => (rank < west.length ? (westName.get(west[rank]) as string) : 'Cerritos Blancos'),
  })
  const staying = addCouncils(draft, {
    prefix: 'ATA',
    district,
    cells: stay,
    name: (rank) => (rank % spread === 0 ? (eastNames.shift() ?? giveName()) : giveName()),
  })
  if (isMember.size !== leaving.length + staying.length)
    throw new Error('Ataroa has lost a council; this is a defect.')
  addCommune(draft, {
    code: 'DEMO-ATAROA',
    note: 'ataroa',
    name: 'Ataroa',
    source: 'GeoNames (Garabatal), aproximado ± 3 km; comunaslara.blogspot.com',
    councils: [...leaving, ...staying],
  })
}

/** The `count` westernmost members that hang together. */
function westernPiece(district: District, members: number[], count: number): number[] {
  const byLongitude = [...members].sort((a, b) => district.cells[a].middle[0] - district.cells[b].middle[0])
  const piece = [byLongitude[0]]
  while (piece.length < count) {
    const next = byLongitude.find(
      (i) => !piece.includes(i) && district.cells[i].neighbours.some((j) => piece.includes(j)),
    )
    piece.push(next as number)
  }
  return piece
}

type Border = [number, number]

/** A shorter border than this may vanish when a neighbouring one is drawn back. */
const SURE_BORDER_M = 100

/** Whether cells hang together by their longer borders, but for those that do not count. */
function inOnePiece(district: District, piece: number[], uncounted: Border[] = []): boolean {
  const counts = (i: number, j: number) =>
    (district.cells[i].borderM.get(j) ?? 0) > SURE_BORDER_M &&
    !uncounted.some((border) => border.includes(i) && border.includes(j))
  const seen = new Set([piece[0]])
  for (const i of seen) {
    for (const j of district.cells[i].neighbours) if (piece.includes(j) && counts(i, j)) seen.add(j)
  }
  return seen.size === piece.length
}
