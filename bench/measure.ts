/** Medians, percentiles and targets: what every claim is measured with. */

/** What a claim promises of a figure. */
export type Target = { atMost: number } | { atLeast: number }

export interface Figure {
  name: string
  value: number
  unit: string
  target?: Target
}

export interface Outcome {
  claim: string
  /** What was measured on what, in one line. */
  subject: string
  figures: Figure[]
  /** What was left out and why; never silent. */
  remarks: string[]
}

export const median = (values: number[]): number => quantile(values, 0.5)

/** The smallest value that at least `share` of all do not exceed. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]
}

export function meets({ value, target }: Figure): boolean {
  if (!target) return true
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}

export const digits = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))

/** One line a figure, columns aligned. */
export function table({ claim, subject, figures, remarks }: Outcome): string {
  const rows = figures.map((figure) => {
    const { target } = figure
    const promise = target ? ('atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`) : ''
    return [
      figure.name,
      `${digits(figure.value)} ${figure.unit}`.trim(),
      promise,
      target ? (meets(figure) ? 'met' : 'MISSED') : '',
    ]
  })
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)))
  const lines = rows.map((row) =>
    `  ${row.map((cell, k) => (k === 1 ? cell.padStart(widths[k]) : cell.padEnd(widths[k]))).join('  ')}`.trimEnd(),
  )
  return [`${claim}: ${subject}`, ...lines, ...remarks.map((remark) => `  (${remark})`)].join('\n')
}
