/** TileJSON and tiles. A tile's address carries the revision it was cut from, so that it never changes. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { sightKey, sightOf } from '../../domain/access/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { readRevisions } from '../territories/layers.ts'
import { MAX_ZOOM, TILE_LAYERS, type TileLayer, type TileSource } from './tile-source.ts'

const COUNCIL_FIELDS = {
  id: 'Number',
  name: 'String',
  kind: 'String',
  approximate: 'Boolean',
  communes: 'String',
}
const COMMUNE_FIELDS = { id: 'Number', name: 'String', registeredAs: 'String', approximate: 'Boolean' }
const VECTOR_LAYERS = {
  councils: [
    { id: 'councils', fields: COUNCIL_FIELDS, description: 'Areas of communal councils' },
    { id: 'council_labels', fields: COUNCIL_FIELDS, description: 'A point inside each' },
  ],
  communes: [
    {
      id: 'communes',
      fields: COMMUNE_FIELDS,
      description: 'Outlines of communes, dissolved from their councils',
    },
    { id: 'commune_labels', fields: COMMUNE_FIELDS, description: 'A point inside each' },
  ],
}

/** How long the map waits before it asks again for what is still being made. */
const UNFINISHED_SECONDS = 2

export const tileRoutes =
  (database: Database, tiles: TileSource): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { db } = database

    const readLayer = (layer: string): TileLayer =>
      (TILE_LAYERS as readonly string[]).includes(layer)
        ? (layer as TileLayer)
        : refuse('layer-not-found', { layer, known: [...TILE_LAYERS] })

    app.get(
      '/tiles/:layer.json',
      { config: { action: 'see' }, schema: { params: Type.Object({ layer: Type.String() }) } },
      async (request) => {
        const layer = readLayer(request.params.layer)
        const { all } = await readRevisions(db)
        const { rows } = await asViewer(db, request.viewer, (visible) =>
          sql<{ bounds: number[] | null }>`
        select case when e is null then null else json_build_array(st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)) end as bounds
        from (select st_extent(geom) as e from present_council) as extent`.execute(visible),
        )
        return {
          tilejson: '3.0.0',
          name: layer,
          version: `1.0.${all}`,
          tiles: [
            `${request.protocol}://${request.host}/tiles/${layer}/{z}/{x}/{y}.mvt?v=${all}&s=${sightKey(sightOf(request.viewer))}`,
          ],
          minzoom: 0,
          maxzoom: MAX_ZOOM,
          ...(rows[0].bounds && { bounds: rows[0].bounds }),
          vector_layers: VECTOR_LAYERS[layer],
        }
      },
    )

    const Address = Type.Object({
      layer: Type.String(),
      z: Type.Integer({ minimum: 0, maximum: 24 }),
      x: Type.Integer({ minimum: 0 }),
      y: Type.Integer({ minimum: 0 }),
    })
    const Version = Type.Object({
      v: Type.Optional(Type.String({ maxLength: 20 })),
      s: Type.Optional(Type.String({ maxLength: 2000 })),
      lang: Type.Optional(Type.String()),
    })
    app.get(
      '/tiles/:layer/:z/:x/:y.mvt',
      { config: { action: 'see' }, schema: { params: Address, querystring: Version } },
      async (request, reply) => {
        const layer = readLayer(request.params.layer)
        const { z, x, y } = request.params
        if (z > MAX_ZOOM || x >= 2 ** z || y >= 2 ** z) return refuse('not-found')
        const revisions = await readRevisions(db)
        const sight = sightKey(sightOf(request.viewer))
        const etag = `"${revisions.all}-${sight}"`
        // Only an address that names the present revision and what the viewer sees may be kept for ever; what not
        // everybody sees, by this browser alone.
        const forEver = request.query.v === String(revisions.all) && request.query.s === sight
        const shared = sight === 'public' ? 'public' : 'private'
        const kept = forEver ? `${shared}, max-age=31536000, immutable` : `${shared}, no-cache`
        if (request.headers['if-none-match'] === etag)
          return reply.code(304).header('etag', etag).header('cache-control', kept).send()
        const { bytes, whole } = await tiles.tile(layer, z, x, y, revisions, request.viewer)
        if (whole) reply.header('etag', etag)
        return (
          reply
            // Kept nowhere, and yet with an age: the map asks again when it is over, until the outlines are there.
            .header('cache-control', whole ? kept : `no-store, max-age=${UNFINISHED_SECONDS}`)
            .type('application/vnd.mapbox-vector-tile')
            .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
        )
      },
    )
  }
