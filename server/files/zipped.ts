/** Which of the things in a ZIP is the map: a shapefile with its parts, or one file of another format. */

import { type Entry, entriesOf, Unpacker } from './archive.ts'
import { layerRefusal, problem, Refusal } from './problem.ts'
import type { OpenedFile, ReadContext } from './raw.ts'
import { openShapefile, type ShapefileParts } from './shapefile.ts'
import type { FileProblem, FormatId } from './types.ts'

const PARTS = ['shp', 'shx', 'dbf', 'prj', 'cpg']
const SINGLES = ['geojson', 'json', 'geojsonl', 'geojsons', 'ndjson', 'gpkg', 'kml', 'gpx', 'csv', 'tsv']

interface Layer {
  name: string
  /** By extension; `shp` or one of the single formats among them. */
  entries: Map<string, Entry>
}

type OpenSingle = (path: string, context: ReadContext) => Promise<OpenedFile>

/** Opens the one layer, or the one that was asked for. `openSingle` must not open archives: they are not recursed. */
export async function openZip(
  path: string,
  context: ReadContext,
  openSingle: OpenSingle,
): Promise<OpenedFile> {
  const all = entriesOf(path)
  refuseForeign(all)
  const { layers, unsafe } = layersOf(all)
  const problems: FileProblem[] = unsafe ? [problem('zip-unsafe-names', 'note', { count: unsafe })] : []
  if (!layers.length) throw nothingInside(all)
  const names = layers.map((layer) => layer.name)
  const inner = context.options.layer?.split(INNER)
  const wanted = inner
    ? layers.find((layer) => layer.name === inner[0])
    : layers.length === 1
      ? layers[0]
      : null
  if (!wanted) throw layerRefusal(names, context.options.layer, formatOf(layers[0]))

  const unpacker = new Unpacker(path, context)
  const files = new Map<string, string>()
  for (const [extension, entry] of wanted.entries) files.set(extension, await unpacker.unpack(entry))
  const shp = files.get('shp')
  const file = shp
    ? openShapefile({ ...(Object.fromEntries(files) as Partial<ShapefileParts>), shp }, context)
    : await openOnly(
        wanted,
        [...files.values()][0],
        context,
        openSingle,
        names.length > 1 ? inner?.slice(1) : inner,
      )
  file.problems.unshift(...problems)
  if (names.length > 1) {
    file.layers = names
    file.layer = wanted.name
  }
  return file
}

/** A layer inside one of several GeoPackages: `file.gpkg » layer`. */
const INNER = ' » '

function openOnly(
  layer: Layer,
  path: string,
  context: ReadContext,
  openSingle: OpenSingle,
  inner: string[] | undefined,
) {
  const [entry] = layer.entries.values()
  const options = { ...context.options, layer: inner?.length ? inner.join(INNER) : undefined }
  return openSingle(path, { ...context, options, fileName: entry.name.split('/').at(-1) ?? '' })
}

function formatOf({ entries }: Layer): FormatId {
  if (entries.has('shp')) return 'shapefile'
  if (entries.has('gpkg')) return 'geopackage'
  for (const format of ['kml', 'gpx', 'csv'] as const) if (entries.has(format)) return format
  return entries.has('tsv') ? 'csv' : 'geojson'
}

function layersOf(entries: Entry[]): { layers: Layer[]; unsafe: number } {
  const groups = new Map<string, Layer>()
  let unsafe = 0
  for (const entry of entries) {
    const path = entry.name.replaceAll('\\', '/')
    const base = path.split('/').at(-1) ?? ''
    if (!base || path.startsWith('__MACOSX/') || base.startsWith('._') || base.startsWith('.')) continue
    if (
      path.startsWith('/') ||
      /^[a-z]:/i.test(path) ||
      path.split('/').includes('..') ||
      path.includes('\0')
    ) {
      unsafe++
      continue
    }
    const extension = /\.([a-z0-9]+)$/i.exec(base)?.[1].toLowerCase() ?? ''
    const part = PARTS.includes(extension)
    if (!part && !SINGLES.includes(extension)) continue
    const stem = part ? path.slice(0, -extension.length - 1) : path
    const key = part ? `parts:${stem.toLowerCase()}` : path
    const group = groups.get(key) ?? { name: stem, entries: new Map() }
    group.entries.set(extension, entry)
    groups.set(key, group)
  }
  let layers = [...groups.values()].filter(
    ({ entries: parts }) => parts.has('shp') || SINGLES.some((single) => parts.has(single)),
  )
  // A KMZ is its doc.kml; the others are what that one links to.
  const documents = layers.filter((layer) => /(^|\/)doc\.kml$/i.test(layer.name))
  if (documents.length === 1 && layers.every((layer) => layer.entries.has('kml'))) layers = documents
  const bases = layers.map((layer) => layer.name.split('/').at(-1) as string)
  if (new Set(bases).size === bases.length) for (const [i, layer] of layers.entries()) layer.name = bases[i]
  return { layers, unsafe }
}

function refuseForeign(entries: Entry[]) {
  const has = (test: (name: string) => boolean) => entries.some((entry) => test(entry.name))
  const foreign = has((name) => name === '[Content_Types].xml')
    ? has((name) => name.startsWith('xl/'))
      ? 'XLSX (Excel)'
      : has((name) => name.startsWith('word/'))
        ? 'DOCX (Word)'
        : 'Microsoft Office'
    : has((name) => name === 'mimetype')
      ? 'ODS / ODT (LibreOffice)'
      : has((name) => /\.gdb\//i.test(name))
        ? 'File Geodatabase (.gdb)'
        : has((name) => /\.qgs$/i.test(name))
          ? 'QGZ (QGIS)'
          : null
  if (foreign) throw new Refusal('not-a-map', { found: foreign })
}

function nothingInside(entries: Entry[]): Refusal {
  const names = entries.map((entry) => entry.name).filter((name) => !name.endsWith('/'))
  if (names.length && names.every((name) => /\.(zip|kmz|7z|rar|gz)$/i.test(name)))
    return new Refusal('zip-in-zip', { count: names.length })
  if (names.some((name) => /\.(dbf|shx|prj)$/i.test(name)))
    return new Refusal('shapefile-without-shp', { parts: names.slice(0, 6).join(', ').slice(0, 200) })
  return new Refusal('zip-nothing-inside', {
    names: names.slice(0, 6).join(', ').slice(0, 200),
    count: names.length,
  })
}
