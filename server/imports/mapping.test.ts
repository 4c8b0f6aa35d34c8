import { describe, expect, test } from 'vitest'
import { guessMapping, readCount, readKind, readText } from './mapping.ts'

const fields = (...names: string[]) => names.map((name) => ({ name }))

describe('columns', () => {
  test('are recognised in Spanish, English and Portuguese, with accents and signs', () => {
    expect(
      guessMapping(fields('CÓDIGO_SITUR', 'Nombre del CC', 'Ámbito', 'N° Familias', 'Población', 'Comuna')),
    ).toEqual({
      code: 'CÓDIGO_SITUR',
      name: 'Nombre del CC',
      kind: 'Ámbito',
      families: 'N° Familias',
      population: 'Población',
      commune: 'Comuna',
    })
    expect(guessMapping(fields('code', 'name', 'muni', 'prov'))).toMatchObject({
      code: 'code',
      name: 'name',
      commune: null,
    })
    expect(guessMapping(fields('nome', 'populacao'))).toMatchObject({ name: 'nome', population: 'populacao' })
  })
  test('of the commune are not taken for the name of the council', () => {
    expect(guessMapping(fields('nombre_comuna', 'nombre_consejo'))).toMatchObject({
      name: 'nombre_consejo',
      commune: 'nombre_comuna',
    })
  })
  test('that merely number the rows are not taken for codes', () => {
    expect(guessMapping(fields('id', 'fid', 'OBJECTID', 'nombre'))).toMatchObject({
      code: null,
      name: 'nombre',
    })
  })
  test('that say nothing known stay without a meaning', () => {
    expect(Object.values(guessMapping(fields('a', 'b'))).every((column) => column === null)).toBe(true)
  })
})

describe('kinds', () => {
  test('are read from the words that files use', () => {
    expect(['URBANO', 'Rural', 'indígena', 'Indigenous', 'u'].map(readKind)).toEqual([
      'urban',
      'rural',
      'indigenous',
      'indigenous',
      'urban',
    ])
  })
  test('are null when empty and undefined when not understood', () => {
    expect(readKind('  ')).toBeNull()
    expect(readKind('mixto')).toBeUndefined()
  })
})

describe('counts', () => {
  test('are read with separators of thousands and with their word', () => {
    expect(['1.234', '1,234', '1 234', '350 familias', '12345', 402, '402.0'].map(readCount)).toEqual([
      1234, 1234, 1234, 350, 12345, 402, 402,
    ])
  })
  test('that are no counts are not guessed at', () => {
    expect(['12.5', '-3', 'unas 200', '1.23.456', 3.5, -1].map(readCount)).toEqual(
      new Array(6).fill(undefined),
    )
    expect(readCount('')).toBeNull()
  })
})

test('text loses outer and double white space, and is null when nothing is left', () => {
  expect(readText('  La   Miel\n')).toBe('La Miel')
  expect(readText('\t')).toBeNull()
})
