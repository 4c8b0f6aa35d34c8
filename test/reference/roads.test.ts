/** Real tracks and real broken files, read as roads. Where the reference data are absent the suite says so in its name. */
import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildNetwork, islandsOf } from '../../domain/exchange/roads/index.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'
import { readRoads } from '../../server/exchanges/read-roads.ts'

const NASTY = new URL('../../../shared/data/nasty/', import.meta.url).pathname
const present = existsSync(NASTY)
const absent = present ? '' : ' [REFERENCE DATA ABSENT: NOT CHECKED]'
const FOLDERS = ['kml_gpx', 'geojson', 'archives', 'gpkg', 'json_syntax']
const files = present
  ? FOLDERS.flatMap((folder) => readdirSync(NASTY + folder).map((name) => [folder, name] as const))
  : []

describe(`real tracks as roads${absent}`, () => {
  it.skipIf(!present)(
    'the trails of a park, walked with a GPS, are one network with every crossing in it',
    async () => {
      const outcome = await readRoads({ path: `${NASTY}kml_gpx/blue_hills.gpx`, fileName: 'blue_hills.gpx' })
      if (outcome.kind !== 'read') throw new Error(outcome.kind)
      expect(outcome.roads).toHaveLength(13)
      const network = buildNetwork(outcome.roads)
      expect(network.islandCount).toBe(1)
      expect(network.segmentCount).toBeGreaterThan(100)
      const [whole] = islandsOf(network)
      expect(whole.segments).toBe(network.segmentCount)
    },
  )

  it.skipIf(!present)(
    'no broken file throws, and each refusal has its sentence in three languages',
    async () => {
      const refused = new Map<string, number>()
      for (const [folder, name] of files) {
        const outcome = await readRoads({ path: `${NASTY}${folder}/${name}`, fileName: name })
        const report = 'report' in outcome ? outcome.report : null
        const problems = [...(report?.problems ?? []), ...('problem' in outcome ? [outcome.problem] : [])]
        for (const { code, facts } of problems)
          for (const locale of LOCALES)
            for (const part of ['problem', 'remedy']) {
              const sentence = translate(locale, `${part}.${code}` as MessageKey, facts)
              expect(sentence, `${name} ${code}`).not.toMatch(/undefined|\{\w/)
              expect(sentence, `${name} ${code}`).not.toBe(`${part}.${code}`)
            }
        if (outcome.kind === 'refused')
          refused.set(outcome.problem.code, (refused.get(outcome.problem.code) ?? 0) + 1)
        else if (outcome.kind === 'read') expect(() => buildNetwork(outcome.roads)).not.toThrow()
      }
      expect(refused.get('xml-entities')).toBe(2)
      expect(refused.get('no-lines')).toBeGreaterThan(20)
    },
  )
})
