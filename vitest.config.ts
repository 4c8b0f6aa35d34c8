import { defineConfig } from 'vitest/config'

/** One project per kind of suite: `npm test` runs them all, `npx vitest --project unit` runs one. */
const suite = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, environment: 'node' as const, env: { TZ: 'America/Caracas' }, ...options },
})

/**
 * One engine or one browser at a time: each takes about a gigabyte. Without isolation one process takes all files, which
 * hand on what is slow to make.
 */
const alone = { fileParallelism: false, testTimeout: 240_000, hookTimeout: 240_000 }

export default defineConfig({
  test: {
    projects: [
      suite(
        'unit',
        [
          'domain/**/*.test.ts',
          'server/**/*.test.ts',
          'src/**/*.test.ts',
          'messages/**/*.test.ts',
          'test/structure/**/*.test.ts',
        ],
        { testTimeout: 30_000 },
      ),
      suite('reference', ['test/reference/**/*.test.ts'], { testTimeout: 300_000 }),
      suite('api-embedded', ['test/api/**/*.test.ts'], {
        ...alone,
        isolate: false,
        env: { TZ: 'America/Caracas', TEST_ENGINE: 'embedded' },
      }),
      suite('api-postgres', ['test/api/**/*.test.ts'], {
        ...alone,
        env: { TZ: 'America/Caracas', TEST_ENGINE: 'postgres' },
      }),
      suite('command-line', ['test/command-line/**/*.test.ts'], alone),
      suite('browser', ['test/browser/**/*.test.ts'], { ...alone, isolate: false }),
    ],
  },
})
