/**
 * SvelteKit starts its page by a script inside the page, which a strict content security policy forbids. This moves it,
 * word for word, into a file of its own with its hash in its name: the policy need not know it, and a build under a
 * running server changes nothing in it. JavaScript, since svelte.config.js is read by tools that know nothing else.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g
const FOLDER = '_app/immutable/entry'

/**
 * The adapter, except that no script stands in the page it writes.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withExternalStart(adapter) {
  return {
    ...adapter,
    adapt: (builder) =>
      adapter.adapt(
        Object.assign(Object.create(builder), {
          /** @param {string} page */
          async generateFallback(page) {
            await builder.generateFallback(page)
            moveScriptsOut(page)
          },
        }),
      ),
  }
}

/** @param {string} page the path of a page at the root of the built site */
function moveScriptsOut(page) {
  const text = readFileSync(page, 'utf8')
  const moved = text.replace(INLINE_SCRIPT, (_, script) => {
    const name = `begin.${createHash('sha256').update(script).digest('hex').slice(0, 10)}.js`
    writeFileSync(join(dirname(page), FOLDER, name), `${script.trim()}\n`)
    return `<script src="/${FOLDER}/${name}"></script>`
  })
  if (moved === text || /<script(?![^>]*\ssrc=)/.test(moved))
    throw new Error(
      'The page that SvelteKit wrote does not start as expected: see scripts/external-start.js.',
    )
  writeFileSync(page, moved)
}
