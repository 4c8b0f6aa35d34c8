/** Headers that keep a page from doing more than it should: no foreign scripts, no frames, no place sent to others. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

export async function protect(
  app: FastifyInstance,
  { buildDirectory, styleUrl }: { buildDirectory: string | null; styleUrl: string | null },
): Promise<void> {
  const style = styleUrl && URL.canParse(styleUrl) ? [new URL(styleUrl).origin] : []
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...inlineScriptHashes(buildDirectory)],
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

/** SvelteKit starts the page by an inline script; only that very text may run. */
function inlineScriptHashes(buildDirectory: string | null): string[] {
  const page = buildDirectory && join(buildDirectory, 'index.html')
  if (!page || !existsSync(page)) return []
  const scripts = readFileSync(page, 'utf8').matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)
  return [...scripts].map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}
