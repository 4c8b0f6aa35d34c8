/** Text becomes a part of a page as letters only: nothing of ours hands it to the browser as markup or as code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const source = fileURLToPath(new URL('../../src', import.meta.url))

// xmldom's parser knows no page and makes no elements of one.
const AS_MARKUP =
  /\{@html|\.(inner|outer)HTML\b|insertAdjacentHTML|setHTML|createContextualFragment|document\.write|(?<!xmldom\.)DOMParser|srcdoc|\beval\(|new Function\(|\.setHTMLUnsafe|<svelte:element|javascript:/

const complaints = (name: string, text: string) => {
  const found = AS_MARKUP.exec(text.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, ''))
  return found ? [`${name}: ${found[0]}`] : []
}

test('no component, and no code of the browser, makes markup of text', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(svelte|ts|html)$/.test(name),
  )
  expect(files.length).toBeGreaterThan(100)
  expect(files.flatMap((name) => complaints(name, readFileSync(join(source, name), 'utf8')))).toEqual([])
})

test.each([
  '<p>{@html name}</p>',
  'element.innerHTML = name',
  "element.insertAdjacentHTML('beforeend', name)",
  '<iframe srcdoc={name}></iframe>',
  'document.write(name)',
  'new DOMParser()',
  '<svelte:element this={name} />',
])('%s is found', (code) => expect(complaints('x', code)).toHaveLength(1))

test.each(['<p>{name}</p>', 'element.textContent = name', '// never innerHTML', 'new xmldom.DOMParser()'])(
  '%s is not',
  (code) => expect(complaints('x', code)).toEqual([]),
)
