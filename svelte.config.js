import adapter from '@sveltejs/adapter-static'

/** A single-page application: Fastify serves it, and the same files work from a memory stick. */
/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', precompress: true }),
    alias: { $domain: 'domain', $messages: 'messages' },
  },
}
