export type { EvidenceRecord, UseRecord } from './alterations.ts'
export {
  type Capture,
  type CaptureReading,
  CLOCK_DOUBTS,
  type Claimed,
  type ClockDoubt,
  readCapture,
} from './capture.ts'
export {
  allows,
  type Consent,
  type ConsentRefusal,
  changeUses,
  firstConsents,
  lastWithdrawal,
  standingConsent,
  standingUses,
  USES,
  type Use,
  withdrawalsOf,
} from './consent.ts'
export {
  EVIDENCE_KINDS,
  EVIDENCE_STATES,
  type EvidenceKind,
  type EvidenceState,
  extensionOf,
  isTaken,
  SUPPORTED,
  type Supported,
  TAKEN,
  type TakenType,
  UNKNOWN_TYPE,
} from './kinds.ts'
export { describeEvidence, giveUses } from './operations.ts'
export {
  type Cryptography,
  fromHex,
  RECEIPT_FORMAT,
  type Receipt,
  type ReceiptFacts,
  type ReceiptFault,
  receiptFault,
  receiptText,
  toHex,
} from './receipt.ts'
