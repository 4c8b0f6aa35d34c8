/** One coupled plan in this process: prints its time and memory as JSON. Asked by planning.ts. */
import { type ChanceSize, narrowed, problemByChance } from '../domain/exchange/planning/by-chance.ts'
import { planExchange } from '../domain/exchange/planning/index.ts'
import { solveLinearProgram } from '../server/exchanges/solve-linear-program.ts'
import { sha256 } from '../server/log/write.ts'
import { peakMemoryMB } from './memory.ts'

const size = JSON.parse(process.argv[2]) as ChanceSize
const problem = problemByChance(1, size)
const apart = await planExchange(
  { ...problem, options: { level: 'uncoupled', price: false } },
  { hash: sha256 },
)
if ('refused' in apart) throw new Error(apart.refused)
const asked = narrowed(problem, apart.roads)
const before = peakMemoryMB()
const [begun, computed] = [performance.now(), process.cpuUsage()]
const plan = await planExchange(
  { ...asked, options: { level: 'coupled', price: false } },
  { hash: sha256, solve: solveLinearProgram },
)
const { user, system } = process.cpuUsage(computed)
if ('refused' in plan) throw new Error(plan.refused)
console.log(
  JSON.stringify({
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: (user + system) / 1e6,
    growthMB: peakMemoryMB() - before,
    gap: (plan.cost.total - plan.lowerBound!) / plan.cost.truckKm,
    truckKmShare: plan.cost.truckKm / apart.cost.truckKm,
  }),
)
