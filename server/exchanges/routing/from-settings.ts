/** The routing service that the operator may name: `ROUTING_URL`, and `ROUTING_SERVICE`, `osrm` or `valhalla`. */
import type { RoutingProvider } from '../../../domain/exchange/roads/index.ts'
import { serviceAddress } from './ask.ts'
import { osrm } from './osrm.ts'
import { valhalla } from './valhalla.ts'

const SERVICES = { osrm, valhalla }

export interface RoutingSettings {
  ROUTING_URL?: string
  ROUTING_SERVICE?: string
}

/**
 * Null where no service is named, and then nobody is ever asked.
 *
 * @throws with `code` BAD_ROUTING where the settings name none that can be asked: the operator must know at the start
 */
export function routingService({ ROUTING_URL, ROUTING_SERVICE }: RoutingSettings): RoutingProvider | null {
  if (!ROUTING_URL) return null
  const address = serviceAddress(ROUTING_URL)
  const service = ROUTING_SERVICE || 'osrm'
  if (!address || !(service === 'osrm' || service === 'valhalla'))
    throw Object.assign(new Error(`ROUTING_SERVICE=${service} ROUTING_URL=${ROUTING_URL}`), {
      code: 'BAD_ROUTING',
    })
  return SERVICES[service](address)
}
