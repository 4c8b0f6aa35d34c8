/** What evidence is made of, and what it supports. */

export const EVIDENCE_KINDS = ['photo', 'video', 'document', 'track', 'testimony'] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** What of the land record it supports. */
export const SUPPORTED = ['unit', 'extent', 'assertion', 'case', 'case-event', 'land-use'] as const
export type Supported = (typeof SUPPORTED)[number]

/**
 * checking: the bytes are kept and the receipt is given, what they hold has not been looked at yet. quarantined: kept,
 * but nobody could read it; it leaves only as bytes without a type.
 */
export const EVIDENCE_STATES = ['checking', 'kept', 'quarantined'] as const
export type EvidenceState = (typeof EVIDENCE_STATES)[number]

/** Media types that are taken, as their content says, with what they are and how a file of theirs is called. */
export const TAKEN = {
  'image/jpeg': { kind: 'photo', extension: 'jpg' },
  'image/png': { kind: 'photo', extension: 'png' },
  'image/webp': { kind: 'photo', extension: 'webp' },
  'image/heic': { kind: 'photo', extension: 'heic' },
  'image/tiff': { kind: 'photo', extension: 'tif' },
  'video/mp4': { kind: 'video', extension: 'mp4' },
  'video/quicktime': { kind: 'video', extension: 'mov' },
  'application/pdf': { kind: 'document', extension: 'pdf' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    kind: 'document',
    extension: 'docx',
  },
  'application/vnd.oasis.opendocument.text': { kind: 'document', extension: 'odt' },
  'text/plain': { kind: 'document', extension: 'txt' },
  'application/gpx+xml': { kind: 'track', extension: 'gpx' },
  'application/vnd.google-earth.kml+xml': { kind: 'track', extension: 'kml' },
  'application/geo+json': { kind: 'track', extension: 'geojson' },
} as const satisfies Record<string, { kind: EvidenceKind; extension: string }>
export type TakenType = keyof typeof TAKEN

/** Of what no program here recognises: it is kept in quarantine. */
export const UNKNOWN_TYPE = 'application/octet-stream'

export const isTaken = (type: string): type is TakenType => Object.hasOwn(TAKEN, type)

export const extensionOf = (type: string): string => (isTaken(type) ? TAKEN[type].extension : 'bin')
