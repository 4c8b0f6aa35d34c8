/** The day, as PostgreSQL's dates: of the server's own calendar. */
export const today = (): string => new Date().toLocaleDateString('sv-SE')
