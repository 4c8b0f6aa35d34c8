import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Cryptography, fromHex, type Receipt, receiptFault, receiptText, toHex } from './receipt.ts'

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const node: Cryptography = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  verify: (signature, message, key) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }),
      signature,
    ),
}
const web: Cryptography = {
  sha256: async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()))),
  verify: async (signature, message, key) =>
    crypto.subtle.verify(
      'Ed25519',
      await crypto.subtle.importKey('raw', key.slice(), 'Ed25519', false, ['verify']),
      signature.slice(),
      message.slice(),
    ),
}

/** The key whose seed is the bytes 0 to 31; signed by node:crypto, and found true by `openssl pkeyutl -verify` (3.0). */
const PUBLIC_KEY = fromHex('03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8')!
const VECTOR: Receipt = {
  format: 1,
  evidenceId: 12,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  bytes: 0,
  receivedAt: '2026-11-29T02:39:22.123Z',
  key: '56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c',
  signature:
    '9bc4474cc338891c89e009d46f1586f62855e595d53c77e88aea7dc8e3cb06986b36467cd5b2c3ab7a639f1a95f241d7d231f18c313d497ec14cd4d25ea84c0b',
}
const own = { sha256: VECTOR.sha256, bytes: VECTOR.bytes }

test('the text of a receipt is these lines and no other byte', () => {
  expect(receiptText(VECTOR)).toBe(
    'toparquia evidence receipt 1\nevidence 12\nsha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n' +
      'bytes 0\nreceived 2026-11-29T02:39:22.123Z\nkey 56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c\n',
  )
})

describe.each(Object.entries({ node, web }))('a receipt, checked by %s', (_, cryptography) => {
  const fault = (receipt: Receipt, mine = own, key = PUBLIC_KEY) =>
    receiptFault(receipt, mine, key, cryptography)

  test('holds for the file and the key that it names', async () => {
    expect(await fault(VECTOR)).toBeNull()
  })

  test('does not hold for another file than the one that was sent', async () => {
    expect(await fault(VECTOR, { ...own, bytes: 1 })).toBe('other-file')
    expect(await fault(VECTOR, { ...own, sha256: 'f'.repeat(64) })).toBe('other-file')
  })

  test('does not hold with another key, nor under another key’s name', async () => {
    const other = PUBLIC_KEY.slice()
    other[0] ^= 1
    expect(await fault(VECTOR, own, other)).toBe('other-key')
    expect(await fault({ ...VECTOR, key: 'f'.repeat(64) })).toBe('other-key')
  })

  test.each([
    { evidenceId: 13 },
    { receivedAt: '2026-11-29T02:39:22.124Z' },
    { signature: '' },
    { signature: 'no es hex' },
    { signature: VECTOR.signature.replace(/^9/, '8') },
  ])('does not hold with %o', async (change) => {
    expect(await fault({ ...VECTOR, ...change })).toBe('signature')
  })

  test('of a format that this program does not know is not believed', async () => {
    expect(await fault({ ...VECTOR, format: 2 })).toBe('other-format')
  })
})
