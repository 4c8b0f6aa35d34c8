/** A browser as the server sees one: it keeps cookies and comes from an address of its own. */
import { randomInt } from 'node:crypto'
import type { TestApp } from './app.ts'

type Inject = TestApp['app']['inject']

export interface Reply<T> {
  status: number
  body: T
  headers: Record<string, string | string[] | number | undefined>
  /** Cookies as they were set, attributes and all. */
  setCookies: string[]
}

interface Problem {
  type: string
  title: string
  detail: string
  facts?: Record<string, unknown>
}

export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #app: { inject: Inject }
  readonly #headers: Record<string, string>
  readonly #address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`

  constructor({ app }: { app: { inject: Inject } }, headers: Record<string, string> = {}) {
    this.#app = app
    this.#headers = headers
  }

  async ask<T = Problem>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await this.#app.inject({
      method,
      url,
      remoteAddress: this.#address,
      ...(body && { payload: body }),
      headers: {
        'accept-language': 'en',
        ...this.#headers,
        ...headers,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    })
    const set = [response.headers['set-cookie'] ?? []].flat()
    for (const cookie of set) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return {
      status: response.statusCode,
      body: (response.body === '' ? undefined : response.json()) as T,
      headers: response.headers,
      setCookies: set,
    }
  }
}

/** The reason of a refusal, or the status of what is none. */
export const outcome = ({ status, body }: Reply<unknown>): string | number =>
  /^urn:toparquia:problem:(.+)$/.exec((body as Problem | undefined)?.type ?? '')?.[1] ?? status
