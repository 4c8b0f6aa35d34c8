/** The day where this window is, as an ISO date. */
export const today = (): string => new Date().toLocaleDateString('sv-SE')
