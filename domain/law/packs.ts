/** The rule packs that ship with the program. */
import type { LawPack } from './pack-schema.ts'
import venezuelaCommunes from './packs/venezuela-communes.json' with { type: 'json' }

/** Councils and communes of Venezuela. */
export const VENEZUELA_COMMUNES = venezuelaCommunes as LawPack
