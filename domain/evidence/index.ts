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
  standingUses,
  USES,
  type Use,
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
