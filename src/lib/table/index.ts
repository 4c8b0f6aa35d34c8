export { default as CouncilTable } from './CouncilTable.svelte'
export type { CouncilScope } from './council-pages.svelte.ts'
