/** What a process takes. */
import { existsSync, readFileSync } from 'node:fs'

/** The most memory that this process has held: resident, in megabytes. */
export function peakMemoryMB(): number {
  const status = '/proc/self/status'
  const line = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) : null
  return (line ? Number(line[1]) : process.resourceUsage().maxRSS) / 1024
}
