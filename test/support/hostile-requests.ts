/**
 * Requests that nobody sends by mistake, made from the OpenAPI document: most of each fits its schema, so that it gets as
 * far as it can, and something of it does not. The same seed makes the same requests.
 */
import type { Random } from '../../domain/demonstration/random.ts'
import type { JsonSchema, Operation } from './operations.ts'

export interface HostileRequest {
  method: string
  url: string
  headers: Record<string, string>
  payload?: string
}

/** Of the parts of a request, how often one is not as its schema has it. */
const CALM = 0.06
const WILD = 0.45

/** What has broken programs most often. */
const WORST_TEXTS = [
  '\0',
  'antes\0después',
  '\ud800',
  'a\udfffb',
  '__proto__',
  'constructor',
  '1e400',
  '2147483648',
]

const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  'antes\0después',
  '\ud800',
  'a\udfffb',
  '\u202egnirts\u202c',
  '\u200f\u200b\ufeff',
  '\u2028\u2029',
  '\r\nSet-Cookie: a=b',
  '\x1b[31m',
  '\uffff',
  "'; drop table council; --",
  "' or 1=1 --",
  '\\',
  "\\'",
  '%',
  '_%\\_',
  '$1',
  '../../../../etc/passwd',
  '..\\..\\windows\\system32',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  '%00%ff%zz',
  '{x, select, a {b} other {c}}',
  '{{7*7}}',
  '#{7*7}',
  '<script>alert(1)</script>',
  '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
  '0x10',
  '1e400',
  '1e-400',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '١٢٣',
  'true',
  '[]',
  '{}',
  '1,2,3,4',
  '-180,-90,180,90',
  '1e308,1e308,1e308,1e308',
  '-1e308,-1e308,1e308,1e308',
  '1,,2',
  '1,'.repeat(3000),
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '275760-09-13',
  '+275760-09-13T00:00:00.001Z',
  '2026-11-22T25:61:61Z',
  '1969-12-31T23:59:59.999Z',
  'WyJuYW1lIiwiYVx1MDAwMGIiLDFd',
  'WyJuYW1lIiwiYSIsOTAwNzE5OTI1NDc0MDk5MV0',
  'WyJhcmVhIiwxZTMwOCwxXQ',
  'WyJmYW1pbGllcyIsMC41LDFd',
  'İıßﬁ',
  'é\u0301'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(60),
  'ﷺ'.repeat(100),
  'x'.repeat(199),
  'x'.repeat(201),
  'x'.repeat(5000),
]

/** As JSON, some of it such as no program writes. */
const HOSTILE_NUMBERS = [
  '0',
  '-0',
  '-1',
  '1.5',
  '2147483647',
  '2147483648',
  '-2147483649',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '1e308',
  '1e400',
  '-1e400',
  '1e-400',
  `1${'0'.repeat(400)}`,
]

const HOSTILE_VALUES = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"length":1e9}',
  '{"toString":1,"valueOf":null}',
  '{"then":1}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
]

const EXTRA_KEYS = ['extra', '__proto__', 'constructor', 'toString', 'then', 'id', 'audience', '', 'a\0b']

const WHOLE_BODIES = [
  '',
  ' ',
  '{',
  '{"name":',
  '[',
  ']',
  'null',
  'true',
  '"text"',
  '1e400',
  'NaN',
  '{"a":1,}',
  "{'a':1}",
  '{"a":1}{"b":2}',
  '\ufeff{}',
  '"\ud800"',
  '{"__proto__":null}',
  '\0',
]

/** Of headers only what travels in one: Latin-1 without controls. */
const HEADERS: Record<string, string[]> = {
  'if-match': [
    '*',
    '"1"',
    'W/"2"',
    '"1", "2"',
    '""',
    '1',
    '"99999999999"',
    '"-1"',
    'x'.repeat(4000),
    '"\xff"',
  ],
  'if-none-match': ['*', '"1-public"', ',,,,', 'x'.repeat(4000)],
  'if-modified-since': ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', '9'.repeat(400)],
  range: ['bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=0-,1-,2-', 'x=1', `bytes=${'9'.repeat(400)}-`],
  accept: ['text/html', '*/*;q=x', 'image/png', ',;q', 'x'.repeat(4000)],
  'accept-language': ['*', 'pt;q=9', '-,;', '\xe9\xff', 'xx-'.repeat(1000), '__proto__', 'en'],
  'accept-encoding': ['gzip;q=2', 'identity;q=0', 'nonsense'],
  'content-encoding': ['gzip', 'br', 'nonsense'],
  'last-event-id': ['', '-1', '1e400', 'NaN', '\xff', 'x'.repeat(4000), '9007199254740993'],
  cookie: [
    'toparquia_session=',
    'toparquia_session=%zz',
    'toparquia_session=%00',
    'toparquia_session=x; toparquia_session=y',
    `toparquia_session=${'A'.repeat(43)}`,
    `toparquia_session=${'x'.repeat(4000)}`,
    'toparquia_device=%E0%A4%A; __proto__=1; constructor=2',
    ';;;=;=',
    '\xff\xfe',
  ],
  origin: ['null', 'http://localhost:80', 'http://localhost:80:80', '\xff'],
  'sec-fetch-site': ['same-origin', 'none', 'nonsense'],
  'user-agent': ['', 'x'.repeat(4000), '\xff\xfe', 'Mozilla/5.0 (<script>) Firefox/NaN'],
  'x-forwarded-for': ['1.2.3.4', 'nonsense', ','],
  'x-forwarded-host': ['evil.example'],
  'x-forwarded-proto': ['https', 'javascript'],
  'x-http-method-override': ['DELETE'],
  expect: ['200-ok'],
  'content-type': [
    'application/json',
    'application/json; charset=utf-16',
    'application/json;;;',
    'APPLICATION/JSON',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/problem+json',
    '/',
    'nonsense',
    '\xff',
    'x'.repeat(1000),
  ],
}

/** What no percent-encoding means. */
const BAD_ENCODINGS = [
  '%',
  '%zz',
  '%ff',
  '%c0%80',
  '%ed%a0%80',
  '%00',
  '%2e%2e%2f',
  '%25',
  '..',
  '.',
  ';',
  '//',
]

/**
 * @param known values that lead somewhere, by the name of a parameter or field.
 * @param random shared by all parts of one operation's requests.
 */
export function hostileRequest(
  { method, path, parameters, body }: Operation,
  random: Random,
  known: Record<string, readonly (string | number)[]>,
): HostileRequest {
  const wildness = chance(0.5) ? CALM : WILD

  function chance(share: number): boolean {
    return random.next() < share
  }
  function pick<T>(values: readonly T[]): T {
    return values[random.between(0, values.length - 1)]
  }
  const hostileText = () => pick(chance(0.4) ? WORST_TEXTS : HOSTILE_TEXTS)
  const odd = () => chance(wildness)
  let long = false

  /** A text that the schema allows, as far as the schema says it in a way that is read here. */
  function fittingText(
    name: string,
    { pattern, format, minLength = 0, maxLength = 400 }: JsonSchema,
  ): string {
    if (known[name] && chance(0.93)) return String(pick(known[name]))
    if (format === 'date') return pick(['2026-01-31', '1999-12-31', '2024-02-29'])
    if (format === 'date-time') return pick(['2026-01-31T10:00:00Z', '2026-01-31T10:00:00.123-04:00'])
    if (pattern === '^[A-Za-z0-9_-]+$') return 'A'.repeat(Math.max(1, Number(minLength)))
    if (pattern === '^[0-9a-f]{64}$') return pick(['0', 'f']).repeat(64)
    if (pattern === '^\\d{6}$') return '123456'
    if (pattern === '^EPSG:[0-9]{4,6}$') return pick(['EPSG:4326', 'EPSG:2202', 'EPSG:999999', 'EPSG:0000'])
    const text = chance(0.6) ? hostileText() : `texto ${random.between(1, 1e6)}`
    const long = text.length < Number(minLength) ? text.padEnd(Number(minLength), 'y') : text
    return long.slice(0, Number(maxLength))
  }

  /** JSON of a value. */
  function value(name: string, schema: JsonSchema): string {
    if (odd()) return pick([pick(HOSTILE_VALUES), pick(HOSTILE_NUMBERS), JSON.stringify(hostileText())])
    const branches = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
    if (branches) return value(name, pick(branches))
    if ('const' in schema) return JSON.stringify(schema.const)
    if (schema.enum) return JSON.stringify(pick(schema.enum as unknown[]))
    switch (schema.type) {
      case 'string':
        return JSON.stringify(fittingText(name, schema))
      case 'integer':
      case 'number':
        return number(name, schema)
      case 'boolean':
        return pick(['true', 'false'])
      case 'null':
        return 'null'
      case 'array': {
        const items = (schema.items ?? {}) as JsonSchema
        // Long within long would be longer than any body.
        const isLong = !long && chance(0.03)
        long ||= isLong
        const length = isLong ? 2000 : random.between(Number(schema.minItems ?? 0), 4)
        return `[${Array.from({ length }, () => value(name, items)).join(',')}]`
      }
      case 'object':
        return object(schema)
      default:
        return pick([
          ...HOSTILE_VALUES,
          JSON.stringify({ id: 'AAAA', response: answer(), type: 'public-key' }),
        ])
    }
  }

  function number(name: string, { minimum, maximum }: JsonSchema): string {
    if (known[name] && chance(0.93)) return String(pick(known[name]))
    return pick([
      String(random.between(1, 12)),
      ...(minimum === undefined ? [] : [String(minimum), String(Number(minimum) - 1)]),
      ...(maximum === undefined ? [] : [String(maximum), String(Number(maximum) + 1)]),
    ])
  }

  /** As an authenticator's answer looks from outside. */
  function answer(): object {
    const clientData = { type: 'webauthn.get', challenge: pick(['A'.repeat(43), '\0', '']), origin: 'null' }
    const clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url')
    return { clientDataJSON, authenticatorData: 'AA', signature: '', attestationObject: pick(['oA', '']) }
  }

  function object(schema: JsonSchema): string {
    const required = (schema.required ?? []) as string[]
    const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
      .filter(([name]) => (required.includes(name) ? !odd() : chance(0.6)))
      .map(([name, inner]) => [name, value(name, inner)])
    if (odd()) fields.push([pick(EXTRA_KEYS), pick(HOSTILE_VALUES)])
    if (fields.length > 0 && odd()) fields.push([fields[0][0], pick(HOSTILE_NUMBERS)])
    return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
  }

  const encoded = (text: string) =>
    chance(wildness / 4) ? pick(BAD_ENCODINGS) : encodeURIComponent(text.toWellFormed())

  /** A parameter, as the text it is in an address. */
  function parameter(name: string, schema: JsonSchema): string {
    if (odd()) return encoded(chance(0.7) ? hostileText() : pick(HOSTILE_NUMBERS))
    const text = value(name, schema)
    return encoded(text.startsWith('"') ? (JSON.parse(text) as string) : text)
  }

  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {}
    return parameter(name, schema)
  })
  const query = parameters
    .filter((one) => one.in === 'query' && chance(one.required ? 0.9 : 0.5))
    .flatMap(({ name, schema }) => {
      const times = odd() ? random.between(2, 3) : 1
      return Array.from({ length: times }, () => `${name}=${parameter(name, schema)}`)
    })
  if (chance(0.2)) query.push(`lang=${pick(['en', 'pt', 'xx', '', '%zz', 'es&lang=en', '__proto__'])}`)
  if (odd()) query.push(`${pick(EXTRA_KEYS.map(encodeURIComponent))}=${encoded(hostileText())}`)
  const headers: Record<string, string> = {}
  if (chance(0.3)) headers['if-match'] = `"${random.between(1, 5)}"`
  for (const [name, values] of Object.entries(HEADERS)) {
    const share = name === 'cookie' || name === 'content-type' || name === 'content-encoding' ? 0.03 : 0.06
    if (chance(share)) headers[name] = pick(values)
  }
  const request: HostileRequest = {
    method,
    url: address + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers,
  }
  if (method === 'GET') return request
  if (!body && !odd()) return request
  headers['content-type'] ??= 'application/json'
  return { ...request, payload: odd() ? pick(WHOLE_BODIES) : value('body', body ?? {}) }
}
