import { expect, test } from 'vitest'
import { type ClaimContent, disagreementsEver, type Told } from '../../../domain/dossier/content.ts'
import { uncertainDate } from '../../../domain/land/uncertain-date.ts'
import { pdfPages } from '../../../test/support/pdf-text.ts'
import { drawDossier } from './dossier.ts'
import type { ReportFacts } from './facts.ts'
import { drawOnePage } from './one-page.ts'

const version = { version: 1, hidden: [] }
const assertions = (count: number) =>
  Array.from(
    { length: count },
    (_, i): Told<'assertion'> => ({
      ...version,
      id: i + 1,
      unitId: 1,
      extentId: null,
      predicate: 'holds',
      partyId: (i % 3) + 1,
      share: null,
      from: uncertainDate(String(1950 + (i % 70))),
      to: null,
      amount: null,
      amountUnit: null,
      amountText: null,
      sourceId: (i % 5) + 1,
      cited: null,
      stance: null,
      aboutId: null,
      note: null,
    }),
  )

function facts(count: number, more: Partial<ClaimContent> = {}): ReportFacts {
  const told = assertions(count)
  const content: ClaimContent = {
    format: 'toparquia-claim-1',
    knownAt: '2026-11-29T14:00:00.000Z',
    unit: {
      ...version,
      id: 1,
      kind: 'urban-block',
      name: 'La Ceiba',
      municipality: null,
      state: null,
      country: 'VE',
      note: null,
      approximate: false,
      demonstration: false,
    },
    extents: [],
    parties: [1, 2, 3].map((id) => ({
      ...version,
      id,
      kind: 'group',
      name: `Grupo ${id}`,
      communeId: null,
      members: [],
      note: null,
    })),
    assertions: told,
    disagreements: disagreementsEver(told.slice(0, 12), []),
    uses: [],
    cases: [],
    evidence: [],
    sources: [1, 2, 3, 4, 5].map((id) => ({
      ...version,
      id,
      kind: 'press',
      title: `Diario ${id}`,
      publisher: null,
      publishedText: null,
      url: null,
      note: null,
    })),
    ...more,
  }
  const head = { seq: 41, hash: '1'.repeat(64) }
  const address = 'https://toparquia.example.org/land?unit=1'
  return { locale: 'en', content, address, key: 'a'.repeat(64), head, day: '2026-11-29' }
}
const words = (bytes: Buffer) => pdfPages(bytes).join('\n').replaceAll('\n', ' ')

test('an empty claim says in each part that nothing is there', async () => {
  const said = words(await drawDossier(facts(0, { parties: [] })))
  for (const sentence of [
    'No place is shown here',
    'No party is written down',
    'Nothing is written down',
    'there is no disagreement',
    'No procedure is written down',
    'There is no evidence',
  ])
    expect(said).toContain(sentence)
})

test('each disagreement stands with all that is said of it, and each source with its number', async () => {
  const given = facts(12)
  const said = words(await drawDossier(given))
  expect(given.content.disagreements.length).toBeGreaterThan(0)
  expect(said).toContain('1. Who? Sources name different ones (Possession)')
  expect(said).toMatch(/since 1950: Possession: Grupo 1 \[1\]/)
  expect(said).toMatch(/\[5\].*Press: Diario 5/)
})

test('the same facts make the same bytes', async () => {
  expect(await drawDossier(facts(12))).toEqual(await drawDossier(facts(12)))
})

test.each([0, 5, 300])(
  'one page is one page, of %i statements too, and says how many it has no room for',
  async (count) => {
    const cases: ClaimContent['cases'] = Array.from({ length: count }, (_, i) => ({
      ...version,
      id: i,
      unitId: 1,
      procedure: 'idle-estate',
      packVersion: '2010',
      title: `Caso ${i}`,
      beganOn: '2020-01-10',
      claimantId: null,
      note: null,
      events: [],
    }))
    const place = {
      precision: 'exact' as const,
      geometry: { type: 'Point' as const, coordinates: [-69.3, 9.8] },
      areaM2: null,
      name: null,
    }
    const extents: ClaimContent['extents'] = [
      {
        ...version,
        id: 1,
        unitId: 1,
        part: null,
        from: null,
        to: null,
        method: 'surveyed',
        accuracyM: null,
        statedAreaM2: null,
        statedAreaText: null,
        sourceId: 1,
        note: null,
        place,
      },
    ]
    const pages = pdfPages(await drawOnePage(facts(count, { cases, extents })))
    expect(pages).toHaveLength(1)
    expect(pages[0]).toContain('Boundary, surveyed')
    if (count === 300) expect(pages[0]).toMatch(/and \d+ more in the dossier/)
    expect(pages[0].replaceAll(/\s/g, '')).toContain('a'.repeat(64))
  },
)
