/** Headers that keep a page from doing more than it should: no foreign scripts, no frames, no place sent to others. */
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

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
    // Plain HTTP on a local network is a normal way to run this; a proxy that terminates TLS adds the header.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
}
