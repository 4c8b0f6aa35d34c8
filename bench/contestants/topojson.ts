import { createRequire } from 'node:module'
import { contest } from './contest.ts'
import type { TopojsonClient, TopojsonServer } from './rivals.ts'

const require = createRequire(new URL('../rivals/', import.meta.url))
const { topology } = require('topojson-server') as TopojsonServer
const { neighbors } = require('topojson-client') as TopojsonClient

contest((country) => {
  const { objects } = topology({ country })
  const lists = neighbors(objects.country.geometries)
  return lists.reduce((sum, list) => sum + list.length, 0) / 2
})
