import { describe, expect, test } from 'vitest'
import { answersTo } from './host.ts'

const OWN = ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST']
const FOREIGN = ['evil.example', 'evil.example:3000', 'localhost.evil.example', '192.168.0.7:3000', '0.0.0.0']
const NONSENSE = ['localhost@evil.example', 'localhost/evil', 'a b', '?', '[::1', 'localhost:x']

describe('a server that listens on this machine only', () => {
  const hosts = { listening: '127.0.0.1', publicUrl: null }
  test.each(OWN)('answers to %s', (host) => expect(answersTo(host, hosts)).toBe(true))
  test.each([...FOREIGN, ...NONSENSE])('does not answer to %s', (host) =>
    expect(answersTo(host, hosts)).toBe(false),
  )
  test('answers to its public name, which a proxy passes on', () => {
    const behind = { ...hosts, publicUrl: 'https://tierra.example/' }
    expect(answersTo('tierra.example', behind)).toBe(true)
    expect(answersTo('tierra.example:443', behind)).toBe(true)
    expect(answersTo('otra.example', behind)).toBe(false)
  })
})

describe('a server that listens to a network', () => {
  test.each([...OWN, ...FOREIGN])('without a public address answers to %s', (host) =>
    expect(answersTo(host, { listening: '0.0.0.0', publicUrl: null })).toBe(true),
  )
  const known = { listening: '0.0.0.0', publicUrl: 'http://tierra.example:8080' }
  test.each([...OWN, 'tierra.example:8080', 'TIERRA.example'])('with one answers to %s', (host) =>
    expect(answersTo(host, known)).toBe(true),
  )
  test.each([...FOREIGN, ...NONSENSE])('with one does not answer to %s', (host) =>
    expect(answersTo(host, known)).toBe(false),
  )
})

test('a probe that names no host is answered: no browser is one', () => {
  expect(answersTo(undefined, { listening: '127.0.0.1', publicUrl: null })).toBe(true)
})
