/**
 * Corridors and exchange in the demonstration. What a source told is told with its source; roads, needs, months and every
 * other amount are invented, and marked so.
 */
import type { ProducerRecord, Provenance, QuantityRecord } from '../exchange/records.ts'

const READING = 'Lectura sobre las comunas, 2016–2025'
const INVENTED = 'Inventado para la demostración'

interface DemonstrationQuantity
  extends Pick<
    QuantityRecord,
    'role' | 'product' | 'form' | 'amount' | 'unit' | 'period' | 'source' | 'invented'
  > {
  commune: string
  producer: string | null
  provenance: Provenance
}

export interface DemonstrationExchange {
  /** Communes by code without `DEMO-`, in order. `within`: the key of the one that it is integrated into. */
  corridors: {
    key: string
    kind: 'corridor' | 'axis'
    name: string
    source: string
    within?: string
    communes: string[]
  }[]
  /** From commune to commune; where they run is invented. */
  roads: { name: string; communes: string[] }[]
  producers: (Pick<ProducerRecord, 'kind' | 'name' | 'role' | 'throughputKg'> & {
    key: string
    commune: string
    makes?: [made: [product: string, form: string], makes: [product: string, form: string]]
  })[]
  quantities: DemonstrationQuantity[]
  /** Agreed without a plan; kilograms, with what was sent of it. */
  flows: {
    from: string
    to: string
    via: string | null
    item: [product: string, form: string]
    kg: number
    period: string
    provenance: Provenance
    deliveries: { sentOn: string; sentKg: number; receivedOn: string | null; lostKg: number; truck: string }[]
  }[]
}

const obelisco = Array.from({ length: 13 }, (_, i) => `OBELISCO-CHIRGUA-${String(i + 1).padStart(2, '0')}`)
const fabricioOjeda = [
  'LAS-DOS-FINCAS',
  'A-PULSO',
  'LA-RUEDA',
  'FLOR-DE-CAFE',
  'SANTA-CLARA',
  'LADERA-COMUN',
  'PLATANAL',
  'EL-CAFETO',
  'TIERRA-DE-NUBES',
  'AGUAS-ALTAS',
  'LOS-SURCOS',
]
const negroMiguel = ['LA-ENCRUCIJADA', 'LOS-DOS-CERROS', 'BURIA', 'DOS-ORILLAS']
const gabaldon = ['PIO-TAMAYO', 'ATAROA', 'GAMELOTAL', 'SARARE', 'LA-MIEL', 'EL-MAIZAL']
const MONTHS = ['2026-11', '2026-12', '2027-01']

const told = (
  commune: string,
  role: QuantityRecord['role'],
  [product, form]: [string, string],
  [amount, unit]: [number, string],
  period: string,
  wanted: Partial<DemonstrationQuantity> = {},
): DemonstrationQuantity => ({
  commune,
  producer: null,
  role,
  product,
  form,
  amount,
  unit,
  period,
  provenance: 'communal',
  source: INVENTED,
  invented: true,
  ...wanted,
})

const COFFEE: [string, string] = ['coffee', 'green']
const BANANA: [string, string] = ['banana', 'fresh']
const MEAL: [string, string] = ['maize', 'meal']
const BEANS: [string, string] = ['black-beans', 'dry']
const SUGAR: [string, string] = ['sugar', 'packed']
const VEGETABLES: [string, string] = ['vegetables', 'fresh']
const CHEESE: [string, string] = ['cheese', 'fresh']
const CACAO: [string, string] = ['cacao', 'powder']
const RICE: [string, string] = ['rice', 'milled']
const OIL: [string, string] = ['oil', 'refined']

/** In each of the months, tonnes. */
const made: [
  commune: string,
  item: [string, string],
  t: number,
  provenance: Provenance,
  producer?: string,
][] = [
  ['EL-MAIZAL', MEAL, 42, 'state-plant', 'acopio'],
  ['EL-MAIZAL', BEANS, 9, 'private-through-commune', 'acopio'],
  ['EL-MAIZAL', RICE, 8, 'private-purchase', 'acopio'],
  ['EL-MAIZAL', OIL, 2.5, 'private-purchase', 'acopio'],
  ['LA-MIEL', CHEESE, 1.6, 'communal'],
  ['SANTA-CLARA', COFFEE, 6, 'communal', 'santa-clara'],
  ['EL-CAFETO', COFFEE, 3, 'communal'],
  ['PLATANAL', BANANA, 24, 'communal'],
  ['AGUAS-ALTAS', VEGETABLES, 15, 'communal'],
  ['CHE-GUEVARA', CACAO, 1.8, 'communal'],
  ['EL-PANAL', SUGAR, 7, 'communal', 'azucar'],
]
const needed: [commune: string, item: [string, string], t: number][] = [
  ['ATAROA', MEAL, 12],
  ['ATAROA', BEANS, 3.5],
  ['ATAROA', COFFEE, 1],
  ['ATAROA', VEGETABLES, 6],
  ['ATAROA', SUGAR, 2],
  ['PIO-TAMAYO', MEAL, 7],
  ['PIO-TAMAYO', BEANS, 3.2],
  ['PIO-TAMAYO', CHEESE, 0.9],
  ['PIO-TAMAYO', BANANA, 4],
  ['OBELISCO-CHIRGUA-01', MEAL, 4],
  ['OBELISCO-CHIRGUA-05', BANANA, 3],
  ['OBELISCO-CHIRGUA-05', VEGETABLES, 4],
  ['OBELISCO-CHIRGUA-13', MEAL, 4],
  ['SARARE', COFFEE, 0.6],
  ['SARARE', MEAL, 5],
  ['BURIA', MEAL, 4],
  ['BURIA', OIL, 0.8],
  ['BURIA', RICE, 2],
  ['SANTA-CLARA', MEAL, 6],
  ['SANTA-CLARA', BEANS, 2],
  ['FLOR-DE-CAFE', RICE, 1.5],
  ['EL-MAIZAL', COFFEE, 1.5],
  ['EL-MAIZAL', CACAO, 0.8],
  ['EL-MAIZAL', SUGAR, 3],
  ['EL-PANAL', COFFEE, 2],
  ['EL-PANAL', MEAL, 8],
  ['EL-PANAL-VALENCIA', BEANS, 2],
  ['JOSE-FELIX-RIBAS', VEGETABLES, 3],
]

export const DEMONSTRATION_EXCHANGE: DemonstrationExchange = {
  corridors: [
    {
      key: 'eje',
      kind: 'axis',
      name: 'Eje Lara–Portuguesa (ejemplo)',
      source: INVENTED,
      communes: [...gabaldon, ...negroMiguel],
    },
    { key: 'obelisco', kind: 'corridor', name: 'Obelisco–Chirgua', source: READING, communes: obelisco },
    { key: 'fabricio', kind: 'corridor', name: 'Fabricio Ojeda', source: READING, communes: fabricioOjeda },
    {
      key: 'negro-miguel',
      kind: 'corridor',
      name: 'Negro Miguel',
      source: READING,
      within: 'eje',
      communes: negroMiguel,
    },
    {
      key: 'gabaldon',
      kind: 'corridor',
      name: 'Argimiro Gabaldón',
      source: READING,
      within: 'eje',
      communes: gabaldon,
    },
  ],
  roads: [
    { name: 'Avenida de Obelisco a Chirgua (inventada)', communes: ['ATAROA', 'PIO-TAMAYO', ...obelisco] },
    { name: 'Carretera del valle (inventada)', communes: ['ATAROA', 'GAMELOTAL', 'SARARE'] },
    { name: 'De Sarare a El Maizal (inventada)', communes: ['SARARE', 'LA-MIEL', 'EL-MAIZAL'] },
    { name: 'Subida a Buría (inventada)', communes: ['GAMELOTAL', ...[...negroMiguel].reverse()] },
    { name: 'Vía del café (inventada)', communes: fabricioOjeda },
    { name: 'De La Rueda a El Maizal (inventada)', communes: ['LA-RUEDA', 'EL-MAIZAL'] },
    { name: 'De Las Dos Fincas a Ataroa (inventada)', communes: ['LAS-DOS-FINCAS', 'ATAROA'] },
  ],
  producers: [
    {
      key: 'acopio',
      commune: 'EL-MAIZAL',
      kind: 'eps-direct',
      name: 'Centro de acopio de El Maizal',
      role: 'hub',
      throughputKg: null,
    },
    {
      key: 'azucar',
      commune: 'EL-PANAL',
      kind: 'eps-direct',
      name: 'Empaquetadora de azúcar de El Panal',
      role: 'producer',
      throughputKg: null,
    },
    {
      key: 'santa-clara',
      commune: 'SANTA-CLARA',
      kind: 'upf',
      name: '442 familias de Santa Clara',
      role: 'producer',
      throughputKg: null,
    },
  ],
  quantities: [
    told('EL-MAIZAL', 'production', ['maize', 'grain'], [2_500_000, 'kg'], '2015', {
      source: READING,
      invented: false,
    }),
    told('EL-MAIZAL', 'production', COFFEE, [30_000, 'kg'], '2015', { source: READING, invented: false }),
    told('EL-MAIZAL', 'production', ['milk', 'raw'], [50_000, 'l'], '2015', {
      source: `${READING} («más de 50.000 l»)`,
      invented: false,
    }),
    // 40 % of 42 million pounds; which pound nobody said, and in which year neither.
    told('SANTA-CLARA', 'production', COFFEE, [16_800_000, 'libra'], '2016', {
      producer: 'santa-clara',
      source: `${READING}: el 40 % de 42 millones de libras; el año no se dice`,
      invented: false,
    }),
    ...fabricioOjeda
      .filter((commune) => commune !== 'SANTA-CLARA')
      .map((commune) =>
        told(commune, 'production', COFFEE, [2_520_000, 'libra'], '2016', {
          source: `${READING}: 42 millones de libras en todo el corredor; el reparto está inventado`,
        }),
      ),
    ...MONTHS.flatMap((month) => [
      ...made.map(([commune, item, t, provenance, producer = null]) =>
        told(commune, 'production', item, [t, 't'], month, { provenance, producer }),
      ),
      ...needed.map(([commune, item, t]) => told(commune, 'need', item, [t, 't'], month)),
    ]),
  ],
  flows: [
    {
      from: 'EL-MAIZAL',
      to: 'ATAROA',
      via: null,
      item: MEAL,
      kg: 12_000,
      period: '2026-11',
      provenance: 'state-plant',
      deliveries: [
        { sentOn: '2026-11-12', sentKg: 8000, receivedOn: '2026-11-13', lostKg: 200, truck: 'Camión 1' },
        { sentOn: '2026-11-26', sentKg: 4000, receivedOn: null, lostKg: 0, truck: 'Camión 2' },
      ],
    },
    {
      from: 'EL-PANAL',
      to: 'EL-MAIZAL',
      via: null,
      item: SUGAR,
      kg: 3000,
      period: '2026-11',
      provenance: 'communal',
      deliveries: [],
    },
    {
      from: 'CHE-GUEVARA',
      to: 'EL-MAIZAL',
      via: null,
      item: CACAO,
      kg: 800,
      period: '2026-11',
      provenance: 'communal',
      deliveries: [],
    },
  ],
}
