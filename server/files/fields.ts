import type { Properties } from './raw.ts'
import type { FileReport } from './types.ts'

const SAMPLES = 5

/** The columns of the file as they show in its rows: what kind of value, and a few different ones. */
export class Fields {
  private readonly seen = new Map<string, { kinds: Set<string>; samples: Set<string> }>()

  look(properties: Properties) {
    for (const name in properties) {
      let field = this.seen.get(name)
      if (!field) {
        field = { kinds: new Set(), samples: new Set() }
        this.seen.set(name, field)
      }
      const value = properties[name]
      if (value === null || value === '') continue
      field.kinds.add(typeof value)
      if (field.samples.size < SAMPLES) field.samples.add(String(value).slice(0, 80))
    }
  }

  list(): FileReport['fields'] {
    return [...this.seen].map(([name, { kinds, samples }]) => ({
      name,
      kind: kindOf(kinds),
      samples: [...samples],
    }))
  }
}

function kindOf(kinds: Set<string>): 'text' | 'number' | 'boolean' | 'mixed' {
  if (kinds.size > 1) return 'mixed'
  if (kinds.has('number')) return 'number'
  if (kinds.has('boolean')) return 'boolean'
  return 'text'
}

const NAME = /^(nombre|name|nom|nome|consejo|comunidad|denominaci[oó]n|cc|sector|label|etiqueta)/i

/** What a person would call this row, for messages: its name column, else its first text, else nothing. */
export function nameOf(properties: Properties): string {
  let first = ''
  for (const key in properties) {
    const value = properties[key]
    if (typeof value !== 'string' || value === '') continue
    if (NAME.test(key)) return value.slice(0, 80)
    first ||= value.slice(0, 80)
  }
  return first
}
