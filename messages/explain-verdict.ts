/** A judgement in the language of an assembly: one sentence, why, and what would mend it. */
import type {
  Cohesion,
  JudgedPair,
  Judgement,
  RegisteredAs,
  Remedy,
  Separation,
} from '../domain/territory/types.ts'
import { type Locale, region, translate } from './index.ts'

/** Of each kind of reason so many are told one by one; the rest are counted. */
const TOLD = 4

export interface Explanation {
  sentence: string
  reasons: string[]
  /** One for each of `judgement.remedies`, in the same order. */
  remedies: string[]
}

export interface ExplainOptions {
  locale: Locale
  /** What people call a council. */
  name: (id: string) => string
  registeredAs?: RegisteredAs
}

export function explainVerdict(judgement: Judgement, options: ExplainOptions): Explanation {
  const say = new Speaker(options)
  return {
    sentence: sentenceOf(judgement, say, options.registeredAs ?? 'commune'),
    reasons: [
      ...apartReasons(judgement, say),
      ...hiddenReasons(judgement, say),
      ...doubtfulReasons(judgement, say),
      ...confirmedReasons(judgement, say),
      ...linkReasons(judgement, say),
      ...cutReasons(judgement, say),
      ...enclaveReasons(judgement, say),
      ...overlapReasons(judgement, say),
      ...gapReasons(judgement, say),
    ],
    remedies: judgement.remedies.map((remedy) => remedySentence(remedy, say)),
  }
}

/** The sentence alone, which needs no more than what holds the commune together. */
export const verdictSentence = (cohesion: Cohesion, options: ExplainOptions): string =>
  sentenceOf(cohesion, new Speaker(options), options.registeredAs ?? 'commune')

/** 7.4 m, 38 m, 1.2 km: as many digits as an assembly can use. */
export function formatDistance(metres: number, locale: Locale): string {
  const inKilometres = metres >= 1000
  const value = inKilometres ? metres / 1000 : metres
  const number = new Intl.NumberFormat(region(locale), { maximumFractionDigits: value < 10 ? 1 : 0 })
  return `${number.format(value)} ${inKilometres ? 'km' : 'm'}`
}

/** 40 m², 1.3 ha, 2,300 ha. */
export function formatArea(squareMetres: number, locale: Locale): string {
  const inHectares = squareMetres >= 10_000
  const value = inHectares ? squareMetres / 10_000 : squareMetres
  const number = new Intl.NumberFormat(region(locale), { maximumFractionDigits: value < 10 ? 1 : 0 })
  return `${number.format(value)} ${inHectares ? 'ha' : 'm²'}`
}

/** A day as people write it; what is no ISO date stays as it was written. */
export function formatDay(day: string, locale: Locale): string {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00:00Z`) : null
  if (at === null || Number.isNaN(at.getTime())) return day
  return at.toLocaleDateString(region(locale), { dateStyle: 'medium', timeZone: 'UTC' })
}

class Speaker {
  readonly locale: Locale
  readonly name: (id: string) => string

  constructor({ locale, name }: ExplainOptions) {
    this.locale = locale
    this.name = name
  }

  say(key: Parameters<typeof translate>[1], values: Parameters<typeof translate>[2] = {}): string {
    return translate(this.locale, key, values)
  }

  distance(metres: number): string {
    return formatDistance(metres, this.locale)
  }

  area(squareMetres: number): string {
    return formatArea(squareMetres, this.locale)
  }

  /** «El Coriano, Cerritos Blancos y otros 3» */
  list(ids: readonly string[], most = 6): string {
    const names = ids.slice(0, ids.length > most ? most - 1 : most).map(this.name)
    if (ids.length > names.length) {
      names.push(this.say('verdict.and-more', { count: ids.length - names.length }))
    }
    return new Intl.ListFormat(region(this.locale), { type: 'conjunction' }).format(names)
  }
}

function sentenceOf(judgement: Cohesion, say: Speaker, registeredAs: RegisteredAs): string {
  const { verdict, components } = judgement
  const count = components.flat().length
  const pieces = components.length
  if (count === 0) return say.say('verdict.empty')
  if (registeredAs === 'network') return say.say(`verdict.network.${verdict}`, { count, pieces })
  if (verdict === 'contiguous') return say.say('verdict.contiguous', { count })
  if (verdict === 'split') {
    return pieces > 1
      ? say.say('verdict.split', { count, pieces })
      : say.say('verdict.split.hidden', { count })
  }
  const { doubtful, confirmed, links } = conditionsOf(judgement)
  const borders = doubtful.length
  const vouched = [
    ...(links.length > 0 ? [say.say('verdict.tie.links', { count: links.length })] : []),
    ...(confirmed.length > 0 ? [say.say('verdict.tie.confirmed', { count: confirmed.length })] : []),
  ]
  if (vouched.length === 0)
    return say.say(borders > 0 ? 'verdict.conditional.doubtful' : 'verdict.conditional.parts', {
      count,
      borders,
    })
  const ties = new Intl.ListFormat(region(say.locale), { type: 'conjunction' }).format(vouched)
  return borders === 0
    ? say.say('verdict.conditional.declared', { count, ties })
    : say.say('verdict.conditional.both', { count, ties, borders })
}

export interface Conditions {
  /** Borders that the drawing leaves in doubt and nobody confirmed. */
  doubtful: JudgedPair[]
  /** Doubtful borders that an assembly confirmed. */
  confirmed: JudgedPair[]
  /** Declared ways across. */
  links: JudgedPair[]
}

/** The ties of the spanning tree that aren't certain borders: the whole hangs on them. */
export function conditionsOf({ pairs, spanningTree }: Cohesion): Conditions {
  const best = new Map<string, JudgedPair>()
  for (const pair of pairs) {
    const key = `${pair.a}\n${pair.b}`
    const known = best.get(key)
    if (!known || strength(pair) > strength(known)) best.set(key, pair)
  }
  const ties = spanningTree.flatMap(([a, b]) => best.get(`${a}\n${b}`) ?? best.get(`${b}\n${a}`) ?? [])
  const open = ties.filter(({ kind, certainty }) => kind !== 'link' && certainty === 'doubtful')
  return {
    doubtful: open.filter(({ confirmation }) => !confirmation),
    confirmed: open.filter(({ confirmation }) => confirmation),
    links: ties.filter(({ kind }) => kind === 'link'),
  }
}

/** As the spanning tree prefers them where two councils are tied more than once. */
function strength({ kind, certainty, confirmation }: JudgedPair): number {
  if (kind === 'link') return 1
  if (certainty === 'certain') return 3
  return confirmation ? 2 : 0
}

function apartReasons(judgement: Judgement, say: Speaker): string[] {
  const { separations, components, pairs } = judgement
  const told = separations.slice(0, TOLD).map((separation) => {
    const { apart, other, size } = sidesOf(separation, components)
    if (separation.gapM < 0.05) {
      const corner = pairs.find(
        ({ kind, a, b }) =>
          kind === 'corner' && ((a === apart && b === other) || (a === other && b === apart)),
      )
      return corner
        ? say.say('verdict.reason.corner', { a: say.name(apart), b: say.name(other) })
        : say.say('verdict.reason.touching', { unit: say.name(apart), other: say.name(other) })
    }
    const values = { unit: say.name(apart), other: say.name(other), gap: say.distance(separation.gapM) }
    return size === 1
      ? say.say('verdict.reason.apart', values)
      : say.say('verdict.reason.apart-many', { ...values, count: size })
  })
  const more = separations.length - told.length
  return more > 0 ? [...told, say.say('verdict.reason.apart-more', { count: more })] : told
}

/** The smaller piece is the one that lies apart; pieces come largest first. */
function sidesOf(separation: Separation, components: string[][]) {
  const [from, to] = separation.pieces
  const apartIsFrom = from > to
  return {
    apart: apartIsFrom ? separation.from : separation.to,
    other: apartIsFrom ? separation.to : separation.from,
    size: from === to ? 1 : components[Math.max(from, to)].length,
  }
}

function hiddenReasons(judgement: Judgement, say: Speaker): string[] {
  return judgement.parted
    .filter(({ hidesBreak }) => hidesBreak)
    .map(({ unit, parts }) => say.say('verdict.reason.hidden', { unit: say.name(unit), parts }))
}

function doubtfulReasons(judgement: Judgement, say: Speaker): string[] {
  const ties = conditionsOf(judgement).doubtful
  const told = ties.slice(0, TOLD).map((tie) =>
    say.say('verdict.reason.doubtful', {
      a: say.name(tie.a),
      b: say.name(tie.b),
      length: say.distance(tie.lengthM),
      separation: say.distance(tie.separationM),
    }),
  )
  const more = ties.length - told.length
  return more > 0 ? [...told, say.say('verdict.reason.doubtful-more', { count: more })] : told
}

function confirmedReasons(judgement: Judgement, say: Speaker): string[] {
  return conditionsOf(judgement).confirmed.map(({ a, b, separationM, confirmation }) => {
    const { declaredBy: by = '', declaredOn: on = '' } = confirmation ?? {}
    return say.say('verdict.reason.confirmed', {
      a: say.name(a),
      b: say.name(b),
      separation: say.distance(separationM),
      by,
      on: formatDay(on, say.locale),
      known: by && on ? 'both' : by ? 'by' : on ? 'on' : 'neither',
    })
  })
}

function linkReasons(judgement: Judgement, say: Speaker): string[] {
  return conditionsOf(judgement).links.map(({ a, b }) =>
    say.say('verdict.reason.link', { a: say.name(a), b: say.name(b) }),
  )
}

function cutReasons(judgement: Judgement, say: Speaker): string[] {
  const { cutUnits } = judgement
  if (cutUnits.length === 0) return []
  if (cutUnits.length === 1) return [say.say('verdict.reason.cut', { unit: say.name(cutUnits[0]) })]
  return [say.say('verdict.reason.cut-many', { units: say.list(cutUnits, 12) })]
}

function enclaveReasons(judgement: Judgement, say: Speaker): string[] {
  return judgement.enclaves.map(({ unit, beside, areaM2 }) =>
    unit === null
      ? say.say('verdict.reason.empty-enclave', { area: say.area(areaM2), units: say.list(beside) })
      : say.say('verdict.reason.enclave', { unit: say.name(unit) }),
  )
}

function overlapReasons(judgement: Judgement, say: Speaker): string[] {
  const { overlaps } = judgement
  const told = overlaps
    .slice(0, TOLD)
    .map(({ a, b, areaM2 }) =>
      say.say('verdict.reason.overlap', { a: say.name(a), b: say.name(b), area: say.area(areaM2) }),
    )
  const rest = overlaps.slice(TOLD)
  if (rest.length === 0) return told
  const area = say.area(rest.reduce((sum, { areaM2 }) => sum + areaM2, 0))
  return [...told, say.say('verdict.reason.overlap-more', { count: rest.length, area })]
}

function gapReasons(judgement: Judgement, say: Speaker): string[] {
  const { gaps } = judgement
  const told = gaps.slice(0, TOLD).map(({ beside, areaM2 }) =>
    say.say('verdict.reason.gap', {
      count: beside.length,
      units: say.list(beside),
      area: say.area(areaM2),
    }),
  )
  const rest = gaps.slice(TOLD)
  if (rest.length === 0) return told
  const area = say.area(rest.reduce((sum, { areaM2 }) => sum + areaM2, 0))
  return [...told, say.say('verdict.reason.gap-more', { count: rest.length, area })]
}

function remedySentence(remedy: Remedy, say: Speaker): string {
  const { remaining } = remedy
  switch (remedy.kind) {
    case 'add-councils':
      return say.say('verdict.remedy.add', { units: say.list(remedy.councils), remaining })
    case 'declare-link':
      return say.say('verdict.remedy.link', {
        a: say.name(remedy.a),
        b: say.name(remedy.b),
        gap: say.distance(remedy.gapM),
        remaining,
      })
    case 'confirm-border':
      return say.say('verdict.remedy.confirm', {
        a: say.name(remedy.a),
        b: say.name(remedy.b),
        length: say.distance(remedy.lengthM),
        remaining,
      })
    case 'leave-out':
      return remedy.councils.length <= TOLD
        ? say.say('verdict.remedy.leave', { units: say.list(remedy.councils), remaining })
        : say.say('verdict.remedy.leave-many', { count: remedy.councils.length, remaining })
  }
}
