/** The tools of the drawing screen: each has a key, and says what it needs first. */
import type { SketchShape } from '$lib/map/drawing/sketch.ts'

export const TOOLS = {
  nodes: { key: 'v', icon: 'nodes', needsCouncil: false, shape: null },
  draw: { key: 'd', icon: 'draw', needsCouncil: false, shape: 'outline' },
  split: { key: 's', icon: 'scissors', needsCouncil: true, shape: 'line' },
  merge: { key: 'm', icon: 'merge', needsCouncil: true, shape: null },
  give: { key: 'g', icon: 'give', needsCouncil: true, shape: 'line' },
  redraw: { key: 'r', icon: 'freehand', needsCouncil: true, shape: 'freehand' },
  follow: { key: 'f', icon: 'follow', needsCouncil: true, shape: null },
  part: { key: 'a', icon: 'part', needsCouncil: true, shape: 'outline' },
  hole: { key: 'h', icon: 'hole', needsCouncil: true, shape: 'outline' },
} as const satisfies Record<
  string,
  { key: string; icon: string; needsCouncil: boolean; shape: SketchShape | null }
>

export type Tool = keyof typeof TOOLS
export const TOOL_NAMES = Object.keys(TOOLS) as Tool[]
