/** The part of a logger (pino's, Fastify's) that the database uses. */
export interface DatabaseLog {
  info(message: string): void
  warn(message: string): void
}

export const silent: DatabaseLog = { info: () => {}, warn: () => {} }
