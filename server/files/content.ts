/** What a file is, by what is in it. Its name only decides between text formats that look alike. */
import { constants, gunzipSync } from 'node:zlib'
import { head, isGzip, utf16 } from './bytes.ts'

export type Content =
  | 'json'
  | 'json-sequence'
  | 'geopackage'
  | 'shapefile'
  | 'dbf'
  | 'zip'
  | 'kml'
  | 'gpx'
  | 'csv'
  | 'empty'
  | { foreign: string }

/** First bytes of what people send by mistake, and the name that the message gives it. */
const SIGNATURES: [bytes: string, name: string][] = [
  ['89504e470d0a1a0a', 'PNG'],
  ['ffd8ff', 'JPEG'],
  ['47494638', 'GIF'],
  ['49492a00', 'TIFF'],
  ['4d4d002a', 'TIFF'],
  ['25504446', 'PDF'],
  ['41433130', 'DWG (AutoCAD)'],
  ['d0cf11e0a1b11ae1', 'XLS / DOC (Microsoft Office)'],
  ['377abcaf271c', '7-Zip'],
  ['526172211a07', 'RAR'],
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['28b52ffd', 'Zstandard'],
  ['7f454c46', 'ELF'],
  ['4d5a', 'EXE (Windows)'],
  ['1f8b', 'gzip'],
  ['666c6174', 'FlatGeobuf'],
  ['6667620366676200', 'FlatGeobuf'],
  ['50415231', 'Parquet'],
  ['1a45dfa3', 'WebM'],
  ['49443303', 'MP3'],
  ['504d5469', 'PMTiles'],
]

export function contentOf(path: string, fileName: string): Content {
  let bytes = head(path)
  if (isGzip(bytes)) {
    try {
      // Zeros shrink a thousandfold: only so many packed bytes as are harmless when unpacked.
      bytes = gunzipSync(bytes.subarray(0, 4096), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: 1 << 26,
      })
    } catch {
      return { foreign: 'gzip' }
    }
    if (isGzip(bytes)) return { foreign: 'gzip' }
    return contentOfBytes(bytes, fileName.replace(/\.gz$/i, ''), true)
  }
  return contentOfBytes(bytes, fileName, false)
}

function contentOfBytes(bytes: Buffer, fileName: string, packed: boolean): Content {
  if (bytes.length === 0) return 'empty'
  const hex = bytes.toString('hex', 0, 16)
  // Seekable formats can't be read from inside gzip.
  if (bytes.toString('latin1', 0, 15) === 'SQLite format 3')
    return packed ? { foreign: 'GeoPackage.gz' } : 'geopackage'
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return packed ? { foreign: 'ZIP.gz' } : 'zip'
  if (bytes.length >= 4 && bytes.readInt32BE(0) === 9994)
    return packed ? { foreign: 'Shapefile.gz' } : 'shapefile'
  for (const [signature, name] of SIGNATURES) if (hex.startsWith(signature)) return { foreign: name }
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  if (extension === 'dbf' && [0x02, 0x03, 0x30, 0x31, 0x83, 0x8b, 0xf5].includes(bytes[0])) return 'dbf'

  const encoding = utf16(bytes)
  const text = encoding
    ? new TextDecoder(encoding).decode(bytes)
    : bytes.toString('latin1').replace(/^ï»¿/, '')
  const start = text.trimStart().slice(0, 4096)
  if (start === '') return text === '' ? 'empty' : { foreign: '' }
  if (start[0] === '\u001e') return 'json-sequence'
  if (start[0] === '{' || start[0] === '[') {
    return /\.(geojsonl|geojsons|ndjson|ldjson|jsonl)$/i.test(fileName) ? 'json-sequence' : 'json'
  }
  if (start[0] === '<') {
    if (/<([a-z]\w*:)?kml[\s>]/i.test(text)) return 'kml'
    if (/<([a-z]\w*:)?gpx[\s>]/i.test(text)) return 'gpx'
    // A declaration may push the root out of sight; the reader refuses it with the right words.
    if (/<!(DOCTYPE|ENTITY)/i.test(start))
      return extension === 'gpx' ? 'gpx' : /html/i.test(start) ? { foreign: 'HTML' } : 'kml'
    if (/<(!doctype html|html)/i.test(start)) return { foreign: 'HTML' }
    if (/<svg/i.test(start)) return { foreign: 'SVG' }
    if (/<osm/i.test(start)) return { foreign: 'OSM XML' }
    if (/<(\w+:)?FeatureCollection|gml/i.test(start)) return { foreign: 'GML' }
    if (extension === 'kml' || extension === 'gpx') return extension
    return { foreign: 'XML' }
  }
  if (/^\s*0\r?\n\s*SECTION/.test(start)) return { foreign: 'DXF (AutoCAD)' }
  if (/^\{\\rtf/.test(start)) return { foreign: 'RTF' }
  if (
    !encoding &&
    bytes.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 28 && byte < 32))
  ) {
    return { foreign: '' }
  }
  return 'csv'
}
