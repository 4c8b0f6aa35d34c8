/** What the table of councils shows of each, and how wide. */
import type { MessageKey } from '$messages/index.ts'
import type { CouncilSort } from './council-pages.svelte.ts'

export interface Column {
  id: 'pick' | 'name' | 'code' | 'kind' | 'families' | 'area' | 'communes'
  heading: MessageKey
  /** A track of a CSS grid. */
  width: string
  sort?: CouncilSort
  numeric?: boolean
}

const PICK: Column = { id: 'pick', heading: 'table.pick', width: '36px' }
const NAME: Column = { id: 'name', heading: 'table.name', width: 'minmax(0, 1fr)', sort: 'name' }
const FAMILIES: Column = {
  id: 'families',
  heading: 'table.families',
  width: '64px',
  sort: 'families',
  numeric: true,
}
const AREA: Column = { id: 'area', heading: 'table.area', width: '78px', sort: 'area', numeric: true }

/** In a side panel code, kind and communes stand under the name instead. */
const NARROW = [PICK, NAME, FAMILIES, AREA]
const WIDE: Column[] = [
  PICK,
  { ...NAME, width: 'minmax(0, 2fr)' },
  { id: 'code', heading: 'table.code', width: 'minmax(0, 1fr)' },
  { id: 'kind', heading: 'table.kind', width: '96px' },
  { ...FAMILIES, width: '96px' },
  { ...AREA, width: '112px' },
  { id: 'communes', heading: 'table.communes', width: 'minmax(0, 1.5fr)' },
]
const WIDE_FROM = 680

/** Columns for a width in CSS pixels, without the boxes where nothing can be picked. */
export function columnsFor(width: number, picking: boolean): Column[] {
  const columns = width >= WIDE_FROM ? WIDE : NARROW
  return picking ? columns : columns.filter(({ id }) => id !== 'pick')
}

/** Rows to draw: those in sight and a few above and below, as first (included) and last (excluded) index. */
export function rowsInSight(
  scrolled: number,
  height: number,
  rowHeight: number,
  count: number,
): [number, number] {
  const margin = 8
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / rowHeight) - margin))
  return [first, Math.min(count, Math.ceil((scrolled + height) / rowHeight) + margin)]
}

/** Where a key takes the active cell; null where the key is not for the grid. Row -1 is the heading. */
export function moveCell(
  key: string,
  ctrl: boolean,
  [row, column]: [number, number],
  rows: number,
  columns: number,
  page: number,
): [number, number] | null {
  const moves: Record<string, [number, number]> = {
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    PageDown: [row + page, column],
    PageUp: [Math.max(0, row - page), column],
    Home: ctrl ? [0, 0] : [row, 0],
    End: ctrl ? [rows - 1, columns - 1] : [row, columns - 1],
  }
  const moved = moves[key]
  if (!moved) return null
  return [Math.max(-1, Math.min(rows - 1, moved[0])), Math.max(0, Math.min(columns - 1, moved[1]))]
}
