/**
 * Cuts XML of any length into the elements that matter, so that no document tree of the whole file is ever built.
 * Declarations of types and entities are refused before any parser sees them: they are how a kilobyte becomes a
 * gigabyte, and how a map asks for /etc/passwd.
 */

import { Refusal } from './problem.ts'
import { LIMITS } from './raw.ts'

export interface Element {
  name: string
  /** From its opening to its closing tag. */
  text: string
  /** Where it opens, from 1. */
  line: number
}

const MAX_DEPTH = 100

export class XmlSplitter {
  /** The root's opening tag, with its namespaces. */
  root = ''
  private readonly wanted: Set<string>
  private readonly openings: Set<string>
  private text = ''
  private at = 0
  private line = 1
  /** The next one at or behind `at`: programs write XML in one line, which is not to be searched at every tag. */
  private lineEnd = -1
  private stack: string[] = []
  private start = -1
  private startLine = 1
  private startDepth = 0

  /**
   * `wanted`: local names of the elements to yield; one inside another is part of the outer. `openings`: of those to
   * tell of when they open, by their opening tag alone.
   */
  constructor(wanted: string[], openings: string[] = []) {
    this.wanted = new Set(wanted)
    this.openings = new Set(openings)
  }

  push(chunk: string): Element[] {
    const from = this.start >= 0 ? this.start : this.at
    this.text = this.text.slice(from) + chunk
    this.at -= from
    if (this.start >= 0) this.start = 0
    this.lineEnd = -1
    if (this.text.length > LIMITS.featureBytes)
      throw new Refusal('feature-too-large', { limitMB: LIMITS.featureBytes / 1048576, line: this.line })
    const found: Element[] = []
    for (;;) {
      const open = this.text.indexOf('<', this.at)
      if (open < 0) {
        this.advance(this.text.length)
        break
      }
      this.advance(open)
      const end = this.tokenEnd(open)
      if (end < 0) break
      this.token(open, end, found)
      this.advance(end)
    }
    return found
  }

  /** Throws Refusal where the document is not closed, or never opened. */
  finish(rootName: string) {
    if (!this.root) throw new Refusal('xml-truncated', { line: this.line, missing: `<${rootName}>` })
    if (this.stack.length)
      throw new Refusal('xml-truncated', { line: this.line, missing: `</${this.stack.at(-1)}>` })
  }

  private lineEndFrom(at: number): number {
    const end = this.text.indexOf('\n', at)
    return end < 0 ? Number.POSITIVE_INFINITY : end
  }

  private advance(to: number) {
    if (this.lineEnd < this.at) this.lineEnd = this.lineEndFrom(this.at)
    while (this.lineEnd < to) {
      this.line++
      this.lineEnd = this.lineEndFrom(this.lineEnd + 1)
    }
    this.at = to
  }

  /** Where the markup that opens at `open` ends, or -1 if it goes on in the next chunk. */
  private tokenEnd(open: number): number {
    const { text } = this
    const closing = (mark: string, length: number) => {
      const end = text.indexOf(mark, open + length)
      return end < 0 ? -1 : end + mark.length
    }
    if (text.startsWith('<!--', open)) return closing('-->', 4)
    if (text.startsWith('<![CDATA[', open)) return closing(']]>', 9)
    if (text.startsWith('<?', open)) return closing('?>', 2)
    if (text[open + 1] === '!') {
      // Could still become a comment or CDATA.
      if (text.length - open < 9) return -1
      throw new Refusal('xml-entities', {
        line: this.line,
        found: text.slice(open, open + 40).split('\n')[0],
      })
    }
    for (let i = open + 1; i < text.length; i++) {
      const character = text[i]
      if (character === '>') return i + 1
      if (character === '"' || character === "'") {
        i = text.indexOf(character, i + 1)
        if (i < 0) return -1
      } else if (character === '<') throw this.syntax(text.slice(open, i + 1))
    }
    return -1
  }

  private token(open: number, end: number, found: Element[]) {
    const { text } = this
    if (text[open + 1] === '!' || text[open + 1] === '?') return
    const closes = text[open + 1] === '/'
    const name = /^[^\s/>]+/.exec(text.slice(open + (closes ? 2 : 1), Math.min(end, open + 200)))?.[0]
    if (!name) throw this.syntax(text.slice(open, end))
    const local = name.slice(name.indexOf(':') + 1)
    if (closes) {
      if (this.stack.pop() !== name) throw this.syntax(text.slice(open, end))
      if (this.start >= 0 && this.stack.length === this.startDepth) {
        found.push({ name: local, text: text.slice(this.start, end), line: this.startLine })
        this.start = -1
      }
      return
    }
    const empty = text[end - 2] === '/'
    if (!this.root) this.root = text.slice(open, empty ? end - 2 : end - 1)
    else if (!this.stack.length) throw this.syntax(text.slice(open, end))
    if (this.start < 0 && this.openings.has(local))
      found.push({
        name: local,
        text: `${text.slice(open, empty ? end - 2 : end - 1)}/>`,
        line: this.line,
      })
    if (this.start < 0 && this.wanted.has(local)) {
      if (empty) found.push({ name: local, text: text.slice(open, end), line: this.line })
      else {
        this.start = open
        this.startLine = this.line
        this.startDepth = this.stack.length
      }
    }
    if (empty) return
    this.stack.push(name)
    if (this.stack.length > MAX_DEPTH)
      throw new Refusal('xml-too-deep', { line: this.line, limit: MAX_DEPTH })
  }

  private syntax(found: string): Refusal {
    return new Refusal('xml-syntax', { line: this.line, found: found.slice(0, 40).split('\n')[0] })
  }
}
