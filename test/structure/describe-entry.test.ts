import { describe, expect, it } from 'vitest'
import { BREAKS } from '../../domain/log/chain.ts'
import { ACCOUNT_ACTIONS, LOG_ACTIONS } from '../../domain/log/entry.ts'
import { describeEntry } from '../../messages/describe-entry.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'

const subject = { kind: 'commune', id: 5, name: 'Ataroa' } as const
/** All that any sentence asks for. */
const facts = {
  name: 'Ataroa',
  before: 'Antes',
  councils: 2,
  communes: 1,
  links: 1,
  created: 1,
  ended: 1,
  names: 'Ataroa, Buría',
  part: 'charter',
  as: 'network',
  added: 1,
  removed: 0,
  audience: 'public',
  kind: 'bridge',
  a: 'A',
  b: 'B',
  file: 'f.kml',
  layer: 'councils',
  format: 'gpkg',
  count: 2,
  level: 'city',
  members: 2,
  member: 'Pío Tamayo',
  from: '2026-01-10',
  circuit: 'La Vega',
  moment: '2026-11-22 14:41',
  program: '0.1.0',
  beside: 'La Paz, El Coriano',
  areaM2: 4130,
  items: 12,
  use: 'court',
  predicate: 'holds',
  along: 2,
  units: 1,
  assertions: 0,
  overlap: 4,
  state: 'disputed',
  evidence: 12,
  what: 'attached',
  amount: 42,
  unit: 't',
  to: 31,
  period: '2026-11',
  kg: 42_000,
  sentKg: 8000,
  sentOn: '2026-11-12',
  flows: 3,
  day: '2026-11-20',
  on: '2026-11-20',
  sent: 2,
  received: 0,
}

describe.each(LOCALES)('an entry in %s', (locale) => {
  it.each(LOG_ACTIONS)('%s is one sentence without holes', (action) => {
    const text = describeEntry(
      { action, subject, detail: { facts, step: { kind: 'link-declared' } } },
      locale,
    )
    expect(text).not.toBe(action)
    expect(text).not.toMatch(/[{}]|undefined|null/)
  })

  it.each(ACCOUNT_ACTIONS)('%s needs nothing but the name of the account', (action) => {
    expect(
      describeEntry(
        { action, subject: { kind: 'account', id: 7, name: 'Araguaney' }, detail: { facts: {} } },
        locale,
      ),
    ).not.toBe(action)
  })
})

describe.each(LOCALES)('a broken log in %s', (locale) => {
  it.each(BREAKS)('%s is said with the entry', (why) => {
    expect(translate(locale, `log.broken.${why}` as MessageKey, { seq: 17 })).toContain('17')
  })
})

it('an undoing tells what was undone', () => {
  expect(
    describeEntry(
      {
        action: 'change-undone',
        subject,
        detail: { facts: { name: 'Ataroa', councils: 2 }, step: { kind: 'commune-created' } },
      },
      'es',
    ),
  ).toBe('Se deshizo: Se creó la comuna «Ataroa» con 2 consejos')
})

it('an action of a later program shows its own word', () => {
  expect(describeEntry({ action: 'corridor-drawn', subject, detail: { facts: {} } }, 'es')).toBe(
    'corridor-drawn',
  )
})
