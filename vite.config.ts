import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es' },
  server: {
    port: 5173,
    // In development the API comes from `npm run serve` on port 3000.
    proxy: { '/api': 'http://localhost:3000', '/tiles': 'http://localhost:3000' },
  },
})
