/** What the packages of others bring along: known weaknesses, and whether each is the very one that was chosen. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Audit {
  /** What has to be mended, one sentence each. */
  findings: string[]
  /** Why the registry could not be asked; null where it was. */
  unasked: string | null
}

interface LockedPackage {
  version?: string
  resolved?: string
  integrity?: string
  optional?: boolean
  dev?: boolean
  link?: boolean
}

/** Without an address a package comes from here, as npm is set up; with another it would come from elsewhere. */
const REGISTRY = 'https://registry.npmjs.org/'

/**
 * Whose hash npm could not write down, since it records those of the platform on which the lock was made. All are
 * compiled tools of development for platforms on which the program does not run.
 */
const UNHASHED = [
  /^node_modules\/@biomejs\/cli-(android|darwin|win32|linux-\w+-musl)/,
  /^node_modules\/@oxc-parser\/binding-(android|darwin|freebsd|openharmony|win32|linux-(arm-|ppc64|riscv64|s390x))/,
]

/** @param lock package-lock.json, read. */
export function lockFindings(lock: { packages: Record<string, LockedPackage> }): string[] {
  return Object.entries(lock.packages).flatMap(([path, { resolved, integrity, optional, dev, link }]) => {
    if (path === '') return []
    const excused = optional && dev && UNHASHED.some((known) => known.test(path))
    return [
      ...(link ? [`${path} is a link to somewhere else.`] : []),
      ...(resolved && !resolved.startsWith(REGISTRY) ? [`${path} comes from ${resolved}.`] : []),
      ...(integrity || excused ? [] : [`${path} has no hash: whatever comes under its name is taken.`]),
      ...(integrity && !/^sha512-/.test(integrity) ? [`${path} has a weak hash: ${integrity}`] : []),
    ]
  })
}

interface AuditReport {
  auditReportVersion?: number
  vulnerabilities?: Record<string, { severity: string; via: (string | { title?: string; url?: string })[] }>
  message?: string
  error?: { code?: string; summary?: string }
}

const GRAVE = new Set(['high', 'critical'])

/** @param output of `npm audit --json`. */
export function readAudit(output: string): Audit {
  let report: AuditReport
  try {
    report = JSON.parse(output)
  } catch {
    return { findings: [], unasked: 'npm audit gave no report.' }
  }
  if (report.auditReportVersion === undefined || !report.vulnerabilities) {
    const why = report.message ?? report.error?.summary ?? report.error?.code
    return { findings: [], unasked: why || 'npm audit gave no report.' }
  }
  const findings = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => GRAVE.has(severity))
    .map(([name, { severity, via }]) => {
      const told = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`))
      return `${name}: ${severity}. ${told.join('; ')}`
    })
  return { findings, unasked: null }
}

/** Of what runs on a server; the tools of development meet no stranger. */
export function auditPackages(): Audit {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  const { findings, unasked } = readAudit(stdout ?? '')
  return { findings: [...lockFindings(lock), ...findings], unasked }
}
