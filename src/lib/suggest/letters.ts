/** A, B, … Z, AA: what counts things that have no name yet, beside communes, which have numbers. */
export const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
