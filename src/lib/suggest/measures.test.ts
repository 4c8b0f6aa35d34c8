import { describe, expect, it } from 'vitest'
import type { Criterion, Scores } from '../../../domain/composing/index.ts'
import { type MessageKey, type MessageValues, translate } from '../../../messages/index.ts'
import { distinctions, measureRows } from './measures.ts'

const scores = (more: Partial<Scores>): Scores => ({
  councils: { least: 10, most: 12 },
  families: { least: 100, most: 300, spread: 0.2 },
  compactness: 0.4,
  cutBorderM: 4000,
  councilsKept: null,
  bordersKept: null,
  crossedM: null,
  conditional: 0,
  ...more,
})
const alternative = (bestAt: Criterion, more: Partial<Scores>) => ({
  communes: [{}, {}],
  bestAt,
  scores: scores(more),
})
const words = {
  t: (key: MessageKey, values?: MessageValues) => translate('es', key, values),
  number: String,
  metres: (metres: number) => `${metres} m`,
}

describe('alternatives beside each other', () => {
  it('have a row for what is measured, with the best in it, and none for what is not', () => {
    const rows = measureRows([alternative('all', {}), alternative('balance', { compactness: 0.5 })], words)
    expect(rows.map(({ label }) => label)).not.toContain('suggest.row-crossed')
    expect(rows.find(({ label }) => label === 'suggest.row-compact')).toEqual({
      label: 'suggest.row-compact',
      cells: ['40\u00a0%', '50\u00a0%'],
      best: [1],
    })
    expect(rows.find(({ label }) => label === 'suggest.row-spread')!.best).toEqual([])
  })

  it('are named for what they beat all others in, whatever the search went after', () => {
    const named = distinctions([
      alternative('all', {}),
      alternative('compact', { families: { least: 1, most: 2, spread: 0.1 } }),
      alternative('balance', { compactness: 0.6 }),
      alternative('compact', { cutBorderM: 9000 }),
    ])
    expect(named).toEqual(['all', 'balance', 'compact', 'other'])
  })
})
