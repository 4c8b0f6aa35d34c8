/** The key that signs receipts: Ed25519, its seed in DATA_DIR/keys and in the backup, made at the first start. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { RECEIPT_FORMAT, type Receipt, type ReceiptFacts, receiptText } from '../../domain/evidence/index.ts'
import { makeKey, readKey } from '../keys.ts'

const NAME = 'receipts.key'
/** What precedes the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface ReceiptKey {
  /** SHA-256 of the public key, hexadecimal. */
  id: string
  /** 32 bytes, hexadecimal. */
  publicKey: string
  sign(facts: Omit<ReceiptFacts, 'key'>): Receipt
}

export async function openReceiptKey(dataDirectory: string): Promise<ReceiptKey> {
  const seed = (await readKey(dataDirectory, NAME)) ?? (await makeKey(dataDirectory, NAME))
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const bytes = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
  const id = createHash('sha256').update(bytes).digest('hex')
  return {
    id,
    publicKey: bytes.toString('hex'),
    sign(facts) {
      const whole = { ...facts, key: id }
      const signature = sign(null, Buffer.from(receiptText(whole)), secret).toString('hex')
      return { format: RECEIPT_FORMAT, ...whole, signature }
    },
  }
}
