export { AUDIENCES, type Audience, type Sight, sees, sightKey, sightOf } from './audience.ts'
export {
  ACTIONS,
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
  SCOPE_KINDS,
  type Scope,
  sameScope,
  type Viewer,
} from './roles.ts'
