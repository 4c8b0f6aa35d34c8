/** Flags and operands, strictly: what is not known is refused, not ignored. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Fingerprint } from '../../domain/log/entry.ts'
import { LOCALES, type Locale, translate } from '../../messages/index.ts'
import { CommandEnded } from './outcome.ts'

type Options = NonNullable<ParseArgsConfig['options']>

export interface Given<O extends Options> {
  values: ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>['values']
  operands: string[]
}

/** @throws CommandEnded for an unknown flag, a missing value or a surplus operand. */
export function readFlags<O extends Options>(
  args: string[],
  options: O,
  operands: string[],
  locale: Locale,
): Given<O> {
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const flag = /'([^' ]+)/.exec((error as Error).message)?.[1] ?? ''
    const { code } = error as { code?: string }
    const key = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? 'cli.unknown-flag' : 'cli.bad-flag'
    throw new CommandEnded(translate(locale, key, { flag }))
  }
  const { values, positionals } = parsed
  if (positionals.length < operands.length)
    throw new CommandEnded(
      translate(locale, 'cli.missing-operand', { operand: operands[positionals.length] }),
    )
  if (positionals.length > operands.length)
    throw new CommandEnded(
      translate(locale, 'cli.surplus-operand', { operand: positionals[operands.length] }),
    )
  return { values, operands: positionals }
}

export function oneOf<T extends string>(
  value: string | undefined,
  choices: readonly T[],
  flag: string,
  locale: Locale,
): T | undefined {
  if (value === undefined) return undefined
  if ((choices as readonly string[]).includes(value)) return value as T
  throw new CommandEnded(translate(locale, 'cli.not-a-choice', { flag, value, choices: choices.join(', ') }))
}

/** `--crs EPSG:N`; a bare number is taken for one. */
export function readCrs(value: string | undefined, locale: Locale): string | undefined {
  if (value === undefined) return undefined
  const number = /^(?:EPSG:)?(\d{4,6})$/i.exec(value.trim())?.[1]
  if (number === undefined) throw new CommandEnded(translate(locale, 'cli.bad-crs', { value }))
  return `EPSG:${number}`
}

/** `SEQ:HASH`, as `log verify` prints it. */
export function readFingerprint(value: string, locale: Locale): Fingerprint {
  const [, seq, hash] = /^(\d{1,10}):([0-9a-f]{64})$/i.exec(value.trim()) ?? []
  if (hash === undefined) throw new CommandEnded(translate(locale, 'cli.bad-head', { value }))
  return { seq: Number(seq), hash: hash.toLowerCase() }
}

/** `--lang`, looked for before anything else, so that even a refusal of flags is in the right language. */
export function wantedLanguage(args: string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='))
  if (at < 0) return undefined
  const value = args[at].includes('=') ? args[at].split('=')[1] : args[at + 1]
  return (LOCALES as readonly string[]).includes(value) ? value : undefined
}
