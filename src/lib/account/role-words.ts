/** Roles and scopes as people say them. */
import type { Grant } from '$domain/access/index.ts'
import type { Language } from '$lib/language.svelte.ts'

/** @param communeName of a commune that the reader sees; null for one that they don't. */
export function grantWords(
  t: Language['t'],
  { role, scope }: Grant,
  communeName: (id: number) => string | null,
): string {
  const over =
    scope.kind === 'everything'
      ? t('role.over-everything')
      : scope.kind === 'commune'
        ? t('role.over-commune', { name: communeName(scope.id) ?? t('role.number', { id: scope.id }) })
        : t('role.over-other', { kind: scope.kind, id: scope.id })
  return t('role.with-scope', { role: t(`role.name-${role}`), over })
}
