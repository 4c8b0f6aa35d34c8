/** Where exactly a text stops being JSON: JSON.parse does not always say. Only run on a text known to be broken. */

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy
const SPACE = /[ \t\r\n]*/y

/**
 * Characters from the start of `text` to the first that no JSON could have there, or null if it is JSON.
 * Nesting must have been bounded before.
 */
export function findSyntaxError(text: string): number | null {
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }
  const members = (close: string, member: () => boolean): boolean => {
    at++
    take(SPACE)
    if (text[at] === close) {
      at++
      return true
    }
    while (member()) {
      take(SPACE)
      if (text[at] === close) {
        at++
        return true
      }
      if (text[at] !== ',') return false
      at++
    }
    return false
  }
  const value = (): boolean => {
    take(SPACE)
    const first = text[at]
    if (first === '{') {
      return members('}', () => {
        take(SPACE)
        if (!take(STRING)) return false
        take(SPACE)
        if (text[at] !== ':') return false
        at++
        return value()
      })
    }
    if (first === '[') return members(']', value)
    if (first === '"') return take(STRING)
    for (const word of ['true', 'false', 'null']) {
      if (text.startsWith(word, at)) {
        at += word.length
        return true
      }
    }
    return take(NUMBER)
  }
  if (!value()) return at
  take(SPACE)
  return at === text.length ? null : at
}
