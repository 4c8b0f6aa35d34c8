/**
 * The corridor Fabricio Ojeda: eleven communes from Lara west into Portuguesa, Santa Clara with its 442 families among
 * them. Only Santa Clara is in GeoNames, and ambiguous; the other ten are invented, and so are their flaws.
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
import { addCommune, addCouncils, communeOf, type Draft, mustLieApart } from './draft.ts'
import { graze, reachInto, withdraw } from './flaws.ts'
import { nameGiver } from './place-names.ts'

/** The one in Lara; a homonym lies in Barinas (8.75857, -70.39311). */
const SANTA_CLARA: Position = [-69.8, 9.45]
const SOURCE = 'Lugar y nombre inventados para la demostración'

export function drawFabricioOjeda(draft: Draft): void {
  const district = drawDistrict({
    seed: 1958,
    center: SANTA_CLARA,
    radiusKm: 17,
    hectares: 170,
    urban: false,
  })
  const giveName = nameGiver(87)
  const give = (prefix: string, cells: (number | number[])[]) =>
    addCouncils(draft, { prefix, district, cells, name: giveName })
  const plain = (code: string, name: string, place: Position, count: number, note = 'fabricio-ojeda') =>
    addCommune(draft, {
      code: `DEMO-${code}`,
      note,
      name,
      source: SOURCE,
      councils: give(code, takePiece(district, place, count)),
    })

  addCommune(draft, {
    code: 'DEMO-SANTA-CLARA',
    note: 'santa-clara',
    name: 'Santa Clara',
    source: 'GeoNames (9,45; −69,80), aproximado; hay un homónimo en Barinas',
    councils: addCouncils(draft, {
      prefix: 'SCL',
      district,
      cells: takePiece(district, SANTA_CLARA, 9),
      name: giveName,
      families: { total: 442, population: 1740 },
    }),
  })
  plain('FLOR-DE-CAFE', 'Flor de Café', away(SANTA_CLARA, 4.5, 2.5), 7, 'claimed-twice')
  drawEnclave(draft, district, away(SANTA_CLARA, 9, 4.5), give)
  drawByHand(draft, district, away(SANTA_CLARA, 2.5, 7.5), give)
  drawHiddenBreak(draft, district, away(SANTA_CLARA, -5.5, 8), give)
  drawOverlap(draft, district, away(SANTA_CLARA, -5.5, 0), give)
  plain('TIERRA-DE-NUBES', 'Tierra de Nubes', away(SANTA_CLARA, -5, -5), 6)
  plain('EL-CAFETO', 'El Cafeto', away(SANTA_CLARA, -9.5, -6), 7)
  plain('PLATANAL', 'Platanal', away(SANTA_CLARA, -10.5, -1.5), 6)
  plain('AGUAS-ALTAS', 'Aguas Altas', away(SANTA_CLARA, 1.5, -6), 6)
  plain('LOS-SURCOS', 'Los Surcos', away(SANTA_CLARA, 6, -4), 5, 'too-small')
  drawTwiceClaimed(draft, district)
  drawTooSmall(draft)
  addCouncils(draft, { prefix: 'FAO', district, cells: takeSurroundings(district), name: giveName })
}

type Give = (prefix: string, cells: (number | number[])[]) => string[]

/** A ring of councils around one that did not join. */
function drawEnclave(draft: Draft, district: District, place: Position, give: Give): void {
  const inside = takePiece(district, place, 1)[0]
  const ring = takeCells(district, [...district.cells[inside].neighbours])
  addCommune(draft, {
    code: 'DEMO-LA-RUEDA',
    note: 'enclave',
    name: 'La Rueda',
    source: SOURCE,
    councils: give('LA-RUEDA', ring),
  })
  addCouncils(draft, { prefix: 'MEDIO', district, cells: [inside], name: () => 'El Medio' })
}

/** Two halves drawn by hand, 70 m apart but for a tongue of land that hardly reaches across. */
function drawByHand(draft: Draft, district: District, place: Position, give: Give): void {
  const { cells } = district
  const east = takePiece(district, place, 3, (cell) => kilometres(away(place, 4, 0), cell.middle))
  const free = east.flatMap((i) => cells[i].neighbours).filter((i) => !district.taken.has(i))
  const start = free.sort((a, b) => cells[a].middle[0] - cells[b].middle[0])[0]
  const west = takePiece(district, cells[start].middle, 3, (cell) =>
    kilometres(away(place, -4, 0), cell.middle),
  )
  const pairs = east.flatMap((a) =>
    west.filter((b) => cells[a].neighbours.includes(b)).map((b) => [a, b] as const),
  )
  const [[a, b], ...others] = pairs
  graze(district, a, b, { wideM: 70, tongueM: 24, overlapM: 8 })
  for (const [own, other] of others) withdraw(district, own, [other], 70)
  addCommune(draft, {
    code: 'DEMO-A-PULSO',
    note: 'doubtful-border',
    name: 'A Pulso',
    source: SOURCE,
    councils: give('A-PULSO', [...east, ...west]),
  })
}

/** One council in two parts seems to join two pieces; between its parts lies a council of nobody. */
function drawHiddenBreak(draft: Draft, district: District, place: Position, give: Give): void {
  const { cells, taken } = district
  const between = takePiece(district, place, 1)[0]
  const around = [...cells[between].neighbours].sort((a, b) => cells[a].middle[0] - cells[b].middle[0])
  const [left, right] = [around[0], around[around.length - 1]]
  takeCells(district, around)
  const beyond = (end: number, side: number) => {
    const goal = away(cells[end].middle, side * 4, 0)
    const next = cells[end].neighbours
      .filter((i) => !taken.has(i))
      .sort((a, b) => kilometres(goal, cells[a].middle) - kilometres(goal, cells[b].middle))[0]
    return takePiece(district, cells[next].middle, 3, (cell) => kilometres(goal, cell.middle))
  }
  const west = beyond(left, -1)
  const east = beyond(right, 1)
  mustLieApart(district, [left, ...west], [right, ...east])
  addCommune(draft, {
    code: 'DEMO-LAS-DOS-FINCAS',
    note: 'hidden-break',
    name: 'Las Dos Fincas',
    source: SOURCE,
    councils: give('LAS-DOS-FINCAS', [[left, right], ...west, ...east]),
  })
  give('ENTREFINCAS', [between, ...around.filter((i) => i !== left && i !== right)])
}

/** Two assemblies count the same hillside as theirs. */
function drawOverlap(draft: Draft, district: District, place: Position, give: Give): void {
  const members = takePiece(district, place, 6)
  const [first] = members
  const second = district.cells[first].neighbours.find((i) => members.includes(i)) as number
  reachInto(district, first, second, 160)
  addCommune(draft, {
    code: 'DEMO-LADERA-COMUN',
    note: 'overlap',
    name: 'Ladera Común',
    source: SOURCE,
    councils: give('LADERA-COMUN', members),
  })
}

/** A council of Santa Clara that Flor de Café counts as its own too. */
function drawTwiceClaimed(draft: Draft, district: District): void {
  const cellOf = new Map(draft.councils.map((council) => [council.geometry, council.code]))
  const claimant = communeOf(draft, 'DEMO-FLOR-DE-CAFE')
  const claimed = communeOf(draft, 'DEMO-SANTA-CLARA').councils
  const isClaimant = new Set(claimant.councils)
  const contested = district.cells.find(
    (cell) =>
      claimed.includes(cellOf.get(cell.polygon) ?? '') &&
      cell.neighbours.some((i) => isClaimant.has(cellOf.get(district.cells[i].polygon) ?? '')),
  )
  if (!contested) throw new Error('Flor de Café does not border Santa Clara; this is a defect of the plan.')
  claimant.councils.push(cellOf.get(contested.polygon) as string)
}

/** One rural council below the twenty families of the law. */
function drawTooSmall(draft: Draft): void {
  const council = draft.councils.find(({ code }) => code === 'DEMO-LOS-SURCOS-01')
  if (!council) throw new Error('Los Surcos has no first council; this is a defect.')
  council.families = 14
  council.population = 52
}
