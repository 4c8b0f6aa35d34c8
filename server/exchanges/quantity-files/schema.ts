/** The shapes of the API of quantities from files. The browser imports these types and nothing else of this folder. */
import { type Static, Type } from 'typebox'
import {
  type Columns,
  type Interpretation,
  MEANINGS,
  SHEET_LIMITS,
} from '../../../domain/exchange/quantity-files/index.ts'
import { PROVENANCES, QUANTITY_ROLES } from '../../../domain/exchange/records.ts'
import { Change, Id, Reason } from '../../territories/schema.ts'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
const FileName = Type.String({ minLength: 1, maxLength: 255, pattern: '\\S' })

const Cell = Type.Union([
  Type.String({ maxLength: SHEET_LIMITS.cell }),
  Type.Number(),
  Type.Null(),
  Type.Object({ date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }) }, exactly),
  Type.Object({ error: Type.String({ maxLength: 40 }) }, exactly),
])
const Row = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Place = Type.String({ maxLength: 60, description: 'Row and month, of a sheet with a column per month' })
const Sheet = Type.Object(
  {
    name: Type.String({ maxLength: 255 }),
    rows: Type.Array(
      Type.Object(
        {
          row: Row,
          place: Type.Optional(Place),
          cells: Type.Array(Cell, { maxItems: SHEET_LIMITS.columns }),
        },
        exactly,
      ),
      { maxItems: SHEET_LIMITS.rows + 1 },
    ),
  },
  exactly,
)
const From = Type.Union([
  Type.Object({ column: Type.Integer({ minimum: 0, maximum: SHEET_LIMITS.columns - 1 }) }, exactly),
  Type.Object({ all: Type.String({ maxLength: 200 }) }, exactly),
])
const ColumnsSchema = Type.Unsafe<Columns>(
  Type.Object(Object.fromEntries(MEANINGS.map((meaning) => [meaning, Type.Optional(From)])), exactly),
)
const byKey = <T extends Parameters<typeof Type.Record>[1]>(value: T) =>
  Type.Record(Type.String({ maxLength: 1100 }), value, { maxProperties: SHEET_LIMITS.rows })

export const Upload = Type.Object({ fileName: FileName, lang: Type.Optional(Type.String()) })

export const SheetFile = Type.Object({
  sheets: Type.Array(
    Type.Object({
      name: Type.String({ description: 'Empty for a file that has but one, as CSV' }),
      tooLong: Type.Boolean({ description: 'More rows than one file may bring: none of them stand here' }),
      rows: Type.Array(Type.Object({ row: Row, place: Type.Optional(Place), cells: Type.Array(Cell) })),
      header: Type.Integer({ description: 'Place of the header among the rows, as far as it can be told' }),
      columns: ColumnsSchema,
      periods: Type.Integer({
        minimum: 0,
        description: 'Columns, each a month or a year, that were turned into a row for each; 0: none',
      }),
    }),
  ),
})
export type SheetFile = Static<typeof SheetFile>

export const SheetReading = Type.Object(
  {
    fileName: FileName,
    sheet: Sheet,
    header: Type.Integer({ minimum: 0, maximum: SHEET_LIMITS.rows }),
    columns: ColumnsSchema,
    answers: Type.Object(
      {
        commune: byKey(Id),
        item: byKey(Type.String({ maxLength: 121 })),
        unit: byKey(Type.String({ maxLength: 60 })),
        role: byKey(OneOf(QUANTITY_ROLES)),
        provenance: byKey(OneOf(PROVENANCES)),
        producer: byKey(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
        decimal: Nullable(OneOf([',', '.'] as const)),
        days: Nullable(OneOf(['day-first', 'month-first'] as const)),
      },
      exactly,
    ),
    leftOut: Type.Array(Row, { maxItems: SHEET_LIMITS.rows }),
    again: Type.Array(Row, { maxItems: SHEET_LIMITS.rows }),
    audience: OneOf(['public', 'accounts', 'scope', 'committee'] as const),
    preview: Type.Optional(Type.Boolean({ description: 'Only say what is understood; nothing is written' })),
    reason: Type.Optional(Reason),
  },
  exactly,
)
export type SheetReading = Static<typeof SheetReading>

export const SheetUnderstood = Type.Object({
  understood: Type.Unsafe<Omit<Interpretation, 'wanted'>>(
    Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'Rows, questions, totals with their spread, and how many of each kind',
      },
    ),
  ),
  change: Nullable(Change),
})
export type SheetUnderstood = Static<typeof SheetUnderstood>
