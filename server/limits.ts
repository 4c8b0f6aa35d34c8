/** How much a request may bring and how long it may take, route by route, and how the server stops. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyHttpOptions, FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedRequest } from './problems.ts'

const KILOBYTE = 1024

interface Limits {
  /** Bytes of the body; null where the route counts them itself. */
  body: number | null
  /** From the first header to the last byte of the answer; null where it takes as long as it moves. */
  seconds: number | null
}

/** What most routes need: a record, or the numbers of the 5000 councils that a commune may have. */
const USUAL: Limits = { body: 64 * KILOBYTE, seconds: 30 }
/** Waits for the judge to take in a whole country when it is asked first. */
const JUDGED: Limits = { ...USUAL, seconds: 120 }

/** Bytes in a second, averaged over the whole body: half of what the worst telephone line carries. */
const SLOWEST_BODY = 2 * KILOBYTE

const ROUTES: Record<string, Limits> = {
  'GET /api/communes': JUDGED,
  'POST /api/communes': JUDGED,
  'GET /api/communes/:id': JUDGED,
  'PATCH /api/communes/:id': JUDGED,
  'DELETE /api/communes/:id': JUDGED,
  'GET /api/communes/:id/judgement': JUDGED,
  'GET /api/communes/:id/founding': JUDGED,
  // The vote of 5000 councils.
  'PUT /api/communes/:id/founding': { body: 1024 * KILOBYTE, seconds: 120 },
  'GET /api/communes/:id/founding-sheet.pdf': JUDGED,
  'POST /api/judge': JUDGED,
  'POST /api/links': JUDGED,
  // Two thousand edits, some along a river.
  'POST /api/drawings': { body: 4096 * KILOBYTE, seconds: 120 },
  // A drawing and what goes with it.
  'POST /api/scenarios': { body: 4096 * KILOBYTE, seconds: 120 },
  'PATCH /api/scenarios/:id': { body: 4096 * KILOBYTE, seconds: 120 },
  'POST /api/scenarios/:id/apply': JUDGED,
  // Undoing an import of a country, and making its tiles.
  'POST /api/changes/:id/undo': JUDGED,
  'GET /tiles/:layer/:z/:x/:y.mvt': JUDGED,
  // Outlines along rivers.
  'POST /api/land/units/:id/extents': { body: 4096 * KILOBYTE, seconds: 60 },
  'PUT /api/land/extents/:id': { body: 4096 * KILOBYTE, seconds: 60 },
  'POST /api/land/public-view': { body: 4096 * KILOBYTE, seconds: 30 },
  'GET /api/land/export/:format': { ...USUAL, seconds: 600 },
  // Its receiver counts the bytes on their way to the disk.
  'POST /api/land/import': { body: null, seconds: null },
  'POST /api/land/reference-areas': { body: null, seconds: null },
  // All places of a municipality drawn anew, all claims compared.
  'POST /api/land/reference-editions/:id/undo': { ...USUAL, seconds: 300 },
  // Routes along rivers and roads.
  'POST /api/corridors': { body: 4096 * KILOBYTE, seconds: 60 },
  'PUT /api/corridors/:id': { body: 4096 * KILOBYTE, seconds: 60 },
  'POST /api/corridors/propose': { ...USUAL, seconds: 120 },
  // Roads of a country as one network, and a plan on them.
  'GET /api/exchange/roads': { ...USUAL, seconds: 120 },
  'GET /api/corridors/:id/line': { ...USUAL, seconds: 60 },
  'POST /api/exchange/runs': { ...USUAL, seconds: 60 },
  'POST /api/exchange/problem': { ...USUAL, seconds: 120 },
  'POST /api/exchange/plans': { ...USUAL, seconds: 600 },
  'POST /api/exchange/roads': { body: 1024 * KILOBYTE, seconds: 60 },
  'POST /api/exchange/roads/file': { body: null, seconds: null },
  'POST /api/exchange/quantity-files/read': { body: null, seconds: null },
  // Five thousand rows as they were read, and a step of as many records.
  'POST /api/exchange/quantity-files': { body: 8192 * KILOBYTE, seconds: 120 },
  // What was told in a unit, stated anew.
  'POST /api/exchange/units': { ...USUAL, seconds: 120 },
  'PUT /api/exchange/units/:id': { ...USUAL, seconds: 120 },
  'DELETE /api/exchange/units/:id': { ...USUAL, seconds: 120 },
  // Its receiver counts the bytes on their way to the disk.
  'POST /api/imports': { body: null, seconds: null },
  // The bytes are counted on their way, and over a bad line a film takes hours.
  'POST /api/evidence/uploads': { body: null, seconds: null },
  'PATCH /api/evidence/uploads/:upload': { body: null, seconds: null },
  'GET /api/evidence/:id/original': { ...USUAL, seconds: 7200 },
  // Up to 10,000 decisions.
  'PATCH /api/imports/:id': { body: 1024 * KILOBYTE, seconds: 120 },
  'GET /api/imports/:id/preview': JUDGED,
  'GET /api/exports/:layer.:format': { ...USUAL, seconds: 1800 },
  // Photos of years, from disk to disk.
  'POST /api/land/units/:id/dossier': { ...USUAL, seconds: 1800 },
  'GET /api/events': { ...USUAL, seconds: null },
}

const limitsOf = ({ method, routeOptions }: FastifyRequest): Limits =>
  ROUTES[`${method} ${routeOptions.url}`] ?? USUAL

/** For those whose settings belong to the server itself. */
export const SERVER_LIMITS = {
  bodyLimit: USUAL.body!,
  // An upload over a bad line is fine as long as it moves.
  connectionTimeout: 120_000,
  requestTimeout: 0,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 20_000, connectionsCheckingInterval: 5000, maxHeaderSize: 16 * KILOBYTE },
} satisfies FastifyHttpOptions<Server>

/** Before any route is registered. */
export function limit(app: FastifyInstance): void {
  const known = new Set<string>()
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) known.add(`${method} ${route.url}`)
    const name = `${[route.method].flat()[0].replace('HEAD', 'GET')} ${route.url}`
    const { body, seconds } = ROUTES[name] ?? USUAL
    route.bodyLimit = body ?? Number.MAX_SAFE_INTEGER
    if (seconds !== null) route.handlerTimeout = seconds * 1000
  })
  app.addHook('onReady', async () => {
    const stray = Object.keys(ROUTES).filter((name) => !known.has(name))
    if (stray.length > 0) throw new Error(`Limits of routes that do not exist: ${stray.join(', ')}.`)
  })
  app.addHook('preParsing', async (request, reply, payload) => {
    const { body } = limitsOf(request)
    if (body === null || request.raw.complete !== false) return payload
    const late = setTimeout(
      () => {
        if (request.raw.complete || reply.sent) return
        reply.header('connection', 'close')
        reply.send(new RefusedRequest('request-timeout'))
      },
      (1000 * body) / SLOWEST_BODY,
    )
    reply.raw.on('close', () => clearTimeout(late))
    return payload
  })
  // Whoever was answered before their body had come could go on sending it, a byte a minute.
  app.addHook('onSend', async (request, reply, payload) => {
    const { body } = limitsOf(request)
    if (body !== null && request.raw.complete === false) reply.header('connection', 'close')
    return payload
  })
}

/**
 * Closing waits for the requests under way and for nothing else. Node by itself also waits for a browser's spare
 * connections, on which nothing was ever asked, and keeps one alive whose answer ends after the closing began.
 */
export function stopPromptly(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  let stopping = false
  app.server.on('connection', (socket) => {
    unused.add(socket)
    socket.on('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    unused.delete(socket)
    response.on('finish', () => {
      if (stopping) socket.end()
    })
  })
  app.addHook('preClose', async () => {
    stopping = true
    for (const socket of unused) socket.destroy()
  })
}
