/** Files in and out. Everything outside this folder imports from here. */
export { type Decision, decisionsFor } from './decisions.ts'
export { readFeatures, readRows, ShapeFile } from './read-features.ts'
export { type ReadControl, type ReadJob, type ReadOutcome, readFile } from './read-file.ts'
export { readFileInWorker } from './read-in-worker.ts'
export type { FileReport, LineRow } from './types.ts'
export { shapeAreaM2 } from './wkb-area.ts'
export { type ExportFormat, type ExportRow, writeFile } from './write-file.ts'
