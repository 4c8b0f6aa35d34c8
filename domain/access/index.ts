export { AUDIENCES, type Audience, type Sight, sightKey, sightOf } from './audience.ts'
export {
  type Action,
  ANYTHING,
  type Denial,
  denial,
  EVERYTHING,
  may,
  type Subject,
} from './policy.ts'
export {
  type Grant,
  PUBLIC,
  ROLES,
  type Role,
  type Scope,
  sameScope,
  type Viewer,
} from './roles.ts'
