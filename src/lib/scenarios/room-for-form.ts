/** A form at the foot of a phone's sheet needs all of it; afterwards the sheet is as it was. */
import type { Shell } from '$lib/shell/shell.svelte.ts'

export function roomForForm(shell: Shell): () => void {
  const before = shell.sheet
  shell.sheet = 'full'
  return () => {
    shell.sheet = before
  }
}
