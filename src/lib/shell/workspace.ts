/** The three workspaces: which one an address belongs to, and where each begins. Pure, so that a test can hold it. */

export const WORKSPACES = ['territory', 'land', 'corridors'] as const
export type Workspace = (typeof WORKSPACES)[number]

/** @param path of an address: `/land/cases` belongs to land. What belongs to none of the others is territory's. */
export const workspaceOf = (path: string): Workspace =>
  WORKSPACES.find((name) => path === `/${name}` || path.startsWith(`/${name}/`)) ?? 'territory'

/** Where a workspace begins, in the language and at the place of the present address. */
export function workspaceLink(url: URL, workspace: Workspace): string {
  const next = new URL(url)
  next.pathname = workspace === 'territory' ? '/' : `/${workspace}`
  for (const key of [...next.searchParams.keys()])
    if (!['lang', 'place'].includes(key)) next.searchParams.delete(key)
  return next.pathname + (next.search ? `?${next.searchParams.toString().replaceAll('%2C', ',')}` : '')
}
