/** Names of coordinate systems as files declare them and as people call them. */

interface CrsChoice {
  crs: string
  name: string
}

/** La Canoa lies about 420 m from REGVEN: nobody may guess between them. */
const VENEZUELAN_CRS: readonly CrsChoice[] = [
  { crs: 'EPSG:4326', name: 'WGS 84 (GPS)' },
  { crs: 'EPSG:2202', name: 'REGVEN / UTM 19N' },
  { crs: 'EPSG:2201', name: 'REGVEN / UTM 18N' },
  { crs: 'EPSG:2203', name: 'REGVEN / UTM 20N' },
  { crs: 'EPSG:4189', name: 'REGVEN' },
  { crs: 'EPSG:24719', name: 'La Canoa / UTM 19N' },
  { crs: 'EPSG:24718', name: 'La Canoa / UTM 18N' },
  { crs: 'EPSG:24720', name: 'La Canoa / UTM 20N' },
  { crs: 'EPSG:4247', name: 'La Canoa' },
  { crs: 'EPSG:32619', name: 'WGS 84 / UTM 19N' },
  { crs: 'EPSG:32618', name: 'WGS 84 / UTM 18N' },
  { crs: 'EPSG:32620', name: 'WGS 84 / UTM 20N' },
  { crs: 'EPSG:3857', name: 'WGS 84 / Pseudo-Mercator (Web)' },
]

/** `EPSG:N` from any of the ways files write it; another name unchanged; WGS 84 by its OGC name as EPSG:4326. */
export function crsFromName(name: string): string {
  const text = name.trim()
  if (/CRS:?84|CRS84/i.test(text)) return 'EPSG:4326'
  const match =
    /^(?:EPSG|urn:(?:x-)?ogc:def:crs:EPSG:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/)[^0-9]*(?:[0-9.]*[:/])?(\d{4,6})$/i.exec(
      text,
    )
  return match ? `EPSG:${Number(match[1])}` : text
}

/** EPSG:4979 and 4326 differ by the height only. */
export const isWgs84 = (crs: string): boolean => crs === 'EPSG:4326' || crs === 'EPSG:4979'

/** How a person calls it: the name inside a WKT text, or the code with its name where we know it. */
export function crsLabel(crs: string): string {
  const inWkt = /^\s*[A-Z_]+\s*\[\s*"([^"]{1,80})"/i.exec(crs)
  if (inWkt) return inWkt[1]
  const known = VENEZUELAN_CRS.find((choice) => choice.crs === crs)
  return known ? `${crs}, ${known.name}` : crs.slice(0, 80)
}

/** EPSG code of a UTM zone on a datum named as Venezuelan surveyors write it, or null where either is unclear. */
export function utmCrs(zone: string, datum: string): string | null {
  const number = Number(/\d{1,2}/.exec(zone)?.[0] ?? Number.NaN)
  // A band letter from N on is north of the equator; "S" alone is read as south, as people mean it.
  const south = /\d\s*(S|SUR|SOUTH|[C-HJ-M])\s*$/i.test(zone)
  if (!(number >= 1 && number <= 60)) return null
  if (/canoa|psad|la\s*c/i.test(datum))
    return !south && number >= 18 && number <= 21 ? `EPSG:${24700 + number}` : null
  if (/regven|sirgas/i.test(datum))
    return !south && number >= 18 && number <= 20 ? `EPSG:${2183 + number}` : null
  if (/wgs/i.test(datum)) return `EPSG:${(south ? 32700 : 32600) + number}`
  return null
}

/** The text of a .prj as a declared system; null where it is empty or says that nothing is known. */
export function crsFromPrj(text: string): string | null {
  const wkt = text.replace(/^\ufeff/, '').trim()
  if (!wkt || /^(LOCAL_CS|ENGCRS|unknown|undefined)/i.test(wkt)) return null
  // Plain WGS 84 in degrees from Greenwich needs no PROJ.
  if (
    /^GEOGCS\[\s*"(GCS_)?WGS[_ ]?(19)?84"/i.test(wkt) &&
    /0\.01745329/.test(wkt) &&
    /PRIMEM\["Greenwich",\s*0/i.test(wkt)
  )
    return 'EPSG:4326'
  return wkt
}
