/**
 * Headers that keep a page from doing more than it should: no foreign scripts, no frames, no place sent to others, and
 * nothing that the API says left behind in a cache.
 */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** Passkeys and copying a link are all that a page asks of the device. */
const PERMISSIONS = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'clipboard-write=(self)',
  ...[
    'accelerometer',
    'ambient-light-sensor',
    'autoplay',
    'bluetooth',
    'browsing-topics',
    'camera',
    'clipboard-read',
    'display-capture',
    'encrypted-media',
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'screen-wake-lock',
    'serial',
    'storage-access',
    'usb',
    'window-management',
    'xr-spatial-tracking',
  ].map((name) => `${name}=()`),
].join(', ')

const ONE_YEAR = 365 * 86_400
const ANSWERS = /^\/(api|tiles)(\/|$|\?)/

export async function protect(app: FastifyInstance, styleUrl: string | null): Promise<void> {
  const style = styleUrl && URL.canParse(styleUrl) ? [new URL(styleUrl).origin] : []
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // None inside a page: the build moves the one that starts it into a file (scripts/external-start.js).
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Svelte sets element styles and MapLibre places its markers by style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...style],
        connectSrc: ["'self'", ...style],
        fontSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    // A base map of the operator's own need not know of this policy.
    crossOriginEmbedderPolicy: false,
    // Below: plain HTTP on a local network is a normal way to run this, and must stay one.
    strictTransportSecurity: false,
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS)
    // Behind a proxy that ends TLS and is trusted to say so (TRUST_PROXY).
    if (request.protocol === 'https') reply.header('strict-transport-security', `max-age=${ONE_YEAR}`)
    // What may be kept says so itself.
    if (ANSWERS.test(request.url)) reply.header('cache-control', 'no-store')
  })
}
