/** Whose matter a link is. */
import type { FastifyRequest } from 'fastify'
import { EVERYTHING, may } from '../../domain/access/index.ts'
import { allow } from '../access/guard.ts'
import type { Executor } from '../executor.ts'
import { commonCommunes } from './communes.ts'

/** A link between two councils is a matter of a commune that holds both; else of whoever organises everything. */
export async function allowLink(database: Executor, request: FastifyRequest, a: number, b: number) {
  const common = await commonCommunes(database, a, b)
  const own = common.find((id) => may(request.viewer, 'compose', { kind: 'communes', ids: [id] }))
  if (own === undefined) allow(request, 'compose', EVERYTHING)
}
