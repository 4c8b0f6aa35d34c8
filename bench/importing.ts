/** Claim: a country comes in, checked and indexed, within twice the time that ogr2ogr takes to copy it. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { coverageGeoJson } from '../domain/demonstration/coverage-features.ts'
import { findProgram } from '../scripts/command.ts'
import { providePostgres } from '../scripts/provide-postgres.ts'
import type { ImportAnswer, ImportQuestion } from './contestants/importer.ts'
import { type CountrySize, describeCountry, drawCountry } from './country.ts'
import { type Figure, median, type Outcome } from './measure.ts'

interface Copy {
  seconds: number
  peakMB: number
}

export async function importing(size: CountrySize, rounds: number): Promise<Outcome> {
  const country = drawCountry(size)
  const directory = mkdtempSync(join(tmpdir(), 'toparquia-bench-'))
  const file = join(directory, 'country.geojson')
  await pipeline(Readable.from(coverageGeoJson(country)), createWriteStream(file))
  const ogr2ogr = findProgram(['ogr2ogr'])
  const postgres = await providePostgres()
  const own: (ImportAnswer & { peakMB: number })[] = []
  const copies: Copy[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      own.push(await withDatabase(postgres.url, `bench_own_${round}`, (url) => importCountry({ url, file })))
      if (ogr2ogr)
        copies.push(
          await withDatabase(postgres.url, `bench_ogr_${round}`, (url) => copyCountry(ogr2ogr, url, file)),
        )
    }
  } finally {
    postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  const wrong = own.find(({ councils }) => councils !== size.councils)
  if (wrong) throw new Error(`${wrong.councils} of ${size.councils} councils arrived.`)
  const seconds = own.map(({ readMs, saveMs }) => (readMs + saveMs) / 1000)
  const figures: Figure[] = [
    { name: 'import, median', value: median(seconds), unit: 's' },
    {
      name: 'of which reading and checking',
      value: median(own.map(({ readMs }) => readMs / 1000)),
      unit: 's',
    },
    { name: 'of which saving', value: median(own.map(({ saveMs }) => saveMs / 1000)), unit: 's' },
    {
      name: 'peak memory, the reader’s process with it',
      value: Math.max(...own.map(({ peakMB }) => peakMB)),
      unit: 'MB',
    },
  ]
  if (copies.length > 0) {
    figures.unshift({
      name: 'import takes',
      value: median(seconds.map((own, round) => own / copies[round].seconds)),
      unit: 'times as long as ogr2ogr',
      target: { atMost: 2 },
    })
    figures.push(
      { name: 'ogr2ogr, median', value: median(copies.map((copy) => copy.seconds)), unit: 's' },
      { name: 'ogr2ogr, peak memory', value: Math.max(...copies.map(({ peakMB }) => peakMB)), unit: 'MB' },
    )
  }
  const remarks = [
    `${rounds} rounds, each into a fresh database on the same server; ours also checks every shape`,
  ]
  if (!ogr2ogr)
    remarks.push('NOT compared: there is no ogr2ogr here. Install it: sudo apt-get install gdal-bin')
  return { claim: 'import', subject: describeCountry(country), figures, remarks }
}

async function withDatabase<T>(url: string, name: string, work: (url: string) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const address = new URL(url)
  address.pathname = name
  try {
    await client.query(`drop database if exists ${name}`)
    await client.query(`create database ${name}`)
    return await work(address.href)
  } finally {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.end()
  }
}

async function importCountry(question: ImportQuestion): Promise<ImportAnswer & { peakMB: number }> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./contestants/importer.ts', import.meta.url)))
  const peakMB = watchMemory(child)
  try {
    const answered = once(child, 'message')
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The importer ended with ${code}`)
    })
    child.send(question)
    const [answer] = (await Promise.race([answered, ended])) as [ImportAnswer]
    return { ...answer, peakMB: peakMB() }
  } finally {
    child.kill()
  }
}

/** Into one table with a spatial index, by COPY, which is its fastest way. */
async function copyCountry(ogr2ogr: string, url: string, file: string): Promise<Copy> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create extension postgis')
  await client.end()
  const parameters = [
    '-f',
    'PostgreSQL',
    connectionOf(url),
    file,
    '-nln',
    'council',
    '-nlt',
    'MULTIPOLYGON',
    '-lco',
    'GEOMETRY_NAME=geom',
  ]
  const begun = performance.now()
  const child = spawn(ogr2ogr, parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PG_USE_COPY: 'YES' },
  })
  const peakMB = watchMemory(child)
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`ogr2ogr ended with ${status}`)
  return { seconds: (performance.now() - begun) / 1000, peakMB: peakMB() }
}

/** GDAL adds words of its own to a connection, which an address does not bear. */
function connectionOf(url: string): string {
  const { hostname, port, pathname, username, password } = new URL(url)
  const words = { host: hostname, port: port || '5432', dbname: pathname.slice(1), user: username, password }
  return `PG:${Object.entries(words)
    .flatMap(([key, value]) => (value ? [`${key}=${decodeURIComponent(value)}`] : []))
    .join(' ')}`
}

/** @returns the most that a process and those that it started have held together so far. */
function watchMemory(child: ChildProcess): () => number {
  let peakMB = 0
  const look = () => {
    if (child.pid) peakMB = Math.max(peakMB, residentMB(child.pid))
  }
  const watch = setInterval(look, 20)
  child.once('exit', () => clearInterval(watch))
  return () => peakMB
}

/** Of a process with its descendants; 0 once it has gone, and where there is no /proc. */
function residentMB(pid: number): number {
  try {
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return Number(resident) / 1024 + children.reduce((sum, child) => sum + residentMB(Number(child)), 0)
  } catch {
    return 0
  }
}
