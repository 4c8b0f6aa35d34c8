/** The key that signs receipts. */
import { createHash } from 'node:crypto'
import { RECEIPT_FORMAT, type Receipt, type ReceiptFacts, receiptText } from '../../domain/evidence/index.ts'
import { openSigningKey } from '../keys.ts'

export interface ReceiptKey {
  /** SHA-256 of the public key, hexadecimal. */
  id: string
  /** 32 bytes, hexadecimal. */
  publicKey: string
  sign(facts: Omit<ReceiptFacts, 'key'>): Receipt
}

export async function openReceiptKey(dataDirectory: string): Promise<ReceiptKey> {
  const key = await openSigningKey(dataDirectory, 'receipts.key')
  const id = createHash('sha256').update(Buffer.from(key.publicKey, 'hex')).digest('hex')
  return {
    id,
    publicKey: key.publicKey,
    sign(facts) {
      const whole = { ...facts, key: id }
      const signature = key.sign(Buffer.from(receiptText(whole))).toString('hex')
      return { format: RECEIPT_FORMAT, ...whole, signature }
    },
  }
}
