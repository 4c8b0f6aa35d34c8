/** Where the mending screen is: the language that the present address names goes with it. */
export function mendAddress(url: URL, about: { commune?: number }): string {
  const search = new URLSearchParams()
  const language = url.searchParams.get('lang')
  if (language) search.set('lang', language)
  if (about.commune !== undefined) search.set('commune', String(about.commune))
  return `/mend${search.size > 0 ? `?${search}` : ''}`
}
