/** The thread that solves: HiGHS holds its thread from the question to the answer. */
import type { Transferable } from 'node:worker_threads'
import type { LinearAnswer, LinearQuestion } from '../../domain/exchange/planning/index.ts'
import { answerQuestions } from '../workers/ask.ts'
import { solveLinearProgram } from './solve-linear-program.ts'

answerQuestions<LinearQuestion>(solveLinearProgram, ({ solutions }: LinearAnswer): Transferable[] =>
  solutions.flatMap(({ columns, rowEffect, columnEffect }) => [
    columns.buffer as ArrayBuffer,
    rowEffect.buffer as ArrayBuffer,
    columnEffect.buffer as ArrayBuffer,
  ]),
)
