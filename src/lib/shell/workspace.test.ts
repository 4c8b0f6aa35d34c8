import { expect, test } from 'vitest'
import { workspaceLink, workspaceOf } from './workspace.ts'

test.each([
  ['/', 'territory'],
  ['/levels', 'territory'],
  ['/land', 'land'],
  ['/land/parties', 'land'],
  ['/landing', 'territory'],
  ['/corridors/plan', 'corridors'],
] as const)('%s belongs to %s', (path, workspace) => expect(workspaceOf(path)).toBe(workspace))

test('another workspace opens where the map is, in the same language, and takes nothing else along', () => {
  const url = new URL('http://x/?lang=pt&place=-69.3,10,12&commune=7')
  expect(workspaceLink(url, 'land')).toBe('/land?lang=pt&place=-69.3,10,12')
  expect(workspaceLink(new URL('http://x/land?unit=3'), 'territory')).toBe('/')
})
