/** What of a comparison of two days is about one commune or certain councils. Pure. */
import type { ComparedDays } from '$domain/territory/compare-days.ts'

/** The councils that are asked about, with those whose land went to them or came from them. */
export function aboutCouncils(compared: ComparedDays, councils: ReadonlySet<number>): ComparedDays {
  const touches = (id: string | null) => id !== null && councils.has(Number(id))
  const flows = compared.flows.filter(({ from, to }) => touches(from) || touches(to))
  const involved = new Set([...councils, ...flows.flatMap(({ from, to }) => [Number(from), Number(to)])])
  return { ...compared, flows, councils: compared.councils.filter(({ id }) => involved.has(id)) }
}

/** The smallest box around boxes: west, south, east, north. */
export function boxAround(boxes: readonly (readonly number[])[]): [number, number, number, number] | null {
  if (boxes.length === 0) return null
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ]
}
