import adapter from '@sveltejs/adapter-static'
import { withExternalStart } from './scripts/external-start.js'

/** A single-page application: Fastify serves it, and the same files work from a memory stick. */
/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: withExternalStart(
      adapter({ pages: 'build', assets: 'build', fallback: 'index.html', precompress: true }),
    ),
    alias: { $domain: 'domain', $messages: 'messages' },
  },
}
