import { describe, expect, it } from 'vitest'
import { arrowsFrom, arrowsOf, objection, rooms } from './arrows.ts'

describe('imports', () => {
  const arrows = rooms.flatMap(arrowsFrom)

  it('are found in every room', () => {
    for (const room of rooms)
      expect(arrows.filter(({ from }) => from.startsWith(`${room}/`)).length, room).toBeGreaterThan(3)
  })

  it('point one way', () => {
    expect(
      arrows.flatMap((arrow) => (objection(arrow) ? [`${arrow.from}: ${objection(arrow)}`] : [])),
    ).toEqual([])
  })
})

describe('the rule of the arrows', () => {
  const verdicts = (from: string, code: string) =>
    arrowsOf(from, code).map((arrow) => objection(arrow) !== null)

  it.each([
    ['domain/a/b.ts', "import { x } from '../../server/app.ts'"],
    ['domain/a/b.ts', "import type { X } from '../../messages/index.ts'"],
    ['domain/a/b.ts', "import { readFileSync } from 'node:fs'"],
    ['domain/a/b.ts', "import { sql } from 'kysely'"],
    ['messages/index.ts', "import { judge } from '../domain/territory/index.ts'"],
    ['server/app.ts', "import Map from '../src/lib/Map.svelte'"],
    ['server/app.ts', "const page = await import('../src/app.ts')"],
    ['src/lib/a.ts', "import { Commune } from '../../server/territories/schema.ts'"],
    ['src/lib/a.ts', "import type { Tables } from '../../server/database/index.ts'"],
    ['src/lib/a.ts', "import {\n  type Commune,\n  readAll,\n} from '../../server/territories/schema.ts'"],
    ['src/lib/a.ts', "export * from '../../server/territories/schema.ts'"],
    ['src/lib/a.ts', "import fs from 'node:fs'"],
  ])('refuses, in %s, %s', (from, code) => {
    expect(verdicts(from, code)).toEqual([true])
  })

  it.each([
    ['domain/a/b.ts', "import { x } from '../c/d.ts'"],
    ['domain/a/b.ts', "import Flatbush from 'flatbush'"],
    ['messages/index.ts', "import type { Verdict } from '../domain/territory/types.ts'"],
    ['server/app.ts', "import { judge } from '../domain/territory/index.ts'"],
    ['server/app.ts', "import { translate } from '../messages/index.ts'"],
    ['src/lib/a.ts', "import type { Commune } from '../../server/territories/schema.ts'"],
    ['src/lib/a.ts', "import { type Commune, type Link } from '../../server/territories/schema.ts'"],
    ['src/lib/a.ts', "import { judge } from '$domain/territory/index.ts'"],
    ['src/lib/a.ts', "// import { x } from '../../server/app.ts'\nimport Map from '$lib/map/Map.svelte'"],
  ])('allows, in %s, %s', (from, code) => {
    expect(verdicts(from, code)).toEqual([false])
  })
})
