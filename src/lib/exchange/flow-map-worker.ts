/** The thread that prepares what the map draws of exchanges. */
import { FlowMap, LEVELS, type Level } from '$domain/exchange/flow-map/index.ts'
import type { FlowAnswer, FlowMessage } from './flow-drawing.svelte.ts'

let map: FlowMap | null = null
/** Tables change with what is chosen, not with the view. */
let tables: { of: string; made: Pick<FlowAnswer, 'pairs' | 'loads'> } | null = null

globalThis.onmessage = ({ data }: MessageEvent<FlowMessage>) => {
  if ('source' in data) {
    const { places, columns, routes } = data.source
    map = new FlowMap(places, columns, routes)
    tables = null
    return
  }
  if (!map) return
  const { turn, choice, box, zoom, rows } = data.question
  const level: Level = data.question.level ?? map.levelAt(zoom)
  map.choose(choice)
  const drawing = map.view(box, level)
  const asked = JSON.stringify([choice, level, rows])
  if (tables?.of !== asked)
    tables = { of: asked, made: { pairs: map.table(level, rows), loads: map.loadTable(rows) } }
  const { names, of } = map.groupings[LEVELS.indexOf(level)]
  const answer: FlowAnswer = { turn, drawing, names, groupOf: of, ...tables.made }
  postMessage(answer)
}
