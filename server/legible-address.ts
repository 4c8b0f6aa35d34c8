/**
 * An address whose percent signs mean nothing (`/%zz`, `/%ff`) would be answered by the router itself: without the headers
 * of every answer, without the host's name being looked at, in words of the framework. Taken letter by letter it is an
 * address like any other, at which there is nothing.
 */
export function legibleAddress({ url = '/' }: { url?: string }): string {
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length)
  }
}
