/** The elements that matter of an XML file of any length, each as a small tree of its own; see xml-splitter.ts. */
import { DOMParser, type Element as XmlElement } from '@xmldom/xmldom'
import { chunks } from './bytes.ts'
import { Refusal } from './problem.ts'
import type { ReadContext } from './raw.ts'
import { XmlSplitter } from './xml-splitter.ts'

export type { XmlElement }

export interface WantedElements {
  elements: string[]
  /** Told of by their opening tag alone. */
  openings?: string[]
  /** Characters that one element may have; without it as many as the splitter takes. */
  longest?: number
  /** Whether one is worth a tree; the text is its markup. */
  worth?: (text: string) => boolean
}

/** In UTF-8, which office programs write. `null` in the place of one that is not worth it. */
export async function* xmlElements(
  path: string,
  context: ReadContext,
  { elements, openings = [], longest = Number.POSITIVE_INFINITY, worth = () => true }: WantedElements,
): AsyncGenerator<{ name: string; element: XmlElement | null; text: string }> {
  const splitter = new XmlSplitter(elements, openings)
  const parser = new DOMParser({ onError: () => {} })
  const decoder = new TextDecoder()
  for await (const chunk of chunks(path, context))
    for (const { name, text, line } of splitter.push(decoder.decode(chunk, { stream: true }))) {
      if (text.length > longest)
        throw new Refusal('feature-too-large', { limitMB: Math.round(longest / 1048576), line })
      yield { name, text, element: worth(text) ? treeOf(parser, splitter.root, text, line) : null }
    }
  splitter.finish('XML')
}

/** Parsed within the root's opening tag, which declares its prefixes. */
function treeOf(parser: DOMParser, root: string, text: string, line: number): XmlElement {
  const name = /^<([^\s/>]+)/.exec(root)![1]
  try {
    const { documentElement } = parser.parseFromString(`${root}>${text}</${name}>`, 'text/xml')
    return documentElement!.firstChild as XmlElement
  } catch {
    throw new Refusal('xml-syntax', { line, found: text.slice(0, 40) })
  }
}

/** By its local name, whatever prefix it has. */
export function attribute(element: XmlElement, name: string): string | null {
  for (const { localName, nodeName, value } of Array.from(element.attributes))
    if ((localName ?? nodeName) === name) return value
  return null
}

export const children = (element: XmlElement, name?: string): XmlElement[] =>
  Array.from(element.childNodes).filter(
    (node): node is XmlElement => node.nodeType === 1 && (name === undefined || node.localName === name),
  )
