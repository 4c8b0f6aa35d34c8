/** Every operation that the server offers, as its OpenAPI document says. */
import type { Action } from '../../domain/access/index.ts'
import type { TestApp } from './app.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type JsonSchema = { [keyword: string]: unknown }

export interface Operation {
  /** `PATCH /api/communes/{id}` */
  name: string
  method: Method
  path: string
  action: Action
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: JsonSchema }[]
  /** Null where it takes no JSON. */
  body: JsonSchema | null
}

interface Described {
  'x-action'?: Action
  parameters?: { name: string; in: string; required?: boolean; schema?: JsonSchema }[]
  requestBody?: { content: Record<string, { schema?: JsonSchema }> }
}

export function operationsOf({ app }: TestApp): Operation[] {
  const { paths = {} } = app.swagger() as unknown as { paths?: Record<string, Record<string, Described>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const name = `${method.toUpperCase()} ${path}`
      const action = described['x-action']
      if (!action) throw new Error(`${name} does not say which action it is.`)
      return {
        name,
        method: method.toUpperCase() as Method,
        path,
        action,
        parameters: (described.parameters ?? []).map(
          ({ name, in: place, required = false, schema = {} }) => ({
            name,
            in: place as 'path' | 'query' | 'header',
            required,
            schema,
          }),
        ),
        body: described.requestBody?.content['application/json']?.schema ?? null,
      }
    }),
  )
}
