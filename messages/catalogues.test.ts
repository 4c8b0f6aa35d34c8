import { readdirSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import en from './en/index.ts'
import es from './es/index.ts'
import pt from './pt/index.ts'

const catalogues: Record<string, Record<string, string>> = { es, en, pt }
const keys = Object.keys(es)

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** Every value a sentence asks for, with how it is used: `families plural`, `law argument`. Nested ones too. */
function argumentsOf(elements: Element[]): Set<string> {
  const found = new Set<string>()
  for (const element of elements) {
    // intl-messageformat: 1 argument, 2 number, 3 date, 4 time, 5 select, 6 plural, 8 tag
    const use = ['', 'argument', 'number', 'date', 'time', 'select', 'plural'][element.type]
    if (use && 'value' in element) found.add(`${element.value} ${use}`)
    if ('options' in element) {
      for (const option of Object.values(element.options))
        for (const inner of argumentsOf(option.value)) found.add(inner)
    }
  }
  return found
}

const parse = (language: string, key: string) =>
  new IntlMessageFormat(catalogues[language][key], language, undefined, { ignoreTag: true }).getAst()

describe.each(['en', 'pt'])('the sentences in %s', (language) => {
  it('are those that Spanish has, neither more nor fewer', () => {
    const missing = keys.filter((key) => !(key in catalogues[language]))
    const surplus = Object.keys(catalogues[language]).filter((key) => !(key in es))
    expect({ missing, surplus }).toEqual({ missing: [], surplus: [] })
  })

  it('ask for the same values as in Spanish', () => {
    for (const key of keys.filter((key) => key in catalogues[language])) {
      expect([...argumentsOf(parse(language, key))].sort(), key).toEqual(
        [...argumentsOf(parse('es', key))].sort(),
      )
    }
  })
})

describe.each(['es', 'en', 'pt'])('the catalogue %s', (language) => {
  it('has no empty sentence and none with blanks around it', () => {
    for (const [key, text] of Object.entries(catalogues[language])) expect(text.trim(), key).toBe(text)
    expect(Object.entries(catalogues[language]).filter(([, text]) => text === '')).toEqual([])
  })

  it('reads as ICU MessageFormat', () => {
    for (const key of Object.keys(catalogues[language])) expect(() => parse(language, key), key).not.toThrow()
  })

  it('holds every file of its folder, and no key twice', async () => {
    const folder = new URL(`./${language}/`, import.meta.url)
    const owner = new Map<string, string>()
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const texts = (await import(new URL(name, folder).pathname, { with: { type: 'json' } }))
        .default as Record<string, string>
      for (const [key, text] of Object.entries(texts)) {
        expect(owner.get(key), `${key} in ${name}`).toBeUndefined()
        owner.set(key, name)
        expect(catalogues[language][key], `${key} of ${name}`).toBe(text)
      }
    }
  })
})
