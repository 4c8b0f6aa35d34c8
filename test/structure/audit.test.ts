import { expect, test } from 'vitest'
import { lockFindings, readAudit } from '../../scripts/audit.ts'

const integrity = `sha512-${'A'.repeat(86)}==`

test('a package is taken by its hash, from the registry', () => {
  const findings = lockFindings({
    packages: {
      '': {},
      'node_modules/fine': { integrity },
      'node_modules/addressed': { integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' },
      'node_modules/unhashed': { version: '1.0.0' },
      'node_modules/elsewhere': { integrity, resolved: 'https://example.org/a.tgz' },
      'node_modules/from-git': { integrity, resolved: 'git+ssh://git@example.org/a.git#1' },
      'node_modules/weak': { integrity: 'sha1-abc' },
      'node_modules/linked': { integrity, link: true },
      'node_modules/@biomejs/cli-win32-x64': { optional: true, dev: true },
      'node_modules/@biomejs/cli-linux-x64': { optional: true, dev: true },
      'node_modules/@oxc-parser/binding-darwin-x64': { optional: true },
    },
  })
  expect(findings.map((finding) => finding.split(' ')[0].replace('node_modules/', ''))).toEqual([
    'unhashed',
    'elsewhere',
    'from-git',
    'weak',
    'linked',
    '@biomejs/cli-linux-x64',
    '@oxc-parser/binding-darwin-x64',
  ])
})

test('grave weaknesses are findings, lesser ones are not', () => {
  const report = {
    auditReportVersion: 2,
    vulnerabilities: {
      grave: { severity: 'high', via: [{ title: 'Reads any file', url: 'https://example.org/1' }] },
      worse: { severity: 'critical', via: ['grave'] },
      slight: { severity: 'low', via: [] },
    },
  }
  expect(readAudit(JSON.stringify(report))).toEqual({
    findings: ['grave: high. Reads any file https://example.org/1', 'worse: critical. grave'],
    unasked: null,
  })
})

test.each([
  [
    JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405, error: {} }),
    '405 Method Not Allowed',
  ],
  [JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'no network' } }), 'no network'],
  ['', 'npm audit gave no report.'],
  ['<html>', 'npm audit gave no report.'],
])('a registry that does not answer is told, not taken for good news: %s', (output, unasked) => {
  expect(readAudit(output)).toEqual({ findings: [], unasked })
})
