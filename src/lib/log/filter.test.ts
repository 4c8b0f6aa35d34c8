import { describe, expect, test } from 'vitest'
import { queryOf, readFilter, readFingerprint, writeFilter, writeFingerprint } from './filter.ts'

const at = (search: string) => new URL(`http://localhost/log${search}`)

describe('the filter of the log', () => {
  test('comes back from the address that it was written to, and leaves the rest of it alone', () => {
    const filter = { who: 0, kind: 'commune', id: 5, from: '2026-11-01', to: '2026-11-22' } as const
    const url = writeFilter(at('?lang=pt'), filter)
    expect(readFilter(url)).toEqual(filter)
    expect(url.searchParams.get('lang')).toBe('pt')
    expect(writeFilter(url, {}).search).toBe('?lang=pt')
  })

  test('leaves out what makes no sense in a mangled link', () => {
    for (const search of ['?kind=secret&id=5', '?who=me', '?from=yesterday', '?from=2026-13-40', '?id=7'])
      expect(readFilter(at(search))).toEqual({})
  })

  test('the last day is asked for to its end, where the reader is', () => {
    const { from, to } = queryOf({ from: '2026-11-22', to: '2026-11-22' })
    expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(86_400_000)
    expect(new Date(String(from)).getHours()).toBe(0)
  })
})

describe('a fingerprint on paper', () => {
  const head = { seq: 41, hash: '0123456789abcdef'.repeat(4) }

  test('is read again however it was copied', () => {
    expect(readFingerprint(writeFingerprint(head))).toEqual(head)
    expect(readFingerprint(`41:${head.hash.toUpperCase()}`)).toEqual(head)
    expect(readFingerprint(`  41 · ${head.hash}\n`)).toEqual(head)
  })

  test('is none where a digit is missing or wrong', () => {
    expect(readFingerprint(`41:${head.hash.slice(1)}`)).toBeNull()
    expect(readFingerprint(`41:g${head.hash.slice(1)}`)).toBeNull()
    expect(readFingerprint(head.hash)).toBeNull()
  })
})
