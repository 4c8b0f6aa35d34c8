import { expect, test } from 'vitest'
import { weaknessOf } from './weak-password.ts'

test.each([
  ['araguaney-2026', 'name'],
  ['ARAGUANEY araguaney', 'name'],
  ['aaaaaaaaaaaaaa', 'repeated'],
  ['121212121212', 'repeated'],
  ['abc.abc.abc.abc', 'repeated'],
  ['------------', 'repeated'],
  ['123456789012', 'sequence'],
  ['zyxwvutsrqponm', 'sequence'],
  ['qwertyuiopasdf', 'sequence'],
  ['1qaz2wsx3edc', 'sequence'],
  ['Contraseña123456', 'common'],
  ['password!2026', 'common'],
  ['¡Viva Venezuela!', null],
  ['una yunta de bueyes', null],
  ['x7#kq-02.mmZ9', null],
  ['ana ana ana lluvia', null],
] as const)('%s: %s', (password, weakness) => {
  expect(weaknessOf(password, 'Araguaney')).toBe(weakness)
})

test('a name of two letters does not forbid half the words', () => {
  expect(weaknessOf('la lima limonera', 'Li')).toBeNull()
})
