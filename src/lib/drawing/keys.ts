/** What keys do on the drawing screen. Letters count only where nothing is written and nothing else has the focus. */
import type { DrawScreen } from './draw-screen.svelte.ts'
import { TOOL_NAMES, TOOLS } from './tools.ts'

const ARROWS: Record<string, [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

export function screenKeys(screen: DrawScreen, event: KeyboardEvent): void {
  const target = event.target as HTMLElement
  if (event.defaultPrevented || target.matches('input:not([type=checkbox]), select, textarea')) return
  const control = event.ctrlKey || event.metaKey
  if (control && event.key.toLowerCase() === 'z') {
    event.preventDefault()
    if (event.shiftKey) screen.redo()
    else screen.undo()
    return
  }
  if (control && event.key.toLowerCase() === 'y') {
    event.preventDefault()
    screen.redo()
    return
  }
  if (control || event.altKey) return
  if (event.key === 'Escape') {
    if (screen.cancel()) event.preventDefault()
    return
  }
  const onMap = target === document.body || target.closest('section.map') !== null
  const arrow = ARROWS[event.key]
  if (arrow && screen.picked && screen.tool === 'nodes') {
    event.preventDefault()
    event.stopPropagation()
    screen.nodes.nudge(...arrow, event.shiftKey)
  } else if ((event.key === 'Delete' || event.key === 'Backspace') && screen.picked) {
    event.preventDefault()
    screen.nodes.delete()
  } else if (event.key === 'PageDown' || event.key === 'PageUp') {
    if (screen.handles.nodes.length === 0) return
    event.preventDefault()
    screen.nodes.walk(event.key === 'PageDown' ? 1 : -1)
  } else if (event.key === 'Enter' && onMap && screen.proposal) {
    event.preventDefault()
    screen.accept()
  } else if (onMap) {
    const tool = TOOL_NAMES.find((name) => TOOLS[name].key === event.key.toLowerCase())
    if (tool) screen.take(tool)
  }
}
