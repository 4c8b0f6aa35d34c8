/** backup, restore and move as an operator calls them: what they say, how they end, what they leave. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEFT_OUT } from '../../server/backup/tables.ts'
import { type Database, openDatabase } from '../../server/database/index.ts'
import { jsonOf, proven, putTogether, takeApart } from '../support/crafted-backup.ts'
import { makePostgresDatabase } from '../support/database.ts'
import { contents, fillTables } from '../support/fill-tables.ts'
import { makeSmallDisk } from '../support/small-disk.ts'
import { cli, type Ended, scratch } from './cli.ts'

const main = fileURLToPath(new URL('../../server/command-line/main.ts', import.meta.url))
let place: Awaited<ReturnType<typeof scratch>>
let data: string
let plain: string
let encrypted: string
let passphraseFile: string
let remote: Awaited<ReturnType<typeof makePostgresDatabase>>
let original: Rows
const at = (name: string) => join(place.directory, name)

type Rows = Record<string, string[]>
/** All rows but what a backup leaves out, layers, whose revisions go on, and what a restore tells the log. */
async function rowsIn(database: Database): Promise<Rows> {
  const out = [...Object.keys(LEFT_OUT), 'layer', 'log_head']
  return Object.fromEntries(
    Object.entries(await contents(database.db))
      .filter(([name]) => !out.includes(name))
      .map(([name, rows]) => [name, rows.filter((row) => !row.includes('backup-restored'))]),
  )
}
async function rowsAt(where: { url: string } | { directory: string }): Promise<Rows> {
  const database = await openDatabase(where)
  try {
    return await rowsIn(database)
  } finally {
    await database.close()
  }
}
const inFolder = (folder: string) => ({ directory: join(folder, 'database') })

beforeAll(async () => {
  place = await scratch()
  data = at('data')
  plain = at('copia.tar.gz')
  encrypted = at('copia.age')
  passphraseFile = await place.file('frase', 'cuatro palabras al azar\nno es esta línea\n')
  remote = await makePostgresDatabase()
  const database = await openDatabase(inFolder(data))
  await fillTables(database.db)
  original = await rowsIn(database)
  await database.close()
  await mkdir(join(data, 'evidence', 'ab'), { recursive: true })
  await writeFile(join(data, 'evidence', 'ab', 'foto'), Buffer.alloc(200_000, 'foto'))
  await mkdir(join(data, 'keys'), { recursive: true })
  await writeFile(join(data, 'keys', 'seal'), 'secreta')
}, 180_000)
afterAll(async () => {
  await remote?.remove()
  await rm(place.directory, { recursive: true, force: true })
})

/** One line for the person on standard error, status 2, nothing else. */
function sentenceOf({ code, out, err }: Ended, status = 2): string {
  expect({ code, out }).toEqual({ code: status, out: '' })
  expect(err).not.toMatch(/\n\s+at |Error:/)
  const lines = err.trim().split('\n')
  return lines.at(-1)!
}

describe('backup', { timeout: 300_000 }, () => {
  test('writes one file that only its owner reads, says what is in it, and that it is open to whoever has it', async () => {
    const { code, out, err } = await cli(['backup', plain], { DATA_DIR: data })
    expect(code).toBe(0)
    expect(out).toMatch(
      /copia\.tar\.gz.* rows of \d+ tables, 2 files\. It was read again and it is whole\.\n$/,
    )
    expect(err).toMatch(/not encrypted/)
    expect((await stat(plain)).mode & 0o777).toBe(0o600)
    expect((await readdir(place.directory)).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('encrypts with a passphrase from a file, and remarks on a short one', async () => {
    const { code, err } = await cli(['backup', encrypted, '--passphrase-file', passphraseFile], {
      DATA_DIR: data,
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect((await readFile(encrypted)).toString('latin1', 0, 21)).toBe('age-encryption.org/v1')
    expect((await readFile(encrypted)).includes('council')).toBe(false)
    const short = await place.file('corta', 'abc')
    const { err: remarked } = await cli(['backup', at('corta.age'), '--passphrase-file', short], {
      DATABASE_URL: remote.url,
    })
    expect(remarked).toMatch(/short/)
  })

  test('is read without this program: gunzip, tar, sha256sum, and COPY text for each table', async () => {
    const folder = at('taken-apart')
    await mkdir(folder)
    execFileSync('tar', ['xzf', plain, '-C', folder])
    const description = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as {
      tables: { name: string; columns: string[] }[]
      migrations: { name: string }[]
    }
    const { tables } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
      tables: Record<string, { rows: number; sha256: string }>
    }
    for (const { name, columns } of description.tables) {
      const parts = existsSync(join(folder, 'tables', name))
        ? await readdir(join(folder, 'tables', name))
        : []
      const texts = await Promise.all(
        parts.sort().map((part) => readFile(join(folder, 'tables', name, part))),
      )
      const text = Buffer.concat(texts)
      expect(createHash('sha256').update(text).digest('hex'), name).toBe(tables[name].sha256)
      const rows = text.toString().split('\n').slice(0, -1)
      expect(rows.length, name).toBe(tables[name].rows)
      for (const row of rows) expect(row.split('\t').length, name).toBe(columns.length)
    }
    for (const { name } of description.migrations)
      expect(await readFile(join(folder, 'migrations', `${name}.sql`), 'utf8')).toBe(
        await readFile(new URL(`../../sql/${name}.sql`, import.meta.url), 'utf8'),
      )
  })

  test('touches no file that is there, and makes no database where there is none', async () => {
    const before = await readFile(plain)
    expect(sentenceOf(await cli(['backup', plain], { DATA_DIR: data }))).toContain('exists already')
    expect((await readFile(plain)).equals(before)).toBe(true)
    const nowhere = at('nowhere')
    expect(sentenceOf(await cli(['backup', at('x')], { DATA_DIR: nowhere }))).toContain(nowhere)
    expect(existsSync(nowhere)).toBe(false)
    expect(sentenceOf(await cli(['backup', at('x')], { DATABASE_URL: remote.url }))).toContain(
      'nothing to copy',
    )
    expect(sentenceOf(await cli(['backup', at('no/such/folder/x')], { DATA_DIR: data }))).toContain(
      'Cannot write',
    )
  })

  test('asks for the passphrase without showing it, twice, and refuses where it cannot ask', async () => {
    expect(sentenceOf(await cli(['backup', at('y'), '--encrypt'], { DATA_DIR: data }))).toContain(
      '--passphrase-file',
    )
    const typed = at('typed.age')
    const shown = await onTerminal(['backup', typed, '--encrypt'], ['una frase larga', 'una frase larga'])
    expect(shown).toContain('Passphrase')
    expect(shown).toContain('It was read again')
    expect(shown).not.toContain('una frase larga')
    const again = await place.file('typed', 'una frase larga')
    expect((await cli(['restore', typed, '--check', '--passphrase-file', again])).code).toBe(0)
    expect(
      await onTerminal(['backup', at('z'), '--encrypt'], ['una frase larga', 'otra frase larga']),
    ).toContain('not the same')
    expect(existsSync(at('z'))).toBe(false)
  })

  test('on a full disk says so, ends with 2, and leaves neither a file nor half of one', async () => {
    const disk = await makeSmallDisk(8)
    try {
      disk.fill()
      const { code, err } = await run(
        disk.spawn(process.execPath, [main, 'backup', join(disk.path, 'copia')], {
          env: environment({ DATA_DIR: data }),
        }),
      )
      expect(code).toBe(2)
      expect(err).toMatch(/no space left for .*copia/)
      expect(await readdir(disk.outside)).toEqual(['filling'])
    } finally {
      await disk.remove()
    }
  })

  test('killed in the middle leaves no file under its name, or a whole one', async () => {
    for (const moment of [50, 400, 900, 1600, 2600, 4000]) {
      const file = at(`killed-${moment}`)
      const child = spawn(process.execPath, [main, 'backup', file], {
        env: environment({ DATA_DIR: data }),
        stdio: 'ignore',
      })
      await pause(moment)
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (existsSync(file)) expect((await cli(['restore', file, '--check'])).code).toBe(0)
    }
    // What a killed one left behind is in nobody's way.
    await rm(at('killed-50'), { force: true })
    expect((await cli(['backup', at('killed-50')], { DATA_DIR: data })).code).toBe(0)
  })
})

describe('restore', { timeout: 300_000 }, () => {
  test("puts a backup of the embedded database into PostgreSQL, and that one's back into an embedded one", async () => {
    const dataThere = at('data-there')
    const { code, out } = await cli(['restore', encrypted, '--passphrase-file', passphraseFile], {
      DATABASE_URL: remote.url,
      DATA_DIR: dataThere,
    })
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringMatching(/2 files, compared one by one.*sign in again/),
    })
    expect(await rowsAt({ url: remote.url })).toEqual(original)
    expect(await readFile(join(dataThere, 'keys', 'seal'), 'utf8')).toBe('secreta')
    const back = at('back.tar.gz')
    expect((await cli(['backup', back], { DATABASE_URL: remote.url, DATA_DIR: dataThere })).code).toBe(0)
    const dataBack = at('data-back')
    expect((await cli(['restore', back], { DATA_DIR: dataBack })).code).toBe(0)
    expect(await rowsAt(inFolder(dataBack))).toEqual(original)
    expect(await readdir(join(dataBack, 'evidence', 'ab'))).toEqual(['foto'])
  })

  test('goes into an empty database only; with --replace it first keeps what was there', async () => {
    const dataBack = at('data-back')
    const said = sentenceOf(await cli(['restore', plain], { DATA_DIR: dataBack }))
    expect(said).toMatch(/account.*--replace/)
    await writeFile(join(dataBack, 'keys', 'seal'), 'otra')
    const kept = at('kept.tar.gz')
    const { code, err } = await cli(['restore', plain, '--replace', kept], { DATA_DIR: dataBack })
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('kept.tar.gz') })
    expect(await readFile(join(dataBack, 'keys', 'seal'), 'utf8')).toBe('secreta')
    expect((await takeApart(kept)).get('keys/seal')?.toString()).toBe('otra')
    // What is to be kept can't be written: then nothing is replaced.
    expect(sentenceOf(await cli(['restore', plain, '--replace', kept], { DATA_DIR: dataBack }))).toContain(
      'exists already',
    )
  })

  test('refuses, with one sentence and status 2, what is no whole backup for this passphrase; nothing is made or changed', async () => {
    const cut = await place.file('cut', '')
    await writeFile(cut, (await readFile(plain)).subarray(0, 5000))
    const flipped = at('flipped')
    const bytes = await readFile(plain)
    bytes[Math.floor(bytes.length / 2)] ^= 4
    await writeFile(flipped, bytes)
    const sealed = at('flipped.age')
    const sealedBytes = await readFile(encrypted)
    sealedBytes[sealedBytes.length - 3000] ^= 4
    await writeFile(sealed, sealedBytes)
    const wrong = await place.file('wrong', 'otra frase')
    const newer = at('newer')
    const entries = await takeApart(plain)
    const description = JSON.parse(entries.get('backup.json')!.toString()) as { migrations: object[] }
    description.migrations.push({ name: '9999-the-future', timestamp: '2030-01-01T00:00:00.000Z' })
    await putTogether(newer, proven(entries.set('backup.json', jsonOf({ ...description, program: '9.1.0' }))))

    const env = { DATA_DIR: at('untouched') }
    const refused = async (...args: string[]) => sentenceOf(await cli(['restore', ...args], env))
    expect(await refused(cut)).toMatch(/ends too early/)
    expect(await refused(flipped)).toMatch(/damaged/)
    expect(await refused(sealed, '--passphrase-file', passphraseFile)).toMatch(/damaged/)
    expect(await refused(encrypted, '--passphrase-file', wrong)).toMatch(/does not open/)
    expect(await refused(encrypted)).toMatch(/--passphrase-file/)
    expect(await refused(plain, '--passphrase-file', passphraseFile)).toMatch(/not encrypted, although/)
    expect(await refused(newer)).toMatch(/9\.1\.0.*9999-the-future/)
    expect(await refused(passphraseFile)).toMatch(/not a backup/)
    expect(await refused(at('missing'))).toMatch(/cannot be found/)
    expect(existsSync(env.DATA_DIR)).toBe(false)
    const { out, code } = await cli(['restore', plain, '--check', '--lang', 'es'], env)
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/está completa/) })
    expect(existsSync(env.DATA_DIR)).toBe(false)
  })

  test('while the program runs says which process to stop, on either database', async () => {
    const running = await openDatabase(inFolder(at('data-back')))
    const said = sentenceOf(await cli(['restore', plain], { DATA_DIR: at('data-back') }), 1)
    expect(said).toContain(`kill ${process.pid}`)
    expect(sentenceOf(await cli(['backup', at('w')], { DATA_DIR: at('data-back') }), 1)).toContain(
      `kill ${process.pid}`,
    )
    await running.close()
    const server = await openDatabase({ url: remote.url })
    const stop = await server.listen('presence', () => {})
    const env = { DATABASE_URL: remote.url, DATA_DIR: at('elsewhere') }
    expect(sentenceOf(await cli(['restore', plain, '--replace', at('r')], env))).toMatch(/stop it first/)
    await rm(at('r'))
    // A backup takes nothing from anybody.
    expect((await cli(['backup', at('meanwhile.tar.gz')], env)).code).toBe(0)
    await stop()
    await server.close()
  })

  test('killed in the middle leaves the database empty or whole, and can be done again', async () => {
    const target = await makePostgresDatabase()
    try {
      for (const moment of [300, 700, 1100, 1500, 2000, 3000]) {
        const env = { DATABASE_URL: target.url, DATA_DIR: at('killed-data') }
        const child = spawn(process.execPath, [main, 'restore', plain], {
          env: environment(env),
          stdio: 'ignore',
        })
        await pause(moment)
        child.kill('SIGKILL')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
        const rows = await rowsAt({ url: target.url })
        if (rows.account.length > 0) expect(rows).toEqual(original)
        else expect(Object.values(rows).flat()).toEqual([])
      }
      const env = { DATABASE_URL: target.url, DATA_DIR: at('killed-data') }
      const { code } = await cli(['restore', plain, '--replace', at('before-last')], env)
      expect(code).toBe(0)
      expect(await rowsAt({ url: target.url })).toEqual(original)
      expect((await readdir(env.DATA_DIR)).sort()).toEqual(['evidence', 'keys'])
    } finally {
      await target.remove()
    }
  })
})

describe('move', { timeout: 300_000 }, () => {
  test('takes everything from the embedded database to a server and back, and leaves the old one as it was', async () => {
    const target = await makePostgresDatabase()
    try {
      const { code, out } = await cli(['move', '--to', target.url], { DATA_DIR: data })
      expect({ code, out }).toMatchObject({
        code: 0,
        out: expect.stringMatching(/DATABASE_URL.*compared|compared.*DATABASE_URL/),
      })
      expect(out).not.toContain('postgres@')
      expect(await rowsAt({ url: target.url })).toEqual(original)
      expect((await readdir(data)).sort()).toEqual(['database', 'evidence', 'keys'])
      expect(sentenceOf(await cli(['move', '--to', target.url], { DATA_DIR: data }))).toMatch(
        /something already/,
      )
      const home = at('home')
      expect(
        (await cli(['move', '--to', 'embedded'], { DATABASE_URL: target.url, DATA_DIR: home })).code,
      ).toBe(0)
      expect(await rowsAt(inFolder(home))).toEqual(original)
      const server = await openDatabase({ url: target.url })
      const stop = await server.listen('presence', () => {})
      expect(
        sentenceOf(
          await cli(['move', '--to', 'embedded'], { DATABASE_URL: target.url, DATA_DIR: at('away') }),
        ),
      ).toMatch(/stop it first/)
      await stop()
      await server.close()
    } finally {
      await target.remove()
    }
    expect(await rowsAt(inFolder(data))).toEqual(original)
  })

  test('asks where to, and goes nowhere else', async () => {
    expect(sentenceOf(await cli(['move'], { DATA_DIR: data }))).toContain('--to')
    expect(sentenceOf(await cli(['move', '--to', 'mysql://x/y'], { DATA_DIR: data }))).toContain('--to')
    expect(sentenceOf(await cli(['move', '--to', 'embedded'], { DATA_DIR: data }))).toContain(
      'already in use',
    )
    expect(
      sentenceOf(await cli(['move', '--to', 'postgres://nobody@127.0.0.1:9/none'], { DATA_DIR: data }), 1),
    ).toContain('127.0.0.1:9')
    expect((await readdir(data)).sort()).toEqual(['database', 'evidence', 'keys'])
  })
})

test.each([
  ['backup', 'es'],
  ['restore', 'en'],
  ['move', 'pt'],
])('%s explains itself (%s)', async (command, lang) => {
  const { code, out } = await cli([command, '--help', '--lang', lang])
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`${command} `) })
})

const environment = (env: Record<string, string>) => ({
  ...process.env,
  LC_ALL: 'en_US.UTF-8',
  DATABASE_URL: '',
  ...env,
})

async function run(child: ReturnType<typeof spawn>): Promise<{ code: number | null; err: string }> {
  let err = ''
  child.stderr!.setEncoding('utf8').on('data', (text) => {
    err += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, err }
}

/** Types a line at each question that ends with a colon. `script` lends a terminal. @returns all that it showed */
async function onTerminal(args: string[], answers: string[]): Promise<string> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', main, ...args]
    .map((word) => `'${word}'`)
    .join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: environment({ DATA_DIR: data }),
  })
  let shown = ''
  let asked = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    const questions = shown.match(/(shown\)|more): /g)?.length ?? 0
    for (; asked < questions; asked++) child.stdin.write(`${answers[asked]}\r`)
  })
  await once(child, 'close')
  return shown
}
