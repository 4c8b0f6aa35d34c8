/** What a person may choose for a problem that can't decide itself. */
export type Decision = 'repair' | 'leave-out' | 'keep'

const REPAIRABLE = new Set([
  'self-intersection',
  'ring-touches-itself',
  'hole-outside',
  'holes-nested',
  'interior-disconnected',
  'parts-nested',
  'rings-repeated',
  'geometry-invalid',
  'line-closed',
  'crosses-antimeridian',
  'sign-missing',
])
const KEEPABLE = new Set(['duplicate-feature', 'duplicate-shape', 'tiny-area'])
/** About the whole file: keep it as read, or read it again with another answer. */
const FILE_WIDE = new Set(['axes-swapped', 'crs-implausible'])

/** Best first; the first is what the screen proposes. Empty for notes and stops. */
export function decisionsFor(code: string, severity: string): Decision[] {
  if (severity !== 'decide') return []
  if (FILE_WIDE.has(code)) return ['keep']
  if (code === 'duplicate-feature') return ['leave-out', 'keep']
  if (KEEPABLE.has(code)) return ['keep', 'leave-out']
  if (REPAIRABLE.has(code)) return ['repair', 'leave-out']
  return ['leave-out']
}
