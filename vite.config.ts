import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { writeBaseMap } from './scripts/base-map.ts'

// Before SvelteKit lists the static files.
writeBaseMap()

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es' },
  // Its output stands outside SvelteKit's folder and would find the newer cookie that Fastify's test client brings.
  ssr: { noExternal: ['cookie'] },
  server: {
    port: 5173,
    // In development the API comes from `npm run serve` on port 3000.
    proxy: { '/api': 'http://localhost:3000', '/tiles': 'http://localhost:3000' },
  },
})
