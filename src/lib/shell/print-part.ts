/** Prints one part of the screen and nothing else: a link, codes, a fingerprint on a sheet of paper. */
export function printPart(part: HTMLElement): void {
  const root = document.documentElement
  const end = () => {
    root.classList.remove('prints-part')
    part.classList.remove('printed-part')
  }
  root.classList.add('prints-part')
  part.classList.add('printed-part')
  addEventListener('afterprint', end, { once: true })
  print()
}
