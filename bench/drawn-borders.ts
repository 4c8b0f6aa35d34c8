/**
 * How well drawn borders are found again: F1 by place, error and seed, over coverages redrawn area by area.
 * Prints a table, and the same as JSON with `--json`.
 *
 *   node bench/drawn-borders.ts [--errors 0.5,2,5,15] [--seeds 1,2,3] [--drop 0.25] [--json]
 */
import { parseArgs } from 'node:util'
import {
  readPlaces,
  referenceFolder,
  referencePresent,
  scoreRedrawn,
} from '../test/support/redrawn-places.ts'

const { values } = parseArgs({
  options: {
    errors: { type: 'string', default: '0.5,2,5,15' },
    seeds: { type: 'string', default: '1,2,3' },
    drop: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
})
if (!referencePresent) {
  console.error(`The places to redraw are read from ${referenceFolder}, which is absent.`)
  process.exit(2)
}
const errors = values.errors.split(',').map(Number)
const seeds = values.seeds.split(',').map(Number)
const rows: Record<string, string | number>[] = []
for (const [place, known] of readPlaces())
  for (const errorM of errors)
    for (const seed of seeds) {
      const score = scoreRedrawn(known, { errorM, seed, dropShare: Number(values.drop) })
      rows.push({
        place,
        errorM,
        seed,
        borders: known.borders.size,
        ...score,
        f1: Number(score.f1.toFixed(4)),
      })
    }
if (values.json) console.log(JSON.stringify(rows, null, 2))
else console.table(rows)
