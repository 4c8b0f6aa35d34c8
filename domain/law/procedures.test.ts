import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { calendarOf } from './calendar.ts'
import { IdlenessPack } from './idleness-schema.ts'
import idleness from './packs/idleness.json' with { type: 'json' }
import { Procedure } from './procedure-schema.ts'
import { findProcedure, idlenessRule, PROCEDURES, versionInForce } from './procedures.ts'

describe.each(PROCEDURES.map((procedure) => [procedure.id, procedure] as const))(
  'the procedure %s',
  (_, procedure) => {
    test('has the form of a procedure, and a calendar of its country', () => {
      expect([...Value.Errors(Procedure, procedure)]).toEqual([])
      expect(calendarOf(procedure.country).country).toBe(procedure.country)
    })

    test('names laws that it lists and steps that come before', () => {
      const laws = new Set(procedure.laws.map(({ id }) => id))
      for (const { id: version, steps } of procedure.versions) {
        const seen = new Set<string>()
        for (const { id, law, startsFrom, term } of steps) {
          expect(law === null || laws.has(law), `${version} ${id} ${law}`).toBe(true)
          for (const from of [startsFrom, term?.runsFrom ?? null])
            expect(from === null || seen.has(from), `${version} ${id} from ${from}`).toBe(true)
          expect(seen.has(id), `${version} ${id} twice`).toBe(false)
          seen.add(id)
        }
      }
    })

    test('has versions that follow each other without a gap, the last of them in force', () => {
      const { versions } = procedure
      for (const [i, { validTo }] of versions.entries())
        expect(validTo).toBe(versions[i + 1]?.validFrom ?? null)
      expect(new Set(versions.map(({ id }) => id)).size).toBe(versions.length)
    })

    test('says nothing for sure that names no law', () => {
      for (const { steps } of procedure.versions)
        for (const { law, confidence, term } of steps) {
          if (law === null) expect(confidence).not.toBe('high')
          if (confidence === 'unconfirmed' && term) expect(term.confidence).toBe('unconfirmed')
        }
    })
  },
)

test('a case stands on the version of the day on which it began', () => {
  const estate = findProcedure('ve-idle-estate')!
  const on = (day: string) => versionInForce(estate, day)?.id
  expect(on('2001-11-12')).toBeUndefined()
  expect(on('2009-03-05')).toBe('land-2005')
  expect(on('2010-07-28')).toBe('land-2005')
  expect(on('2010-07-29')).toBe('land-2010')
  const brazil = findProcedure('br-settlement')!
  expect(versionInForce(brazil, '2023-12-17')?.id).toBe('mp-2183')
  expect(versionInForce(brazil, '2023-12-18')?.id).toBe('stf-2023')
})

test('the rules of idleness have their form, and the threshold of their day', () => {
  expect([...Value.Errors(IdlenessPack, idleness)]).toEqual([])
  expect(idlenessRule('VE', '2026-01-01')).toMatchObject({
    yieldAtLeast: 0.8,
    article: '7',
    confidence: 'high',
  })
  expect(idlenessRule('VE', '2003-01-01')?.confidence).toBe('unconfirmed')
  expect(idlenessRule('BR', '2026-01-01')).toMatchObject({ useAtLeast: 0.8, yieldAtLeast: 1 })
  expect(idlenessRule('BO', '2026-01-01')).toMatchObject({ yieldAtLeast: null, confidence: 'unconfirmed' })
  expect(idlenessRule('VE', '1999-01-01')).toBeUndefined()
})
