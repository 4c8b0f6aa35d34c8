import { buildAdjacency, flatten, type Unit } from '../../domain/territory/index.ts'
import { contest } from './contest.ts'

contest((country) => buildAdjacency(flatten(country.features as unknown as Unit[])).a.length)
