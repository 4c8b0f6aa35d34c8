/**
 * Simón Planas and its surroundings: El Maizal across the state line, communes of the Argimiro Gabaldón axis and the
 * four of Negro Miguel around Buría. The settlements are in GeoNames; areas and all that is marked so are invented.
 */
import type { Position } from 'geojson'
import {
  away,
  type District,
  drawDistrict,
  kilometres,
  takeCells,
  takePiece,
  takeSurroundings,
} from './district.ts'
import { addCommune, addCouncils, type Draft, mustLieApart } from './draft.ts'
import { commonVertices, shrinkToCorner, withdraw } from './flaws.ts'
import { nameGiver } from './place-names.ts'

/** Sabana Alta, GeoNames 3750876: inside the parish of the commune; ± 5 km. */
const EL_MAIZAL: Position = [-69.24129, 9.73433]
/** Settlements of the axis, GeoNames. */
const AXIS: { code: string; name: string; place: Position }[] = [
  { code: 'LA-MIEL', name: 'La Miel', place: [-69.18393, 9.75543] },
  { code: 'SARARE', name: 'Sarare', place: [-69.1633, 9.78129] },
  { code: 'GAMELOTAL', name: 'Gamelotal', place: [-69.13784, 9.82639] },
]
/** Buría, GeoNames 3647718, rounded to whole minutes. */
const BURIA: Position = [-68.96667, 9.91667]

type GiveName = () => string

export function drawSimonPlanas(draft: Draft): void {
  const giveName = nameGiver(41)
  // 22 councils of about 103 hectares make the 2,237 to 2,300 hectares that most sources give.
  const district = drawDistrict({
    seed: 12010,
    center: [-69.19, 9.775],
    radiusKm: 11,
    hectares: 103,
    urban: false,
  })
  drawElMaizal(draft, district, giveName)
  for (const { code, name, place } of AXIS) {
    addCommune(draft, {
      code: `DEMO-${code}`,
      note: 'argimiro-gabaldon',
      name,
      source: 'Poblado en GeoNames, aproximado; comuna inventada',
      councils: addCouncils(draft, {
        prefix: code,
        district,
        cells: takePiece(district, place, 7),
        name: giveName,
      }),
    })
  }
  addCouncils(draft, { prefix: 'SPL', district, cells: takeSurroundings(district), name: giveName })
  drawNegroMiguel(draft, giveName)
}

/** 22 councils, 12 in Lara and 10 in Portuguesa: one commune across a state line. */
function drawElMaizal(draft: Draft, district: District, giveName: GiveName): void {
  const southward = [...takePiece(district, EL_MAIZAL, 22)].sort(
    (a, b) => district.cells[b].middle[1] - district.cells[a].middle[1],
  )
  const council = (prefix: string, cells: number[], first?: string) =>
    addCouncils(draft, {
      prefix,
      district,
      cells,
      families: 'unknown',
      name: (rank) => (rank === 0 && first ? first : giveName()),
    })
  const lara = southward
    .slice(0, 12)
    .sort(
      (a, b) =>
        kilometres(EL_MAIZAL, district.cells[a].middle) - kilometres(EL_MAIZAL, district.cells[b].middle),
    )
  addCommune(draft, {
    code: 'DEMO-EL-MAIZAL',
    note: 'el-maizal',
    name: 'El Maizal',
    source:
      'GeoNames 3750876 (Sabana Alta), ± 5 km; armando.info 2015; investigaction; venezuelanalysis 13642',
    councils: [
      ...council('MAI-LARA', lara, 'Sabana Alta'),
      ...council('MAI-PORTUGUESA', southward.slice(12)),
    ],
  })
}

/** Four communes, each with what a drawing of one space can teach. */
function drawNegroMiguel(draft: Draft, giveName: GiveName): void {
  const district = drawDistrict({ seed: 1553, center: BURIA, radiusKm: 12, hectares: 190, urban: false })
  const source = (place: string) => `${place}; comuna inventada para la demostración`

  addCommune(draft, {
    code: 'DEMO-BURIA',
    note: 'negro-miguel',
    name: 'Buría',
    source: source('GeoNames 3647718, redondeado a minutos'),
    councils: addCouncils(draft, {
      prefix: 'BUR',
      district,
      cells: takePiece(district, BURIA, 7),
      name: giveName,
    }),
  })
  drawBothBanks(draft, district, giveName, source('Lugar inventado'))
  drawTwoPieces(draft, district, giveName, source('Lugar inventado'))
  drawCorner(draft, district, giveName, source('Lugar inventado'))
  addCouncils(draft, { prefix: 'NEM', district, cells: takeSurroundings(district), name: giveName })
}

/** A river 45 m wide runs through the commune; a declared bridge is all that joins its banks. */
function drawBothBanks(draft: Draft, district: District, giveName: GiveName, source: string): void {
  const { cells } = district
  const start = away(BURIA, -5.5, 1)
  const upper = takePiece(district, start, 4, (cell) => kilometres(away(start, 0, 2), cell.middle))
  const free = upper.flatMap((i) => cells[i].neighbours).filter((i) => !district.taken.has(i))
  const south = free.sort((a, b) => cells[a].middle[1] - cells[b].middle[1])[0]
  const lower = takePiece(district, cells[south].middle, 4, (cell) =>
    kilometres(away(start, 0, -3), cell.middle),
  )
  const banks = upper.flatMap((a) =>
    lower.filter((b) => cells[a].neighbours.includes(b)).map((b) => [a, b] as const),
  )
  const [from, to] = [...banks].sort(
    ([a, b], [c, d]) =>
      commonVertices(cells[c].polygon, cells[d].polygon).length -
      commonVertices(cells[a].polygon, cells[b].polygon).length,
  )[0]
  for (const a of upper)
    withdraw(
      district,
      a,
      lower.filter((b) => cells[a].neighbours.includes(b)),
      45,
    )
  const order = [...upper, ...lower]
  const councils = addCouncils(draft, { prefix: 'RIO', district, cells: order, name: giveName })
  addCommune(draft, {
    code: 'DEMO-DOS-ORILLAS',
    note: 'declared-bridge',
    name: 'Dos Orillas',
    source,
    councils,
  })
  draft.links.push({
    a: councils[order.indexOf(from)],
    b: councils[order.indexOf(to)],
    kind: 'bridge',
    declaredBy: 'Asamblea de la comuna Dos Orillas (inventada)',
    declaredOn: '2024-05-18',
    reason: 'Puente de hierro sobre el río; se cruza a pie y en moto todo el año (ejemplo inventado)',
  })
}

/** Two pieces with one council between them that belongs to no commune: if it joins, the two become one. */
function drawTwoPieces(draft: Draft, district: District, giveName: GiveName, source: string): void {
  const { cells, taken } = district
  const between = takePiece(district, away(BURIA, 5, -1.5), 1)[0]
  const around = [...cells[between].neighbours].sort((a, b) => cells[a].middle[0] - cells[b].middle[0])
  const [westEnd, eastEnd] = [around[0], around[around.length - 1]]
  const held = around.filter((i) => i !== westEnd && i !== eastEnd && !taken.has(i))
  takeCells(district, held)
  const outward = (end: number, side: number) =>
    takePiece(district, cells[end].middle, 4, (cell) =>
      kilometres(away(cells[end].middle, side * 4, 0), cell.middle),
    )
  const west = outward(westEnd, -1)
  const east = outward(eastEnd, 1)
  mustLieApart(district, west, east)
  addCommune(draft, {
    code: 'DEMO-LOS-DOS-CERROS',
    note: 'two-pieces',
    name: 'Los Dos Cerros',
    source,
    councils: addCouncils(draft, { prefix: 'CER', district, cells: [...west, ...east], name: giveName }),
  })
  addCouncils(draft, {
    prefix: 'ENT',
    district,
    cells: [between, ...held],
    name: (rank) => (rank === 0 ? 'El Portachuelo' : giveName()),
  })
}

/** Two pieces that meet in one point only. */
function drawCorner(draft: Draft, district: District, giveName: GiveName, source: string): void {
  const { cells, taken } = district
  const first = takePiece(district, away(BURIA, 0, -5.5), 1)[0]
  const free = (i: number) => !taken.has(i)
  const common = (b: number) => cells[b].neighbours.filter((i) => cells[first].neighbours.includes(i))
  const second = cells[first].neighbours
    .filter((b) => free(b) && common(b).length === 2 && common(b).every(free))
    .sort((a, b) => cells[a].middle[1] - cells[b].middle[1])[0]
  const held = common(second)
  takeCells(district, [second, ...held])
  const direction = (from: number, to: number) => {
    const [x, y] = cells[from].middle
    const [u, v] = cells[to].middle
    return [u + 3 * (u - x), v + 3 * (v - y)] as Position
  }
  const grow = (root: number, goal: Position): number[] => {
    const next = cells[root].neighbours
      .filter(free)
      .sort((a, b) => kilometres(goal, cells[a].middle) - kilometres(goal, cells[b].middle))[0]
    return [root, ...takePiece(district, cells[next].middle, 2, (cell) => kilometres(goal, cell.middle))]
  }
  const goals = [direction(second, first), direction(first, second)]
  const north = grow(first, goals[0])
  const south = grow(second, goals[1])
  mustLieApart(district, north.slice(1), south)
  shrinkToCorner(district, first, second)
  addCommune(draft, {
    code: 'DEMO-LA-ENCRUCIJADA',
    note: 'corner',
    name: 'La Encrucijada',
    source,
    councils: addCouncils(draft, { prefix: 'ENC', district, cells: [...north, ...south], name: giveName }),
  })
  addCouncils(draft, { prefix: 'ESQ', district, cells: held, name: giveName })
}
