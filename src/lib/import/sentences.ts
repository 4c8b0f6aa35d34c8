/** Words of the import screen that depend on data: file sizes, systems' names, what a problem says. */

import type { MessageKey, MessageValues } from '../../../messages/index.ts'
import type { ImportProblem } from '../../../server/imports/schema.ts'
import type { Language } from '../language.svelte.ts'
import { type CoordinateSystem, SYSTEMS } from './coordinate-systems.ts'

/** 900 B · 12 kB · 3,4 MB, in decimal units. */
export function fileSize(bytes: number, language: Language): string {
  if (bytes < 1000) return `${language.number(bytes)} B`
  if (bytes < 1e6) return `${language.number(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${language.number(bytes / 1e6, 1)} MB` : `${language.number(bytes / 1e9, 2)} GB`
}

const DATUMS = { wgs84: 'search.wgs84', regven: 'search.regven', 'la-canoa': 'search.la-canoa' } as const

export function systemName(system: CoordinateSystem, { t }: Language): string {
  if (system.datum === null) return t('import.system-3857')
  if (system.code === 'EPSG:4326') return t('import.system-4326')
  const datum = t(DATUMS[system.datum])
  return system.zone === null
    ? t('import.system-degrees', { datum })
    : t('import.system-utm', { datum, zone: `${system.zone}N` })
}

/** A code, or the text of a .prj, as people call it. */
export function crsName(crs: string | null, language: Language): string {
  if (!crs) return '–'
  const known = SYSTEMS.find(({ code }) => code === crs)
  if (known) return systemName(known, language)
  return /^\s*[A-Z_]+\s*\[\s*"([^"]{1,80})"/i.exec(crs)?.[1].replaceAll('_', ' ') ?? crs.slice(0, 60)
}

/**
 * What happened, or what to do about it. A code that a newer server knows and this page does not is shown as it is:
 * better than a blank screen in the middle of an import.
 */
export function problemSentence(
  part: 'problem' | 'remedy',
  code: string,
  facts: MessageValues,
  { t }: Language,
): string {
  try {
    return t(`${part}.${code}` as MessageKey, facts)
  } catch {
    return part === 'problem' ? code : ''
  }
}

/** What problems of one kind have in common, without the facts of any one of them; null where no name is known. */
export function kindName(code: string, { t }: Language): string | null {
  try {
    return t(`import.kind-${code}` as MessageKey)
  } catch {
    return null
  }
}

/** The feature that a problem is about: its name, else its row in the file, else the file. */
export function featureName({ feature, featureName: name }: ImportProblem, { t }: Language): string {
  if (feature === null) return t('import.whole-file')
  return name || t('import.feature-number', { number: feature + 1 })
}
