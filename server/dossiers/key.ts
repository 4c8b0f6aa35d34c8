import { openSigningKey, type SigningKey } from '../keys.ts'

/** The key that seals dossiers. */
export const openDossierKey = (dataDirectory: string): Promise<SigningKey> =>
  openSigningKey(dataDirectory, 'dossier.key')
