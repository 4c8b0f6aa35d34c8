/** Communes away from Lara, and the Miranda network. Places approximate, areas invented; see each source. */
import type { Position } from 'geojson'
import { drawDistrict, takePiece, takeSurroundings } from './district.ts'
import { addCommune, addCouncils, type Draft, type Families } from './draft.ts'
import { nameGiver } from './place-names.ts'

interface Plan {
  code: string
  prefix: string
  name: string
  place: Position
  source: string
  councils: number
  hectares: number
  urban: boolean
  families?: Families
  firstNames?: string[]
}

const PLANS: Plan[] = [
  {
    code: 'EL-PANAL',
    prefix: 'PAN',
    name: 'El Panal',
    place: [-66.93058, 10.5072],
    source: 'Parroquia 23 de Enero, OpenStreetMap, ± 1 km',
    councils: 7,
    hectares: 5,
    urban: true,
    families: { total: 1600, population: 12_000 },
    firstNames: ['Bloques de la Loma', 'Bloques del Mirador', 'Barrio La Escalera'],
  },
  {
    code: 'EL-PANAL-VALENCIA',
    prefix: 'PAV',
    name: 'El Panal, satélite de Valencia',
    place: [-68.008, 10.162],
    source: 'Ciudad de Valencia, ± 8 km; sin fuente para la sede',
    councils: 12,
    hectares: 9,
    urban: true,
  },
  {
    code: 'JOSE-FELIX-RIBAS',
    prefix: 'JFR',
    name: 'José Félix Ribas',
    place: [-66.98, 10.465],
    source: 'Antímano, Caracas, ± 2 km',
    councils: 9,
    hectares: 5,
    urban: true,
  },
  {
    code: 'CHE-GUEVARA',
    prefix: 'CHE',
    name: 'Che Guevara',
    place: [-71.25321, 8.95126],
    source: 'GeoNames 3632283 (Mesa Julia), ± 3 km; aporrea 2019',
    councils: 12,
    hectares: 110,
    urban: false,
    families: { total: 1600, population: 6000 },
    firstNames: ['Mesa Julia'],
  },
  {
    code: 'LUISA-CACERES',
    prefix: 'LUC',
    name: 'Luisa Cáceres',
    place: [-64.692, 10.133],
    source: 'GeoNames (Barcelona), ± 5 km; venezuelanalysis 15506',
    councils: 10,
    hectares: 9,
    urban: true,
  },
  {
    code: 'BARLOVENTO',
    prefix: 'BAV',
    name: 'Cacao de Barlovento',
    place: [-66.37, 10.28],
    source: 'Barlovento, ± 10 km; nombre inventado',
    councils: 8,
    hectares: 140,
    urban: false,
  },
]

/** Towns of Miranda, each ± 5 km, and how many members of the network are drawn in each. */
const NETWORK: { place: Position; name: string; councils: number; urban: boolean }[] = [
  { name: 'Los Teques', place: [-67.043, 10.344], councils: 2, urban: true },
  { name: 'Charallave', place: [-66.862, 10.243], councils: 1, urban: true },
  { name: 'Ocumare del Tuy', place: [-66.775, 10.119], councils: 2, urban: true },
  { name: 'Guarenas', place: [-66.61, 10.47], councils: 1, urban: true },
  { name: 'Caucagua', place: [-66.45, 10.35], councils: 1, urban: false },
  { name: 'Higuerote', place: [-66.1, 10.48], councils: 1, urban: false },
  { name: 'Cúpira', place: [-65.7, 10.16], councils: 1, urban: false },
]

export function drawElsewhere(draft: Draft): void {
  const giveName = nameGiver(19)
  for (const [rank, plan] of PLANS.entries()) {
    const { hectares, urban, councils } = plan
    const radiusKm = 2.6 * Math.sqrt((councils * hectares) / 100 / Math.PI)
    const district = drawDistrict({ seed: 300 + rank, center: plan.place, radiusKm, hectares, urban })
    const firstNames = [...(plan.firstNames ?? [])]
    addCommune(draft, {
      code: `DEMO-${plan.code}`,
      note: plan.code.toLowerCase(),
      name: plan.name,
      source: plan.source,
      councils: addCouncils(draft, {
        prefix: plan.prefix,
        district,
        cells: takePiece(district, plan.place, councils),
        name: () => firstNames.shift() ?? giveName(),
        families: plan.families,
      }),
    })
    addCouncils(draft, {
      prefix: `${plan.prefix}-VEC`,
      district,
      cells: takeSurroundings(district),
      name: giveName,
    })
  }
  drawNetwork(draft)
}

/** Dispersed councils that exchange at a distance: a network, since its members do not occupy one space. */
function drawNetwork(draft: Draft): void {
  const members = NETWORK.flatMap(({ place, name, councils, urban }, rank) => {
    const hectares = urban ? 8 : 160
    const district = drawDistrict({
      seed: 700 + rank,
      center: place,
      radiusKm: urban ? 1 : 4.5,
      hectares,
      urban,
    })
    const cells = takePiece(district, place, councils)
    return addCouncils(draft, {
      prefix: `MIR-${rank + 1}`,
      district,
      cells,
      name: (k) => (councils > 1 ? `${name} ${k === 0 ? 'Norte' : 'Sur'}` : name),
    })
  })
  addCommune(draft, {
    code: 'DEMO-RED-MIRANDA',
    note: 'miranda-network',
    name: 'Red de Miranda',
    registeredAs: 'network',
    source: 'Ciudades de Miranda, ± 5 km; miembros inventados',
    councils: members,
  })
}
