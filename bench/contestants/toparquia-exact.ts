/** The rivals' job by the engine: neighbours where lines are shared exactly, and dirty borders lost. */
import { buildExactAdjacency } from '../../domain/territory/adjacency.ts'
import { flatten, type Unit } from '../../domain/territory/index.ts'
import { contest } from './contest.ts'

contest((country) => buildExactAdjacency(flatten(country.features as unknown as Unit[])).a.length)
