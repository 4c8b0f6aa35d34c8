/** Spreadsheets made by hand, as Excel and LibreOffice write them: what a reader must understand, part by part. */
import { strToU8, zipSync } from 'fflate'

/** A number, a text, a day as `{ day: serial }`, a formula with what it came to or without, an error. */
export type Value =
  | number
  | string
  | null
  | { day: number }
  | { formula: string; value?: number }
  | { error: string }

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const letters = (column: number): string =>
  column < 26
    ? String.fromCharCode(65 + column)
    : letters(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26))

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** @param sheets rows by the name of the sheet; a row that is null is not there at all. */
export function xlsx(sheets: Record<string, (Value[] | null)[]>, extra: Record<string, string> = {}): Buffer {
  const texts: string[] = []
  const cell = (value: Value, row: number, column: number): string => {
    const at = `r="${letters(column)}${row}"`
    if (value === null) return ''
    if (typeof value === 'number') return `<c ${at}><v>${value}</v></c>`
    if (typeof value === 'string') return `<c ${at} t="s"><v>${texts.push(value) - 1}</v></c>`
    if ('day' in value) return `<c ${at} s="1"><v>${value.day}</v></c>`
    if ('error' in value) return `<c ${at} t="e"><v>${escaped(value.error)}</v></c>`
    const computed = value.value === undefined ? '' : `<v>${value.value}</v>`
    return `<c ${at}><f>${escaped(value.formula)}</f>${computed}</c>`
  }
  const names = Object.keys(sheets)
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr/><sheets>${names
      .map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
      .map(
        (_, i) =>
          `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
      )
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="mmm\\-yy"/></numFmts>
      <cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((rows, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet xmlns="${MAIN}"><sheetData>${rows
          .map((row, r) =>
            row === null
              ? ''
              : `<row r="${r + 1}">${row.map((value, c) => cell(value, r + 1, c)).join('')}</row>`,
          )
          .join('')}</sheetData></worksheet>`,
      ]),
    ),
    ...extra,
  }
  parts['xl/sharedStrings.xml'] ??= `<sst xmlns="${MAIN}">${texts
    .map(
      (text) =>
        `<si><r><t xml:space="preserve">${escaped(text)}</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>`,
    )
    .join('')}</sst>`
  return packed({ '[Content_Types].xml': '<Types/>', ...parts })
}

export function ods(sheets: Record<string, (Value[] | null)[]>, extra: Record<string, string> = {}): Buffer {
  const cell = (value: Value): string => {
    if (value === null) return '<table:table-cell table:number-columns-repeated="1"/>'
    if (typeof value === 'number')
      return `<table:table-cell office:value-type="float" office:value="${value}" calcext:value-type="float"><text:p>${value}</text:p></table:table-cell>`
    if (typeof value === 'string')
      return `<table:table-cell office:value-type="string" calcext:value-type="string"><office:annotation><text:p>nota</text:p></office:annotation><text:p>${escaped(value)}</text:p></table:table-cell>`
    if ('day' in value) {
      const day = new Date(Date.UTC(1899, 11, 30) + value.day * 86_400_000).toISOString().slice(0, 10)
      return `<table:table-cell office:value-type="date" office:date-value="${day}" calcext:value-type="date"><text:p>x</text:p></table:table-cell>`
    }
    if ('error' in value)
      return `<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>${value.error}</text:p></table:table-cell>`
    return value.value === undefined
      ? `<table:table-cell table:formula="of:=${escaped(value.formula)}"/>`
      : `<table:table-cell table:formula="of:=${escaped(value.formula)}" office:value-type="float" office:value="${value.value}"><text:p>x</text:p></table:table-cell>`
  }
  const content = `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>${Object.entries(
      sheets,
    )
      .map(
        ([name, rows]) =>
          `<table:table table:name="${escaped(name)}"><table:table-column/>${rows
            .map((row) =>
              row === null
                ? '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
                : `<table:table-row>${row.map(cell).join('')}<table:table-cell table:number-columns-repeated="16370"/></table:table-row>`,
            )
            .join(
              '',
            )}<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`,
      )
      .join('')}</office:spreadsheet></office:body></office:document-content>`
  return packed({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': content,
    'META-INF/manifest.xml': '<manifest/>',
    ...extra,
  })
}

export const packed = (parts: Record<string, string>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))))
