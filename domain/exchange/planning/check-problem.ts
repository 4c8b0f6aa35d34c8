/** What is wrong with a problem, before anybody plans with it. */
import Schema from 'typebox/schema'
import { ExchangeProblem } from './problem-schema.ts'
import { supplyId } from './situation.ts'

export interface ProblemFault {
  code:
    | 'missing-field'
    | 'unknown-field'
    | 'wrong-form'
    | 'out-of-range'
    | 'not-a-choice'
    | 'unknown-name'
    | 'repeated'
    | 'to-itself'
    | 'no-amount'
  /** Where in the input: `/needs/3/product`. */
  path: string
  facts: Record<string, string | number>
}

const compiled = Schema.Compile(ExchangeProblem)
/** More than anybody corrects at once. */
const MOST_FAULTS = 20

/** Nothing when the problem can be planned. */
export function checkProblem(input: unknown): ProblemFault[] {
  if (!compiled.Check(input)) return faultsOfForm(input)
  const faults: ProblemFault[] = []
  const problem = input as ExchangeProblem
  const communes = names('communes', problem.communes)
  const products = names('products', problem.products)
  const hubs = names('hubs', problem.hubs ?? [])
  names('processing', problem.processing ?? [])
  names('roads', problem.roads ?? [])
  names(
    'supplies',
    problem.supplies.map((supply) => ({ id: supply.id ?? supplyId(supply) })),
  )
  names(
    'needs',
    problem.needs.map(({ commune, product, period }) => ({
      id: [commune, product, period].filter(Boolean).join('/'),
    })),
  )
  const periods = names(
    'periods',
    (problem.periods ?? []).map((id) => ({ id })),
  )

  const known = (path: string, name: string | null | undefined, among: Set<string>) => {
    if (name != null && !among.has(name)) faults.push({ code: 'unknown-name', path, facts: { name } })
  }
  for (const list of ['supplies', 'needs'] as const)
    problem[list].forEach(({ commune, product, period }, i) => {
      known(`/${list}/${i}/commune`, commune, communes)
      known(`/${list}/${i}/product`, product, products)
      known(`/${list}/${i}/period`, period, periods)
    })
  ;(problem.processing ?? []).forEach(({ input, output }, i) => {
    known(`/processing/${i}/input`, input, products)
    known(`/processing/${i}/output`, output, products)
    if (input === output) faults.push({ code: 'to-itself', path: `/processing/${i}`, facts: { name: input } })
  })
  ;(problem.roads ?? []).forEach(({ a, b, id }, i) => {
    if (a === b) faults.push({ code: 'to-itself', path: `/roads/${i}`, facts: { name: id } })
  })
  const decided = (problem.decisions ?? []).map(({ from, to, product, period, via }) => ({
    id: [from, to, product, period, via].filter(Boolean).join('/'),
  }))
  names('decisions', decided)
  ;(problem.decisions ?? []).forEach(({ from, to, product, period, via, decision, quantityT }, i) => {
    known(`/decisions/${i}/from`, from, communes)
    known(`/decisions/${i}/to`, to, communes)
    known(`/decisions/${i}/product`, product, products)
    known(`/decisions/${i}/period`, period, periods)
    known(`/decisions/${i}/via`, via, hubs)
    if (decision === 'locked' && quantityT === undefined)
      faults.push({ code: 'no-amount', path: `/decisions/${i}`, facts: { name: decided[i].id } })
  })
  return faults.slice(0, MOST_FAULTS)

  function names(list: string, things: { id: string }[]): Set<string> {
    const seen = new Set<string>()
    things.forEach(({ id }, i) => {
      if (seen.has(id)) faults.push({ code: 'repeated', path: `/${list}/${i}`, facts: { name: id } })
      seen.add(id)
    })
    return seen
  }
}

interface FormError {
  keyword: string
  instancePath: string
  params: {
    requiredProperties?: string[]
    additionalProperties?: string[]
    allowedValues?: unknown[]
    comparison?: string
    limit?: number
    type?: string
  }
}

function faultsOfForm(input: unknown): ProblemFault[] {
  const [, errors] = compiled.Errors(input) as unknown as [boolean, FormError[]]
  const faults = new Map<string, ProblemFault>()
  const add = (code: ProblemFault['code'], path: string, facts: ProblemFault['facts']) => {
    if (!faults.has(path) && faults.size < MOST_FAULTS) faults.set(path, { code, path: path || '/', facts })
  }
  for (const { keyword, instancePath: path, params } of errors) {
    if (keyword === 'required')
      add('missing-field', path, { field: (params.requiredProperties ?? []).join(', ') })
    else if (keyword === 'additionalProperties')
      add('unknown-field', path, { field: (params.additionalProperties ?? []).join(', ') })
    else if (keyword === 'enum')
      add('not-a-choice', path, { choices: (params.allowedValues ?? []).join(', ') })
    else if (params.limit !== undefined)
      add('out-of-range', path, { limit: `${params.comparison ?? ''} ${params.limit}`.trim() })
    else if (keyword === 'type') add('wrong-form', path, { form: params.type ?? '' })
  }
  if (faults.size === 0) add('wrong-form', errors[0]?.instancePath ?? '', { form: 'object' })
  return [...faults.values()]
}
