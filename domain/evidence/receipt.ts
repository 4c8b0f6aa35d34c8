/**
 * The receipt of a file: with it, and with it alone, whoever sent the file may let go of their own. Its text is made to be
 * checked without this program:
 *
 *   openssl pkeyutl -verify -pubin -inkey server.pem -rawin -in receipt.txt -sigfile receipt.sig
 */

/** Raised when the text is another one; receipts given before keep theirs. */
export const RECEIPT_FORMAT = 1

/** What the server says: that it had so many bytes with this hash at that time, and keeps them under this number. */
export interface ReceiptFacts {
  evidenceId: number
  /** Of the original, hexadecimal. */
  sha256: string
  bytes: number
  /** When the last byte was written and checked: ISO 8601 in UTC, with milliseconds. */
  receivedAt: string
  /** SHA-256 of the 32 bytes of the server's public key, hexadecimal. */
  key: string
}

export interface Receipt extends ReceiptFacts {
  format: number
  /** Ed25519 (RFC 8032) over `receiptText` in UTF-8: 64 bytes, hexadecimal. */
  signature: string
}

/** One fact on each line, in this order, each line ended by a line feed, nothing else. */
export const receiptText = ({ evidenceId, sha256, bytes, receivedAt, key }: ReceiptFacts): string =>
  [
    `toparquia evidence receipt ${RECEIPT_FORMAT}`,
    `evidence ${evidenceId}`,
    `sha256 ${sha256}`,
    `bytes ${bytes}`,
    `received ${receivedAt}`,
    `key ${key}`,
    '',
  ].join('\n')

/** Nothing here computes: the browser's cryptography and the server's are different programs. */
export interface Cryptography {
  /** Hexadecimal. */
  sha256(bytes: Uint8Array): Promise<string> | string
  /** Ed25519; false for a signature that does not hold. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Promise<boolean> | boolean
}

export const RECEIPT_FAULTS = ['other-format', 'other-file', 'other-key', 'signature'] as const
export type ReceiptFault = (typeof RECEIPT_FAULTS)[number]

/**
 * Null where the receipt holds: it is of this very file and signed with this key.
 * @param own what the sender itself measured before sending; @param publicKey 32 bytes.
 */
export async function receiptFault(
  receipt: Receipt,
  own: { sha256: string; bytes: number },
  publicKey: Uint8Array,
  { sha256, verify }: Cryptography,
): Promise<ReceiptFault | null> {
  if (receipt.format !== RECEIPT_FORMAT) return 'other-format'
  if (receipt.sha256 !== own.sha256 || receipt.bytes !== own.bytes) return 'other-file'
  if (receipt.key !== (await sha256(publicKey))) return 'other-key'
  const signature = fromHex(receipt.signature)
  if (signature?.length !== 64) return 'signature'
  const message = new TextEncoder().encode(receiptText(receipt))
  return (await verify(signature, message, publicKey)) ? null : 'signature'
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Null for what is no hexadecimal. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^([0-9a-f]{2})*$/.test(text)) return null
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
