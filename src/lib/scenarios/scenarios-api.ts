/** Asking the server for scenarios and telling it what becomes of them. */
import type { ScenarioContent } from '$domain/scenario/index.ts'
import { type Answer, ask } from '$lib/api.ts'
import type {
  NewScenario,
  Scenario,
  ScenarioApplication,
  ScenarioApplied,
  ScenarioEdit,
  ScenarioList,
} from '../../../server/scenarios/schema.ts'

export const listScenarios = (): Promise<Answer<ScenarioList>> => ask('/scenarios')
export const readScenario = (id: number): Promise<Answer<Scenario>> => ask(`/scenarios/${id}`)
export const proposeScenario = (body: NewScenario): Promise<Answer<Scenario>> =>
  ask('/scenarios', { method: 'POST', body })
export const changeScenario = (id: number, body: ScenarioEdit): Promise<Answer<Scenario>> =>
  ask(`/scenarios/${id}`, { method: 'PATCH', body })
export const applyScenario = (id: number, body: ScenarioApplication): Promise<Answer<ScenarioApplied>> =>
  ask(`/scenarios/${id}/apply`, { method: 'POST', body })
export const turnScenario = (
  id: number,
  turn: 'drop' | 'reopen',
  body: { revision: number; reason?: string },
): Promise<Answer<Scenario>> => ask(`/scenarios/${id}/${turn}`, { method: 'POST', body })

/** Where it is looked at, in the language of the present address. */
export function scenarioHref(url: URL, id?: number): string {
  const query = new URLSearchParams()
  const language = url.searchParams.get('lang')
  if (language) query.set('lang', language)
  if (id !== undefined) query.set('id', String(id))
  const text = query.toString()
  return text ? `/scenarios?${text}` : '/scenarios'
}

export type { Scenario, ScenarioContent }
