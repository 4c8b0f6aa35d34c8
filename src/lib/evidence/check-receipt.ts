/** Whether the server's receipt holds, decided in this browser. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Cryptography, fromHex, type Receipt, receiptFault, toHex } from '$domain/evidence/index.ts'
import { ask } from '$lib/api.ts'
import type { ReceiptKeyShown } from '../../../server/evidence/schema.ts'

/** Not the browser's own: without HTTPS, as on a local network, it offers none. */
const cryptography: Cryptography = {
  sha256: (bytes) => toHex(sha256(bytes)),
  verify: (signature, message, publicKey) => {
    try {
      return ed25519.verify(signature, message, publicKey)
    } catch {
      return false
    }
  },
}

/** @param own what this browser measured when the file was chosen. */
export async function receiptHolds(
  receipt: Receipt,
  own: { sha256: string; bytes: number },
): Promise<boolean> {
  const answer = await ask<ReceiptKeyShown>('/evidence/receipt-key')
  const key = answer.ok ? fromHex(answer.value.publicKey) : null
  return key !== null && (await receiptFault(receipt, own, key, cryptography)) === null
}
