/**
 * What implementations of Ed25519 disagree about, refused before any of them is asked (docs/dossier.md, signature.json): then
 * all of them say the same of what is left. RFC 8032, 5.1.
 */

const P = 2n ** 255n - 19n
const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** y of those of the eight points of small order that have order 8; it and its negative. */
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n
const SMALL_ORDER = new Set([0n, 1n, P - 1n, ORDER_8, P - ORDER_8])

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
/** The last bit is the sign of x. */
const y = (point: Uint8Array): bigint => littleEndian(point) & (2n ** 255n - 1n)

/** @param key 32 bytes. @param signature 64 bytes. */
export const isStrict = (key: Uint8Array, signature: Uint8Array): boolean =>
  littleEndian(signature.subarray(32)) < L &&
  y(signature.subarray(0, 32)) < P &&
  y(key) < P &&
  !SMALL_ORDER.has(y(key))
