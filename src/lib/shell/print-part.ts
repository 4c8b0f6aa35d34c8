/**
 * Prints one part of the screen and nothing else: a link, codes, a fingerprint, sheets of several pages. A copy stands
 * beside all else, so that it begins at the top of the paper and goes on over as many pages as it needs.
 */
export function printPart(part: HTMLElement): void {
  const root = document.documentElement
  const copy = part.cloneNode(true) as HTMLElement
  copy.classList.add('printed-part')
  copy.hidden = false
  document.body.append(copy)
  root.classList.add('prints-part')
  const end = () => {
    root.classList.remove('prints-part')
    copy.remove()
  }
  addEventListener('afterprint', end, { once: true })
  print()
}
