/**
 * The routing service that the operator may name: `ROUTING_URL`, `ROUTING_KIND` (`osrm` or `valhalla`), and what it may
 * be told: `ROUTING_PLACES`, `public` or, for a service of one's own, `all`.
 */
import type { RoutingService } from '../network.ts'
import { serviceAddress } from './ask.ts'
import { osrm } from './osrm.ts'
import { valhalla } from './valhalla.ts'

export interface RoutingSettings {
  ROUTING_URL?: string
  ROUTING_KIND?: string
  ROUTING_PLACES?: string
}

/**
 * Null where no service is named, and then nobody is ever asked.
 *
 * @throws with `code` BAD_ROUTING where the settings name none that can be asked: the operator must know at the start
 */
export function routingService({
  ROUTING_URL,
  ROUTING_KIND,
  ROUTING_PLACES,
}: RoutingSettings): RoutingService | null {
  if (!ROUTING_URL) return null
  const address = serviceAddress(ROUTING_URL)
  const kind = ROUTING_KIND || 'osrm'
  const places = ROUTING_PLACES || 'public'
  if (!address || !(kind === 'osrm' || kind === 'valhalla') || !(places === 'public' || places === 'all'))
    throw Object.assign(
      new Error(`ROUTING_KIND=${kind} ROUTING_PLACES=${places} ROUTING_URL=${ROUTING_URL}`),
      { code: 'BAD_ROUTING' },
    )
  return { provider: kind === 'osrm' ? osrm(address) : valhalla(address), places }
}
