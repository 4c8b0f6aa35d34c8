/** Builds the application; main.ts makes it listen, tests put requests into it. */
import { existsSync } from 'node:fs'
import swagger from '@fastify/swagger'
import {
  registerAjvFormats,
  type TypeBoxTypeProvider,
  TypeBoxValidatorCompiler,
} from '@fastify/type-provider-typebox'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { guard } from './access/guard.ts'
import { accountRoutes } from './accounts/routes.ts'
import { calendarFeedRoutes } from './calendar-feed/routes.ts'
import { caseRoutes } from './cases/routes.ts'
import type { Database } from './database/index.ts'
import { demonstrationRoutes } from './demonstration/routes.ts'
import { gatherEvidence } from './dossiers/evidence.ts'
import { openDossierKey } from './dossiers/key.ts'
import { dossierRoutes } from './dossiers/routes.ts'
import { drawingRoutes } from './drawings/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { evidenceRoutes } from './evidence/routes.ts'
import { communePlaceRoutes } from './exchanges/commune-places.ts'
import { corridorRoutes } from './exchanges/corridor-routes.ts'
import { flowRoutes } from './exchanges/flow-routes.ts'
import { openRoads, type RoutingService } from './exchanges/network.ts'
import { measureRoutes } from './exchanges/measure-routes.ts'
import { planRoutes } from './exchanges/plan-routes.ts'
import { productionRoutes } from './exchanges/production-routes.ts'
import { quantityFileRoutes } from './exchanges/quantity-files/routes.ts'
import { roadRoutes } from './exchanges/road-routes.ts'
import { startSolver } from './exchanges/start-solver.ts'
import { exportRoutes } from './exports/routes.ts'
import { foundingRoutes } from './foundings/routes.ts'
import { serveFrontEnd } from './front-end.ts'
import { answerOwnNamesOnly } from './host.ts'
import { openImports } from './imports/imports.ts'
import { importRoutes } from './imports/routes.ts'
import { landFileRoutes } from './lands/exchange-files/routes.ts'
import { referenceAreaRoutes } from './lands/reference-areas.ts'
import { landRoutes } from './lands/routes.ts'
import { legibleAddress } from './legible-address.ts'
import { levelRoutes } from './levels/routes.ts'
import { limit, SERVER_LIMITS, stopPromptly } from './limits.ts'
import { logRoutes } from './log/routes.ts'
import { allowedSpaceRoutes } from './mending/routes.ts'
import { metaRoutes } from './meta.ts'
import { overlapRoutes } from './overlaps/routes.ts'
import { handleError, sendProblem } from './problems.ts'
import { limitRates } from './rate-limits.ts'
import { scenarioRoutes } from './scenarios/routes.ts'
import { protect } from './security.ts'
import { tellWhomToTell } from './security-text.ts'
import { takeStorableTextOnly } from './storable-text.ts'
import { recomposeRoutes } from './territories/recompose-routes.ts'
import { territoryRoutes } from './territories/routes.ts'
import { openTerritory } from './territories/territory.ts'
import { tileRoutes } from './tiles/routes.ts'
import { openTiles } from './tiles/tile-source.ts'

export interface AppOptions {
  database: Database
  /** Where imports keep their working files, and the server its keys. */
  dataDirectory: string
  /** The built front end; without it only the API is served. */
  buildDirectory?: string
  /** A base map style that the operator set. */
  styleUrl?: string | null
  /** Bytes that one uploaded file may have. */
  uploadLimit?: number
  /** Bytes that one file of evidence may have. */
  evidenceLimit?: number
  /** What the server listens on; only this machine where nothing is said. */
  host?: string
  /** The address by which people come in, where the operator gave one: passkeys are bound to it. */
  publicUrl?: string | null
  /** The routing service that the operator named; nobody is asked for distances without it. */
  routing?: RoutingService | null
  /** Whom to tell of a weakness, as addresses (RFC 9116). */
  securityContacts?: readonly string[]
  /** Between two signs of life on a stream of events, in milliseconds; for tests. */
  heartbeatMs?: number
  logger?: FastifyServerOptions['logger']
}

const MEGABYTE = 1024 * 1024

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { database, styleUrl = null } = options
  const buildDirectory =
    options.buildDirectory && existsSync(options.buildDirectory) ? options.buildDirectory : null
  registerAjvFormats()
  const app = fastify({
    logger: options.logger ?? false,
    ...SERVER_LIMITS,
    rewriteUrl: legibleAddress,
    // How long a part of an address may be is for its schema to say; the whole is a header, and these have a limit.
    routerOptions: { maxParamLength: Number.MAX_SAFE_INTEGER },
    // The nearest one only: what it was told by others, anybody may have said.
    trustProxy: process.env.TRUST_PROXY === 'on' && ((_address: string, hop: number) => hop === 0),
    return503OnClosing: true,
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setErrorHandler(handleError)

  limit(app)
  stopPromptly(app)
  await protect(app, styleUrl)
  answerOwnNamesOnly(app, { listening: options.host ?? '127.0.0.1', publicUrl: options.publicUrl ?? null })
  await guard(app, database)
  await limitRates(app)
  takeStorableTextOnly(app)

  const dossierKey = await openDossierKey(options.dataDirectory)
  const territory = openTerritory(database)
  const tiles = openTiles(database)
  const solver = startSolver()
  const imports = await openImports(database, {
    dataDirectory: options.dataDirectory,
    uploadLimit: options.uploadLimit ?? 500 * MEGABYTE,
    onDefect: (error) => app.log.error({ stack: (error as Error).stack }, 'import'),
  })
  app.addHook('onClose', async () => {
    await imports.close()
    await Promise.all([territory.close(), tiles.close(), solver.close()])
  })

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Toparquía',
        description: 'Council areas, communes and the proof that they share one space.',
        version: '0.1.0',
      },
    },
  })
  await app.register(
    async (api) => {
      await api.register(metaRoutes(database, styleUrl, dossierKey.publicKey))
      await api.register(accountRoutes(database, options))
      await api.register(territoryRoutes(database, territory))
      await api.register(drawingRoutes(database))
      await api.register(allowedSpaceRoutes(database))
      await api.register(recomposeRoutes(database, territory))
      await api.register(levelRoutes(database, territory))
      await api.register(foundingRoutes(database, territory, options))
      await api.register(caseRoutes(database))
      await api.register(calendarFeedRoutes(database))
      await api.register(scenarioRoutes(database, territory))
      await api.register(corridorRoutes(database, territory))
      await api.register(communePlaceRoutes(database))
      await api.register(productionRoutes(database))
      await api.register(measureRoutes(database))
      await api.register(quantityFileRoutes(database))
      await api.register(flowRoutes(database))
      const roads = openRoads(database.db, options.routing ?? null)
      await api.register(roadRoutes(database, roads, options.routing ?? null))
      await api.register(planRoutes(database, solver, roads))
      await api.register(landRoutes(database))
      await api.register(landFileRoutes(database))
      await api.register(referenceAreaRoutes(database))
      await api.register(overlapRoutes(database))
      await api.register(
        dossierRoutes(database, {
          ...options,
          gather: gatherEvidence(options.dataDirectory),
          key: dossierKey,
        }),
      )
      await api.register(evidenceRoutes(database, options))
      await api.register(importRoutes(imports))
      await api.register(exportRoutes(database))
      await api.register(demonstrationRoutes(database))
      await api.register(logRoutes(database))
      await api.register(eventRoutes(database, options.heartbeatMs))
      api.get('/openapi.json', { config: { action: 'see' }, schema: { hide: true } }, async () =>
        app.swagger(),
      )
    },
    { prefix: '/api' },
  )
  await app.register(tileRoutes(database, tiles))
  tellWhomToTell(app, { contacts: options.securityContacts ?? [], publicUrl: options.publicUrl ?? null })
  if (buildDirectory) await serveFrontEnd(app, buildDirectory)

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]
    const methods = methodsOf(app, path)
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('allow', methods.join(', '))
      return sendProblem(request, reply, 'method-not-allowed', { method: request.method, allowed: methods })
    }
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    if (buildDirectory && wantsPage && !/^\/(api|tiles)(\/|$)/.test(path)) return reply.sendFile('index.html')
    return sendProblem(request, reply, 'not-found')
  })
  return app
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const methodsOf = (app: FastifyInstance, url: string): string[] =>
  METHODS.filter((method) => app.findRoute({ method, url }) !== null)
