/** Where the drawing screen is: the language that the present address names goes with it. */
export function drawAddress(
  url: URL,
  about: { commune?: number; council?: number | string; scenario?: number },
): string {
  const search = new URLSearchParams()
  const language = url.searchParams.get('lang')
  if (language) search.set('lang', language)
  for (const [key, value] of Object.entries(about)) if (value !== undefined) search.set(key, String(value))
  return `/draw${search.size > 0 ? `?${search}` : ''}`
}
