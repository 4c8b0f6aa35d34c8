export type { SearchTarget } from './find.ts'
export { default as SearchBox } from './SearchBox.svelte'
