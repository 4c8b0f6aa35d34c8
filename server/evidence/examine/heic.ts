/** Pictures in HEIC, as most phones take them: HEVC, which the libheif inside sharp does not decode. */
import { readFile } from 'node:fs/promises'
import libheif from 'libheif-js/wasm-bundle.js'

export interface Pixels {
  /** Red, green, blue and opacity, a byte each, row after row. */
  data: Uint8ClampedArray
  width: number
  height: number
}

/** The first picture of the file; null where it has more pixels than `most`. Throws where it can't be decoded. */
export async function decodeHeic(path: string, most: number): Promise<Pixels | null> {
  const [image] = new libheif.HeifDecoder().decode(await readFile(path))
  if (!image) throw new Error('No picture can be read.')
  const [width, height] = [image.get_width(), image.get_height()]
  if (width * height > most) return null
  const into = { data: new Uint8ClampedArray(width * height * 4), width, height }
  const shown = await new Promise((resolve) => image.display(into, resolve))
  image.free()
  if (!shown) throw new Error('The picture can’t be decoded.')
  return into
}
