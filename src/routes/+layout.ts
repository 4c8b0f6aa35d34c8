/** A single-page application: the server sends data, the browser draws. */
export const ssr = false
export const prerender = false
