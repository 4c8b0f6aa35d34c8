/** One row of a sheet as a quantity: what is understood, what is asked, what can't be. */
import { type Item, itemKey, type ProductCatalogue } from '../products/index.ts'
import { PROVENANCES, type Provenance, QUANTITY_ROLES, type QuantityRecord } from '../records.ts'
import { communePlace, type Spread, toKilograms, type UnitCatalogue } from '../units/index.ts'
import { readAmount, type Sign } from './amounts.ts'
import type { Columns, Meaning } from './columns.ts'
import { type DayOrder, readPeriod } from './periods.ts'
import { type Cell, cellText, type SheetRow } from './sheet.ts'
import { itemsOf, nearest, nearestItems, plain, provenanceOf, type Role, rolesOf } from './words.ts'

/** What a row says, once all of it is clear. */
export type Told = Omit<QuantityRecord, 'id' | 'revision' | 'demonstration' | 'audience'>

export type QuestionKind =
  | 'commune'
  | 'item'
  | 'unit'
  | 'role'
  | 'provenance'
  | 'producer'
  | 'decimal'
  | 'days'

/** What somebody must say, once for all rows that are written so. */
export interface Question {
  kind: QuestionKind
  key: string
  written: string
  /** It means several things, which stand in `choices`; else nobody knows it, and the nearest stand there. */
  known: boolean
  /** Ids, best first. */
  choices: string[]
  facts: Record<string, string | number>
}

/** By the key of the question. `''` of a unit: nobody knows which, and the spread is kept. `0` of a producer: the whole commune. */
export interface Answers {
  commune: Record<string, number>
  item: Record<string, string>
  unit: Record<string, string>
  role: Record<string, Role>
  provenance: Record<string, Provenance>
  producer: Record<string, number>
  decimal: Sign | null
  days: DayOrder | null
}

/** What the words of a sheet are held against: all that whoever brings it sees. */
export interface World {
  communes: readonly { id: number; name: string; code: string | null }[]
  producers: readonly { id: number; communeId: number; name: string }[]
  products: ProductCatalogue
  units: UnitCatalogue
}

export interface Fault {
  /** `asked`: the question with this key; else a word for what is wrong with the cell. */
  code: string
  meaning: Meaning
  written: string
  question?: Question
}

export interface Understood extends Partial<Told> {
  /** What the amount means, as far as it can be said. */
  kilograms?: Spread
}

export interface RowOutcome {
  understood: Understood
  faults: Fault[]
  notes: {
    code: 'decimal-by-others' | 'days-by-others' | 'unit-open' | 'unit-unconfirmed'
    written: string
  }[]
  /** Questions with an answer, which can be changed. */
  settled: Question[]
}

export interface RowContext {
  columns: Columns
  answers: Answers
  world: World
  /** As far as the column itself says it. */
  sign: Sign | null
  order: DayOrder | null
  /** Where the row is from: file and sheet. */
  place: string
}

const SOURCE_LENGTH = 200

export function cellOf({ cells }: SheetRow, columns: Columns, meaning: Meaning): Cell {
  const from = columns[meaning]
  if (!from) return null
  return 'all' in from ? from.all : (cells[from.column] ?? null)
}

export function readRow(row: SheetRow, context: RowContext): RowOutcome {
  const { columns, answers, world, place } = context
  const outcome: RowOutcome = { understood: {}, faults: [], notes: [], settled: [] }
  const { understood, faults, notes, settled } = outcome
  const text = (meaning: Meaning) => cellText(cellOf(row, columns, meaning))
  const fault = (code: string, meaning: Meaning, question?: Question) =>
    faults.push({ code, meaning, written: text(meaning), ...(question && { question }) })

  /** Asks, or takes the answer where there is one that can be. */
  function settle<T>(
    question: Question,
    meaning: Meaning,
    answer: T | undefined,
    valid: (answer: T) => boolean,
  ) {
    if (answer !== undefined && valid(answer)) {
      settled.push(question)
      return answer
    }
    fault('asked', meaning, question)
    return undefined
  }

  const communeId = readCommune()
  if (communeId !== undefined) understood.communeId = communeId
  const role = readRole()
  if (role) understood.role = role
  const item = readItem()
  if (item) Object.assign(understood, item)
  understood.producerId = readProducer() ?? null
  understood.provenance = readProvenance()
  understood.season = text('season').slice(0, SOURCE_LENGTH) || null
  understood.invented = false
  const mark = `${place}${row.place ?? row.row}`
  const said = text('source')
  // Who says so may be cut short, never where it stands: by that it is known again.
  understood.source = said ? `${said.slice(0, SOURCE_LENGTH - mark.length - 3)} · ${mark}` : mark
  const period = readMonth()
  if (period) understood.period = period
  const amount = readQuantity()
  if (amount && communeId !== undefined && item && period) weigh(amount, communeId, item, period)
  return outcome

  function readCommune(): number | undefined {
    const written = text('commune')
    if (!written) return void fault('commune-missing', 'commune')
    const key = plain(written)
    const bare = (name: string) => plain(name).replace(/^(comuna|commune) /, '')
    const found = world.communes.filter(
      ({ name, code }) => (code !== null && plain(code) === key) || plain(name) === key,
    )
    const alike = found.length > 0 ? found : world.communes.filter(({ name }) => bare(name) === bare(written))
    if (alike.length === 1) return alike[0].id
    const known = alike.length > 1
    const choices = (known ? alike : nearest(bare(written), world.communes, ({ name }) => bare(name))).map(
      ({ id }) => String(id),
    )
    return settle<number>(
      { kind: 'commune', key, written, known, choices, facts: {} },
      'commune',
      answers.commune[key],
      (id) => world.communes.some((one) => one.id === id),
    )
  }

  function readRole(): Role | undefined {
    const written = text('role')
    if (!written) return void fault('role-missing', 'role')
    const roles = rolesOf(written)
    if (roles.length === 1) return roles[0]
    const key = plain(written)
    const choices = roles.length > 1 ? roles : [...QUANTITY_ROLES]
    return settle<Role>(
      { kind: 'role', key, written, known: roles.length > 1, choices, facts: {} },
      'role',
      answers.role[key],
      (one) => QUANTITY_ROLES.includes(one),
    )
  }

  function readItem(): Item | undefined {
    const [product, form] = [text('product'), text('form')]
    if (!product) return void fault('product-missing', 'product')
    const items = itemsOf(world.products, product, form)
    if (items.length === 1) return items[0]
    const key = `${plain(product)}|${plain(form)}`
    const known = items.length > 1
    const choices = (known ? items : nearestItems(world.products, product)).map(itemKey)
    const written = form ? `${product}, ${form}` : product
    const answer = settle<string>(
      { kind: 'item', key, written, known, choices, facts: {} },
      'product',
      answers.item[key],
      (one) => world.products.find(itemFrom(one)) !== null,
    )
    return answer === undefined ? undefined : itemFrom(answer)
  }

  function readProducer(): number | undefined {
    const written = text('producer')
    if (!written || communeId === undefined) return undefined
    const there = world.producers.filter((one) => one.communeId === communeId)
    const found = there.filter(({ name }) => plain(name) === plain(written))
    if (found.length === 1) return found[0].id
    const key = `${communeId}|${plain(written)}`
    const near = found.length > 1 ? found : nearest(written, there, ({ name }) => name)
    const choices = near.map(({ id }) => String(id))
    const answer = settle<number>(
      { kind: 'producer', key, written, known: found.length > 1, choices, facts: { commune: communeId } },
      'producer',
      answers.producer[key],
      (id) => id === 0 || there.some((one) => one.id === id),
    )
    return answer || undefined
  }

  function readProvenance(): Provenance {
    const written = text('provenance')
    if (!written) return 'communal'
    const found = provenanceOf(written)
    if (found) return found
    const key = plain(written)
    const question: Question = {
      kind: 'provenance',
      key,
      written,
      known: false,
      choices: [...PROVENANCES],
      facts: {},
    }
    const valid = (one: Provenance) => PROVENANCES.includes(one)
    return settle<Provenance>(question, 'provenance', answers.provenance[key], valid) ?? 'communal'
  }

  function readMonth(): string | undefined {
    const cell = cellOf(row, columns, 'period')
    const read = readPeriod(cell)
    if ('fault' in read) return void fault(read.fault, 'period')
    if ('period' in read) return read.period
    const { doubtful } = read
    const facts = { dayFirst: doubtful['day-first'], monthFirst: doubtful['month-first'] }
    const choices: DayOrder[] = ['day-first', 'month-first']
    const question: Question = {
      kind: 'days',
      key: 'days',
      written: text('period'),
      known: true,
      choices,
      facts,
    }
    if (answers.days === null && context.order !== null) {
      notes.push({ code: 'days-by-others', written: text('period') })
      settled.push(question)
      return doubtful[context.order]
    }
    const order = settle<DayOrder>(question, 'period', answers.days ?? undefined, () => true)
    return order && doubtful[order]
  }

  function readQuantity(): { amount: number; unit: string } | undefined {
    const read = readAmount(cellOf(row, columns, 'amount'))
    if ('fault' in read) return void fault(read.fault, 'amount')
    const unit = text('unit') || read.unit
    if ('amount' in read) return { amount: read.amount, unit }
    const { doubtful } = read
    const written = text('amount')
    const facts = { comma: doubtful[','], point: doubtful['.'] }
    const question: Question = {
      kind: 'decimal',
      key: 'decimal',
      written,
      known: true,
      choices: [',', '.'],
      facts,
    }
    if (answers.decimal === null && context.sign !== null) {
      notes.push({ code: 'decimal-by-others', written })
      settled.push(question)
      return { amount: doubtful[context.sign], unit }
    }
    const sign = settle<Sign>(question, 'amount', answers.decimal ?? undefined, () => true)
    return sign && { amount: doubtful[sign], unit }
  }

  function weigh(
    { amount, unit: written }: { amount: number; unit: string },
    at: number,
    item: Item,
    when: string,
  ) {
    understood.amount = amount
    understood.unit = written
    if (!written) return void fault('unit-missing', 'unit')
    const told = { ...item, amount, period: when, source: '', place: communePlace(at) }
    const weighed = toKilograms(world.units, { ...told, unit: written })
    const key = `${plain(written)}|${itemKey(item)}`
    const question = 'refused' in weighed ? null : weighed.question
    if (!('refused' in weighed) && !question) return take(written)
    const choices = question?.choices ?? world.units.fitting({ ...told, period: when }).map(({ id }) => id)
    const answer = settle<string>(
      { kind: 'unit', key, written, known: question !== null, choices, facts: { item: itemKey(item) } },
      'unit',
      answers.unit[key],
      (one) => choices.includes(one) || (one === '' && question !== null),
    )
    if (!('refused' in weighed)) understood.kilograms = weighed.kilograms
    if (answer === undefined) return
    if (answer === '') notes.push({ code: 'unit-open', written })
    take(answer || written)

    function take(unit: string) {
      const meant = toKilograms(world.units, { ...told, unit })
      if ('refused' in meant) return void fault('unit-not-then', 'unit')
      if (meant.unconfirmed) notes.push({ code: 'unit-unconfirmed', written })
      const { min: kgMin, likely: kgLikely, max: kgMax } = meant.kilograms
      Object.assign(understood, { unit, kilograms: meant.kilograms, kgMin, kgLikely, kgMax })
    }
  }
}

export function itemFrom(key: string): Item {
  const [product = '', form = ''] = key.split('/')
  return { product, form }
}
