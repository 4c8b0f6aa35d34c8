/**
 * Makes verifier/vectors anew, byte for byte the same: small dossiers, sound and otherwise, with what a verifier must find.
 * What is expected is written here by hand, from docs/dossier.md; no verifier is asked.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import {
  LOG,
  MANIFEST,
  type Manifest,
  manifestBytes,
  SIGNATURE,
  signatureBytes,
  signedMessage,
} from '../domain/dossier/format.ts'
import type { Finding } from '../domain/dossier/verify.ts'
import { canonicalJson, canonicalText } from '../domain/log/canonical-text.ts'
import {
  assemble,
  type Content,
  FOREIGN_KEY,
  itemOf,
  KEY,
  logOf,
  makeDossier,
  type Part,
  reckonedAgain,
  sha256,
  text,
  withParts,
  zipOf,
} from '../test/support/dossiers.ts'

interface Vector {
  file: string
  why: string
  flags?: { key?: string; head?: string; against?: string }
  exit: 0 | 1 | 2
  findings: Finding[]
}

const directory = fileURLToPath(new URL('../verifier/vectors', import.meta.url))
const files = new Map<string, Uint8Array>()
const vectors: Vector[] = []

function vector(
  name: string,
  why: string,
  bytes: Uint8Array | null,
  findings: Finding[],
  more: Pick<Vector, 'flags'> & { exit?: Vector['exit'] } = {},
) {
  const file = `${name}.zip`
  if (bytes) files.set(file, bytes)
  else if (!files.has(file)) throw new Error(`${file} was not made yet`)
  const { flags, exit = findings.length === 0 ? 0 : 1 } = more
  vectors.push({ file, why, ...(flags && { flags }), exit, findings })
}

const contents: Content[] = [
  { path: 'report.pdf', type: 'application/pdf', content: text('%PDF-1.7 no real one') },
  { path: 'data.json', type: 'application/json', content: text('{"claim":"La Ceiba","hectares":41.5}') },
  { path: 'evidence/0001.jpg', type: 'image/jpeg', content: text('no real photo either') },
  { path: 'evidence/0002.txt', type: 'text/plain', content: text('«Sembramos aquí desde 2009.»\n') },
]
const log = logOf(6)
const made = makeDossier({ contents, log: log.slice(0, 3) })
const items: Part[] = made.parts.slice(0, -2)
const [written, signature] = made.parts.slice(-2).map(({ content }) => content)
const withLog = (manifest: Manifest, all: Content[], key = KEY) =>
  assemble(manifest, [...all, { path: LOG, type: 'text/plain', content: items.at(-1)!.content }], key)
const replaced = (path: string, content: Uint8Array) =>
  items.map((part) => (part.name === path ? { name: path, content } : part))
const kept = (parts: Part[]) => withParts(made.manifest, parts, written, signature).bytes
/** Other items and a manifest that fits them in everything, under the old signature. */
const unsigned = (manifest: Manifest, parts: Part[]) =>
  withParts(manifest, parts, manifestBytes(manifest), signature).bytes

// Sound
vector('sound', 'As it was sealed', made.bytes, [])
vector('sound', 'The right key', null, [], { flags: { key: KEY.publicKey } })
vector('sound', 'A fingerprint from before the sealing', null, [], { flags: { head: `2:${log[1]}` } })
vector('sound', 'The fingerprint of the sealing itself', null, [], {
  flags: { head: `4:${made.manifest.entry.hash}` },
})
vector('sound', 'A fingerprint that is later than the dossier: it can’t tell', null, [], {
  flags: { head: `5:${log[4]}` },
  exit: 2,
})
vector('sound', 'Somebody wrote down another fingerprint', null, [{ code: 'head', at: 2 }], {
  flags: { head: `2:${log[2]}` },
})
vector('sound', 'Another key was made known', null, [{ code: 'key' }], {
  flags: { key: FOREIGN_KEY.publicKey },
})
const first = makeDossier({ contents: contents.slice(0, 1), log: [] })
vector('sound-first-entry', 'The log was empty before', first.bytes, [])
const nothing = makeDossier({ contents: [], log: log.slice(0, 1) })
vector('sound-nothing-in-it', 'No item but the log', nothing.bytes, [])
const later = makeDossier({
  contents,
  log: [...log.slice(0, 3), made.manifest.entry.hash, ...log.slice(4)],
  at: '2026-12-06T10:30:00.000Z',
})
vector('sound-later', 'Sealed a week later on the same log', later.bytes, [])
vector('sound', 'The same log as a later dossier’s', null, [], { flags: { against: 'sound-later.zip' } })
vector('sound-later', 'The same log as an earlier dossier’s', null, [], { flags: { against: 'sound.zip' } })

// Changed
const changedText = text('«Sembramos aquí desde 2019.»\n')
const changedContents = contents.map((one) =>
  one.path === 'evidence/0002.txt' ? { ...one, content: changedText } : one,
)
const changed: Finding[] = [{ code: 'item-changed', path: 'evidence/0002.txt' }]
vector('changed', 'A year in a testimony', kept(replaced('evidence/0002.txt', changedText)), changed)
vector(
  'changed-length',
  'A byte more',
  kept(replaced('data.json', text('{"claim":"La Ceiba","hectares":41.5} '))),
  [{ code: 'item-changed', path: 'data.json' }],
)
{
  const bytes = Uint8Array.from(made.bytes)
  // Local header and path stand before it.
  const at =
    items.slice(0, 1).reduce((sum, { name, content }) => sum + 30 + name.length + content.length, 0) + 39 + 5
  bytes[at] ^= 0x20
  vector(
    'changed-one-bit',
    'One bit, as a bad disk would: the checksum in the ZIP no longer fits either',
    bytes,
    [
      { code: 'container', at: 60 + 14 },
      { code: 'item-changed', path: 'data.json' },
    ],
  )
}
const changedItems = {
  ...made.manifest,
  items: [...changedContents.map(itemOf), made.manifest.items.at(-1)!],
}
vector(
  'changed-with-manifest',
  'The testimony and its hash in the manifest',
  unsigned(changedItems, replaced('evidence/0002.txt', changedText)),
  [{ code: 'seal' }, { code: 'signature' }],
)
vector(
  'changed-with-entry',
  'The testimony, the manifest, the seal and the entry’s hash: all but the signature',
  unsigned(reckonedAgain(changedItems), replaced('evidence/0002.txt', changedText)),
  [{ code: 'signature' }],
)
vector(
  'changed-by-key-holder',
  'All of it and signed, but the log’s entry left as it was',
  withLog(changedItems, changedContents).bytes,
  [{ code: 'seal' }],
)

// Removed and added
const without = (path: string) => items.filter(({ name }) => name !== path)
const withoutInManifest = {
  ...made.manifest,
  items: made.manifest.items.filter(({ path }) => path !== 'evidence/0001.jpg'),
}
vector('removed', 'A photo', kept(without('evidence/0001.jpg')), [
  { code: 'item-missing', path: 'evidence/0001.jpg' },
])
vector('removed-log', 'The log’s hashes', kept(without(LOG)), [{ code: 'item-missing', path: LOG }])
vector(
  'removed-with-manifest',
  'A photo, and its line in the manifest',
  unsigned(withoutInManifest, without('evidence/0001.jpg')),
  [{ code: 'seal' }, { code: 'signature' }],
)
vector(
  'removed-with-entry',
  'A photo, its line, the seal and the entry’s hash',
  unsigned(reckonedAgain(withoutInManifest), without('evidence/0001.jpg')),
  [{ code: 'signature' }],
)
vector('removed-signature', 'The signature', zipOf([...items, { name: MANIFEST, content: written }]), [
  {
    code: 'container',
    at:
      zipOf([...items, { name: MANIFEST, content: written }]).length -
      endingBytes([...items, { name: MANIFEST, content: written }]),
  },
])
const extra = { path: 'evidence/0003.txt', type: 'text/plain', content: text('De otra mano.\n') }
vector(
  'added',
  'A text',
  kept([...items.slice(0, 4), { name: extra.path, content: extra.content }, items[4]]),
  [{ code: 'item-added', path: extra.path }],
)
vector(
  'added-at-the-end',
  'A text, behind the log',
  kept([...items, { name: extra.path, content: extra.content }]),
  [{ code: 'item-added', path: extra.path }],
)
const more = {
  ...made.manifest,
  items: [...contents.map(itemOf), itemOf(extra), made.manifest.items.at(-1)!],
}
vector(
  'added-with-entry',
  'A text, with all but the signature made to fit',
  unsigned(reckonedAgain(more), [
    ...items.slice(0, 4),
    { name: extra.path, content: extra.content },
    items[4],
  ]),
  [{ code: 'signature' }],
)

// Reordered
const swapped = [items[0], items[1], items[3], items[2], items[4]]
vector('reordered', 'Photo and testimony changed places in the file', kept(swapped), [{ code: 'item-order' }])
const swappedManifest = {
  ...made.manifest,
  items: [0, 1, 3, 2, 4].map((i) => made.manifest.items[i]),
}
vector('reordered-with-manifest', 'In the manifest as well', unsigned(swappedManifest, swapped), [
  { code: 'seal' },
  { code: 'signature' },
])
vector('reordered-in-manifest', 'In the manifest alone', unsigned(swappedManifest, items), [
  { code: 'item-order' },
  { code: 'seal' },
  { code: 'signature' },
])
vector(
  'reordered-tail',
  'Signature before manifest',
  zipOf([...items, { name: SIGNATURE, content: signature }, { name: MANIFEST, content: written }]),
  [{ code: 'container', at: tailAt() }],
)
vector(
  'swapped-contents',
  'Two items under each other’s names',
  kept(
    items.map((part) =>
      part.name === 'evidence/0001.jpg'
        ? { name: part.name, content: items[3].content }
        : part.name === 'evidence/0002.txt'
          ? { name: part.name, content: items[2].content }
          : part,
    ),
  ),
  [
    { code: 'item-changed', path: 'evidence/0001.jpg' },
    { code: 'item-changed', path: 'evidence/0002.txt' },
  ],
)

// Dated back
const early = '2019-03-05T14:00:00.000Z'
const datedBack = { ...made.manifest, entry: { ...made.manifest.entry, at: early } }
vector('back-dated', 'Another time in the entry', unsigned(datedBack, items), [
  { code: 'entry' },
  { code: 'signature' },
])
vector(
  'back-dated-with-hash',
  'Another time, and the entry’s hash',
  unsigned(reckonedAgain(datedBack), items),
  [{ code: 'signature' }],
)
vector(
  'back-dated-signed',
  'By whoever holds the key, but has not reckoned the entry’s hash',
  withLog(datedBack, contents).bytes,
  [{ code: 'entry' }],
)
const forged = makeDossier({ contents, log: log.slice(0, 1), at: early })
vector(
  'back-dated-by-server',
  'By whoever rules the server: sound in itself, that is what a fingerprint is for',
  forged.bytes,
  [],
)
vector(
  'back-dated-by-server',
  'Against the fingerprint that somebody wrote down',
  null,
  [{ code: 'head', at: 2 }],
  {
    flags: { head: `2:${log[1]}` },
  },
)
vector(
  'back-dated-by-server',
  'Against a dossier that was sealed meanwhile',
  null,
  [{ code: 'other-log', at: 2 }],
  {
    flags: { against: 'sound.zip' },
  },
)
const clock = makeDossier({
  contents,
  log: [...log.slice(0, 3), made.manifest.entry.hash, ...log.slice(4)],
  at: early,
})
vector('back-dated-clock', 'A later entry with an earlier time', clock.bytes, [])
vector('back-dated-clock', 'Against a dossier of an earlier entry', null, [{ code: 'other-time' }], {
  flags: { against: 'sound.zip' },
})
vector(
  'sound',
  'Against a dossier of a later entry that says it is earlier',
  null,
  [{ code: 'other-time' }],
  {
    flags: { against: 'back-dated-clock.zip' },
  },
)
vector('sound', 'Against a dossier that is none', null, [], { flags: { against: 'changed.zip' }, exit: 2 })
vector('changed', 'What is not sound is compared with nothing', null, changed, {
  flags: { against: 'sound-later.zip', head: `2:${log[2]}` },
})

// The log
{
  const other = items[4].content.slice()
  other[0] = other[0] === 0x30 ? 0x31 : 0x30
  const lines = { path: LOG, type: 'text/plain', content: other }
  const manifest = reckonedAgain({
    ...made.manifest,
    items: [...contents.map(itemOf), itemOf(lines)],
  })
  vector(
    'log-changed',
    'A hash in the log that nobody links to: the key’s holder might, and the fingerprint tells',
    assemble(manifest, [...contents, lines]).bytes,
    [],
  )
  vector('log-changed', 'Against the fingerprint of that entry', null, [{ code: 'head', at: 1 }], {
    flags: { head: `1:${log[0]}` },
  })
}
const logVector = (name: string, why: string, content: Uint8Array) => {
  const lines = { path: LOG, type: 'text/plain', content }
  const manifest = reckonedAgain({ ...made.manifest, items: [...contents.map(itemOf), itemOf(lines)] })
  vector(name, why, assemble(manifest, [...contents, lines]).bytes, [{ code: 'log' }])
}
const lines = (hashes: string[]) => text(hashes.map((hash) => `${hash}\n`).join(''))
logVector('log-shorter', 'An entry left out', lines(log.slice(1, 3)))
logVector('log-longer', 'An entry too many', lines([log[0], ...log.slice(0, 3)]))
logVector(
  'log-unlinked',
  'The last one is not the one that the entry follows',
  lines([log[0], log[2], log[1]]),
)
logVector(
  'log-upper-case',
  'Digits in upper case',
  text(new TextDecoder().decode(lines(log.slice(0, 3))).toUpperCase()),
)
logVector('log-no-lines', 'No line feed', text(`${log[0]} ${log[1]} ${log[2]} `))
{
  const entry = { ...made.manifest.entry, previous: log[5] }
  const manifest = reckonedAgain({ ...made.manifest, entry })
  vector('log-other-previous', 'The entry follows another one', withLog(manifest, contents).bytes, [
    { code: 'log' },
  ])
  const zero = reckonedAgain({ ...first.manifest, entry: { ...first.manifest.entry, previous: log[0] } })
  vector(
    'log-first-follows',
    'The first entry follows something',
    assemble(zero, [contents[0], { path: LOG, type: 'text/plain', content: text('') }]).bytes,
    [{ code: 'log' }],
  )
}

// Keys and signatures
const foreign = { ...made.manifest, key: FOREIGN_KEY.publicKey }
vector(
  'foreign-key',
  'A forger’s own key in all of it: sound in itself, that is what --key is for',
  withLog(reckonedAgain(foreign), contents, FOREIGN_KEY).bytes,
  [],
)
vector('foreign-key', 'Against the key that was made known', null, [{ code: 'key' }], {
  flags: { key: KEY.publicKey },
})
vector('sound', 'Against a dossier of another key', null, [{ code: 'other-key' }], {
  flags: { against: 'foreign-key.zip' },
})
vector(
  'foreign-signature',
  'Signed by another key than it says',
  withLog(made.manifest, contents, FOREIGN_KEY).bytes,
  [{ code: 'signature' }],
)
vector(
  'changed-not-foreign',
  'Findings and another key',
  withParts(made.manifest, replaced('evidence/0002.txt', changedText), written, signature).bytes,
  [...changed, { code: 'key' }],
  {
    flags: { key: FOREIGN_KEY.publicKey },
  },
)
const signed = (
  name: string,
  why: string,
  content: Uint8Array,
  findings: Finding[] = [{ code: 'signature' }],
) => vector(name, why, withParts(made.manifest, items, written, content).bytes, findings)
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n
const bytesOf = (value: bigint) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
const numberOf = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
const raw = KEY.sign(signedMessage(written))
signed(
  'signature-malleable',
  'S and the order of the group: the same equation holds',
  signatureBytes(Buffer.concat([raw.subarray(0, 32), bytesOf(numberOf(raw.subarray(32)) + ORDER)])),
)
signed(
  'signature-upper-case',
  'Digits in upper case',
  text(`{"signature":"${Buffer.from(raw).toString('hex').toUpperCase()}"}`),
)
signed('signature-blank', 'A blank in the JSON', text(`{"signature": "${Buffer.from(raw).toString('hex')}"}`))
signed(
  'signature-line',
  'A line feed at the end',
  text(`{"signature":"${Buffer.from(raw).toString('hex')}"}\n`),
)
signed('signature-empty', 'Nothing', text(''))
signed(
  'signature-of-manifest-alone',
  'Without the words that say what it is a signature of',
  signatureBytes(KEY.sign(written)),
)
signed(
  'signature-other-R',
  'R of no canonical encoding',
  signatureBytes(Buffer.concat([bytesOf(2n ** 255n - 18n), raw.subarray(32)])),
)
const smallOrder = (name: string, why: string, key: string, r: Uint8Array) => {
  const manifest = reckonedAgain({ ...made.manifest, key })
  const bytes = manifestBytes(manifest)
  const forgery = signatureBytes(Buffer.concat([r, new Uint8Array(32)]))
  vector(name, why, withParts(manifest, items, bytes, forgery).bytes, [{ code: 'signature' }])
}
const neutral = bytesOf(1n)
smallOrder(
  'key-neutral',
  'The neutral point as key, under which a signature of zeros holds for everything',
  Buffer.from(neutral).toString('hex'),
  neutral,
)
smallOrder(
  'key-not-canonical',
  'The same point, y and the field’s prime',
  Buffer.from(bytesOf(2n ** 255n - 18n)).toString('hex'),
  neutral,
)
smallOrder('key-no-point', 'No point of the curve', Buffer.from(bytesOf(2n)).toString('hex'), neutral)

// The manifest: signed all right, but not as a manifest is written
const manifestVector = (
  name: string,
  why: string,
  content: Uint8Array,
  code: 'manifest' | 'format' = 'manifest',
) =>
  vector(
    name,
    why,
    withParts(made.manifest, items, content, signatureBytes(KEY.sign(signedMessage(content)))).bytes,
    [{ code }],
  )
const said = new TextDecoder().decode(written)
const otherwise = (change: (manifest: Record<string, never>) => unknown) => {
  const manifest = structuredClone(made.manifest) as unknown as Record<string, never>
  return text(canonicalJson(change(manifest) ?? manifest))
}
const manifests: [name: string, why: string, content: Uint8Array, code?: 'format'][] = [
  ['blank', 'A blank', text(said.replace(',"format"', ', "format"'))],
  ['line-feed', 'A line feed at the end', text(`${said}\n`)],
  ['bom', 'A BOM', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), written])],
  [
    'order',
    'Keys in another order',
    text(JSON.stringify({ format: made.manifest.format, ...JSON.parse(said) })),
  ],
  ['twice', 'A key twice', text(said.replace('"format"', '"format":"toparquia-dossier-1","format"'))],
  ['escape', 'A letter escaped that need not be', text(said.replace('"report.pdf"', '"report\\u002epdf"'))],
  ['fraction', 'A length with a fraction', text(said.replace('"bytes":20', '"bytes":20.0'))],
  ['exponent', 'A length with an exponent', text(said.replace('"bytes":20', '"bytes":2e1'))],
  ['huge', 'A number beyond 2⁵³', text(said.replace('"id":12', '"id":9007199254740993'))],
  ['digits', 'A number of five thousand digits', text(said.replace('"id":12', `"id":1${'0'.repeat(5000)}`))],
  ['negative', 'A number below 0', text(said.replace('"id":12', '"id":-12'))],
  ['minus-zero', 'Minus zero', text(said.replace('"id":12', '"id":-0'))],
  ['not-a-number', 'No number at all', text(said.replace('"id":12', '"id":NaN'))],
  ['no-utf-8', 'Bytes that are no UTF-8', Buffer.from(said.replace('vieja', 'vie\u00efa'), 'latin1')],
  ['surrogate', 'Half a surrogate pair', text(said.replace('vieja', 'vie\\ud83da'))],
  ['control', 'A control character as it is', text(said.replace('vieja', 'vie\u0001a'))],
  ['key-letters', 'A key with other letters', text(said.replace('"kind"', '"k nd"'))],
  [
    'deep',
    'A list 33 deep',
    text(said.replace('"councils":[]', `"councils":${'['.repeat(31)}${']'.repeat(31)}`)),
  ],
  ['field', 'A field more', otherwise((manifest) => ({ ...manifest, note: 'x' }))],
  ['no-field', 'A field less', otherwise(({ salt: _, ...manifest }) => manifest)],
  ['list', 'A list', text('[]')],
  ['null', 'Null', text('null')],
  ['empty', 'Nothing', text('')],
  ['other-action', 'Another entry of the log', text(said.replace('"dossier-sealed"', '"layer-taken-away"'))],
  ['other-time', 'A time without milliseconds', text(said.replace('14:00:00.000Z', '14:00:00Z'))],
  ['seq-zero', 'Entry 0', text(said.replace('"seq":4', '"seq":0'))],
  ['path-up', 'A path that leads out', text(said.replace('"report.pdf"', '"../report.pdf"'))],
  ['path-case', 'A path with an upper-case letter', text(said.replace('"report.pdf"', '"Report.pdf"'))],
  ['path-twice', 'A path twice', text(said.replace('"report.pdf"', '"data.json"'))],
  [
    'path-reserved',
    'The manifest as an item of itself',
    text(said.replace('"report.pdf"', '"manifest.json"')),
  ],
  ['no-log', 'The log is not the last item', text(said.replace('"log.txt"', '"log.txu"'))],
  ['media-type', 'No media type', text(said.replace('"application/pdf"', '"PDF"'))],
  [
    'upper-case',
    'A hash in upper case',
    text(said.replace(made.manifest.items[0].sha256, made.manifest.items[0].sha256.toUpperCase())),
  ],
]
for (const [name, why, content, code] of manifests) {
  if (Buffer.compare(content, written) === 0) throw new Error(`manifest-${name} changed nothing`)
  manifestVector(`manifest-${name}`, why, content, code)
}
manifestVector('format-later', 'A later format', text(said.replace('dossier-1', 'dossier-2')), 'format')
manifestVector(
  'format-later-and-blank',
  'A later format that writes its manifest otherwise',
  text(said.replace('dossier-1', 'dossier-2').replace(',', ', ')),
  'format',
)
{
  const deep = reckonedAgain({
    ...made.manifest,
    entry: { ...made.manifest.entry, councils: JSON.parse('['.repeat(30) + ']'.repeat(30)) } as never,
  })
  vector('manifest-32-deep', 'A list 32 deep is allowed', withLog(deep, contents).bytes, [])
}

// The container
const bytes = made.bytes
const container = (name: string, why: string, changedBytes: Uint8Array, at: number) =>
  vector(`container-${name}`, why, changedBytes, [{ code: 'container', at }])
const set = (at: number, ...values: number[]) => {
  const copy = Uint8Array.from(bytes)
  if (values.every((value, i) => copy[at + i] === value)) throw new Error(`${at} is that already`)
  copy.set(values, at)
  return copy
}
const insert = (at: number, put: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at)])
const directoryAt = tailAt()
container('empty', 'Nothing', new Uint8Array(), 0)
container('no-zip', 'Another file', text('This is no ZIP, and no dossier.'), 0)
container('before', 'A byte before', insert(0, text('x')), 0)
container('after', 'A byte behind', insert(bytes.length, text('x')), bytes.length)
container('cut', 'The last byte cut off', bytes.subarray(0, -1), bytes.length - 1)
container('cut-in-half', 'Half of it', bytes.subarray(0, 200), bytesBefore(200))
container('cut-in-header', 'Cut off in the first header', bytes.subarray(0, 20), 0)
container('time', 'A time of day in a header', set(10, 1), 10)
container('flags', 'A flag in a header', set(6, 8), 6)
container('version', 'Another version in a header', set(4, 10), 4)
container('crc', 'Another checksum in a header', set(14, bytes[14] ^ 1), 14)
container('extra-field', 'An extra field in a header: its bytes are taken for the item’s', set(28, 4), 28)
container('directory-signature', 'Another signature in the directory', set(directoryAt, 0x51), directoryAt)
container('directory-mode', 'Another mode in the directory', set(directoryAt + 38, 1), directoryAt + 38)
container('directory-offset', 'Another place in the directory', set(directoryAt + 42, 1), directoryAt + 42)
container('directory-name', 'Another name in the directory', set(directoryAt + 46, 0x52), directoryAt + 46)
container('directory-cut', 'No directory', bytes.subarray(0, directoryAt), directoryAt)
container(
  'comment',
  'A comment',
  Buffer.concat([bytes.subarray(0, -2), Buffer.from([2, 0]), text('hi')]),
  bytes.length - 2,
)
container(
  'gap',
  'Bytes between the last member and the directory',
  insert(directoryAt, text('gap')),
  directoryAt,
)
container('name', 'A name with an upper-case letter', set(30, 0x52), 0)
container(
  'name-twice',
  'A name twice',
  kept([items[0], ...items]),
  30 + items[0].name.length + items[0].content.length,
)
container('name-up', 'A name that leads out', zipOf([{ name: '../x', content: text('x') }, ...made.parts]), 0)
container(
  'name-long',
  'A name of 201 letters',
  zipOf([{ name: 'x'.repeat(201), content: text('x') }, ...made.parts]),
  0,
)
vector('container-name-only', 'Another name in a header, of a right form', set(30, 0x73), [
  { code: 'container', at: directoryAt + 46 },
  { code: 'item-missing', path: 'report.pdf' },
  { code: 'item-added', path: 'seport.pdf' },
])
{
  // Compressed as other programs would write it.
  const squeezed = deflateRawSync(items[1].content)
  const parts = made.parts.map((part, i) => (i === 1 ? { ...part, content: squeezed } : part))
  const copy = Uint8Array.from(zipOf(parts))
  const at = 30 + items[0].name.length + items[0].content.length
  copy[at + 8] = 8
  vector('container-deflated', 'An item compressed', copy, [
    { code: 'container', at: at + 8 },
    { code: 'item-changed', path: 'data.json' },
  ])
}

function endingBytes(parts: Part[]): number {
  return parts.reduce((sum, { name }) => sum + 46 + name.length, 22)
}
/** Where the central directory of the sound dossier begins. */
function tailAt(): number {
  return made.bytes.length - endingBytes(made.parts)
}
/** Where the member begins that byte `at` of the sound dossier is in. */
function bytesBefore(at: number): number {
  let begin = 0
  for (const { name, content } of made.parts) {
    const end = begin + 30 + name.length + content.length
    if (end > at) return begin
    begin = end
  }
  return begin
}

if (sha256(canonicalText(made.manifest.entry as never)) !== made.manifest.entry.hash)
  throw new Error('The sound dossier is none')
rmSync(directory, { recursive: true, force: true })
mkdirSync(directory, { recursive: true })
for (const [file, content] of files) writeFileSync(join(directory, file), content)
const list = {
  format: 'toparquia-dossier-1',
  keys: { ours: KEY.publicKey, foreign: FOREIGN_KEY.publicKey },
  vectors,
}
writeFileSync(join(directory, 'vectors.json'), `${JSON.stringify(list, null, 2)}\n`)
process.stdout.write(`${vectors.length} vectors over ${files.size} files in ${directory}\n`)
