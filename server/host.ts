/** Under which names the server answers: a page of another site that points its own name here must find nobody. */
import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { refuse } from './problems.ts'

export interface Hosts {
  /** What the server listens on. */
  listening: string
  /** The address by which people come in, where the operator gave one. */
  publicUrl: string | null
}

/** No other site can make these its own. */
const OWN_NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `example.org:8443` → `example.org`; null for what is no host. */
function nameOf(host: string | undefined): string | null {
  const url = `http://${host}`
  return host && /^[^/@?#\\\s]+$/.test(host) && URL.canParse(url) ? new URL(url).hostname : null
}

const isLoopback = (address: string): boolean =>
  address === '::1' || OWN_NAMES.has(address) || (isIP(address) === 4 && address.startsWith('127.'))

/**
 * Its own names and the public one. Others only where the server listens to more than this machine and was given no
 * public address: it can't know what a local network calls it. Browsers always name a host; a probe may not.
 */
export function answersTo(host: string | undefined, { listening, publicUrl }: Hosts): boolean {
  if (!host) return true
  const name = nameOf(host)
  if (name === null) return false
  if (OWN_NAMES.has(name) || (publicUrl && name === new URL(publicUrl).hostname)) return true
  return !publicUrl && !isLoopback(listening)
}

export function answerOwnNamesOnly(app: FastifyInstance, hosts: Hosts): void {
  app.addHook('onRequest', async ({ host }) => {
    if (!answersTo(host, hosts)) refuse('unknown-host', { host: host.slice(0, 100) })
  })
}
