import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endOfArchive, fileHeader, padding, readTar } from './tar.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'toparquia-tar-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

const files: [name: string, content: Buffer][] = [
  ['plain', Buffer.from('text')],
  ['empty', Buffer.alloc(0)],
  ['whole-block', Buffer.alloc(512, 1)],
  [`folder/${'long-'.repeat(40)}name`, Buffer.alloc(513, 2)],
  ['evidence/Ñandú.jpg', Buffer.alloc(100_000, 3)],
  // Its record's length grows by a digit through its own digits.
  ['x'.repeat(86), Buffer.from('a')],
  ['ñ'.repeat(46), Buffer.from('b')],
]
const modified = 1_376_500_000

const archive = (entries: typeof files): Buffer =>
  Buffer.concat([
    ...entries.flatMap(([name, content]) => [
      fileHeader(name, content.length, modified),
      content,
      padding(content.length),
    ]),
    endOfArchive,
  ])

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(bytes: Buffer, size = 700) {
  const found: typeof files = []
  for await (const { name, content } of readTar(inPieces(bytes, size))) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    found.push([name, Buffer.concat(pieces)])
  }
  return found
}

it.each([1, 511, 512, 700, 1 << 20])('comes back whole from pieces of %i bytes', async (size) => {
  expect(await read(archive(files), size)).toEqual(files)
})

it('passes over content that nobody reads', async () => {
  const names: string[] = []
  for await (const { name } of readTar(inPieces(archive(files), 700))) names.push(name)
  expect(names).toEqual(files.map(([name]) => name))
})

it('is what tar itself reads', () => {
  const file = join(directory, 'ours.tar')
  writeFileSync(file, archive(files))
  execFileSync('tar', ['xf', file, '-C', directory])
  for (const [name, content] of files)
    expect(readFileSync(join(directory, name)).equals(content), name).toBe(true)
})

it('states a size beyond what an octal field holds', () => {
  const file = join(directory, 'large.tar')
  writeFileSync(file, fileHeader('large', 10 ** 11, modified))
  // What follows is missing, so tar complains, but not before it has said what it found.
  const listed = execFileSync('sh', ['-c', `tar tvf ${file} 2>/dev/null || true`], { encoding: 'utf8' })
  expect(listed).toContain('100000000000')
})

it.each(['ustar', 'pax'])('is read as tar itself writes it (%s)', async (format) => {
  const file = join(directory, 'theirs.tar')
  writeFileSync(join(directory, 'one'), Buffer.alloc(1000, 'é'))
  execFileSync('tar', ['cf', file, `--format=${format}`, '-C', directory, 'one'])
  expect(await read(readFileSync(file))).toEqual([['one', Buffer.alloc(1000, 'é')]])
})

it('refuses what is cut short, altered, or no plain file', async () => {
  const whole = archive(files)
  await expect(read(whole.subarray(0, 1000))).rejects.toMatchObject({ reason: 'cut-short' })
  await expect(read(whole.subarray(0, -1024))).rejects.toMatchObject({ reason: 'cut-short' })
  const altered = Buffer.from(whole)
  altered[3] ^= 1
  await expect(read(altered)).rejects.toMatchObject({ reason: 'damaged' })
  const file = join(directory, 'link.tar')
  execFileSync('sh', ['-c', `cd ${directory} && ln -s /etc/passwd link && tar cf link.tar link`])
  await expect(read(readFileSync(file))).rejects.toMatchObject({ reason: 'damaged' })
})
