/** What every workspace shares: is the server there, what it holds, messages that pass, how tall the sheet is. */

import { createContext } from 'svelte'
import { ask, OFFLINE, type Problem } from '$lib/api.ts'
import type { Meta } from '../../../server/territories/schema.ts'

export interface Toast {
  id: number
  text: string
  tone: 'done' | 'problem'
  action?: { label: string; run: () => void }
}
/** The phone's sheet: a line with the verdict, half the window, or all of it. */
export type SheetHeight = 'line' | 'half' | 'full'

/** Long enough to read two lines and reach the button; WCAG 2.2.1 asks that it can be met again: undo stays in the list. */
const TOAST_MILLISECONDS = 12_000

export class Shell {
  meta = $state<Meta | null>(null)
  metaProblem = $state<Problem | null>(null)
  online = $state(true)
  sheet = $state<SheetHeight>('half')
  /** A task that needs more room than a column, such as the import's table. */
  wide = $state(false)
  toasts = $state<Toast[]>([])
  /** Read out by screen readers when it changes. */
  announcement = $state('')
  #nextToast = 1

  /** Asks what the server holds; the map's tiles follow its revision. */
  refresh = async (): Promise<void> => {
    const answer = await ask<Meta>('/meta')
    this.online = answer.ok || answer.problem.type !== OFFLINE
    if (answer.ok) this.meta = answer.value
    this.metaProblem = answer.ok ? null : answer.problem
  }

  toast(text: string, action?: Toast['action'], tone: Toast['tone'] = 'done'): void {
    const id = this.#nextToast++
    this.toasts = [...this.toasts.slice(-2), { id, text, tone, action }]
    setTimeout(() => this.dismiss(id), TOAST_MILLISECONDS)
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }
}

export const [getShell, setShell] = createContext<Shell>()
