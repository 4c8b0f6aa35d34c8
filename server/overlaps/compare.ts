/** What is asked of the thread that compares, and what it answers. */
import type { ComparedArea, Overlap, Side } from '../../domain/overlaps/index.ts'
import { type Asked, startWorker } from '../workers/ask.ts'

export interface Compared extends Overlap {
  /** Within the tolerance: kept as a record that says so. What is under the rounding of files is not. */
  tolerated: boolean
}

export const sidesKey = ({ kind, id }: Side): string => `${kind} ${id}`

/** 100,000 parcels are compared in 6 s and take 600 MB. */
const LIMITS = { heapMb: 1536, silenceSeconds: 300 }
let worker: Asked | null = null

/** Every pair of which one is asked about, among the areas given. */
export function compareAreas(areas: ComparedArea[], asked: Side[]): Promise<Compared[]> {
  worker ??= startWorker(new URL('./compare-worker.ts', import.meta.url), LIMITS)
  return worker.ask<Compared[]>({ areas, asked })
}
