/** The greatest of them, greatest first, and the others. Equal ones by their number, so that the same are drawn each time. */
export function greatest(items: readonly number[], kg: Float64Array, most: number): [number[], number[]] {
  const order = (a: number, b: number) => Math.abs(kg[b]) - Math.abs(kg[a]) || a - b
  if (items.length <= most) return [[...items].sort(order), []]
  // The amount that the last of them has, without sorting a hundred thousand by a function.
  const amounts = Float64Array.from(items, (item) => Math.abs(kg[item])).sort()
  const least = amounts[amounts.length - most]
  const first = items.filter((item) => Math.abs(kg[item]) >= least).sort(order)
  const chosen = new Set(first.splice(0, most))
  return [[...chosen], items.filter((item) => !chosen.has(item))]
}
