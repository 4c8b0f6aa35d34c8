/** The problems of a file by kind: what stands in the way first, then what a person must decide, then notes. */
import type { ImportProblem } from '../../../server/imports/schema.ts'

export type Decision = 'repair' | 'leave-out' | 'keep'

export interface ProblemGroup {
  code: string
  severity: ImportProblem['severity']
  problems: ImportProblem[]
  /** What can be chosen for every one of them. */
  decisions: Decision[]
  decided: number
  /** The decision that all share, or null. */
  common: Decision | null
}

const ORDER: ImportProblem['severity'][] = ['stop', 'decide', 'note']

export function groupProblems(problems: readonly ImportProblem[]): ProblemGroup[] {
  const groups = new Map<string, ImportProblem[]>()
  for (const problem of problems) {
    const key = `${problem.severity}:${problem.code}`
    const group = groups.get(key)
    if (group) group.push(problem)
    else groups.set(key, [problem])
  }
  return [...groups.values()]
    .map((members): ProblemGroup => {
      const [{ code, severity, decision }] = members
      return {
        code,
        severity,
        problems: members,
        decisions: members[0].decisions.filter((choice) =>
          members.every((one) => one.decisions.includes(choice)),
        ),
        decided: members.filter((one) => one.decision !== null).length,
        common: members.every((one) => one.decision === decision) ? decision : null,
      }
    })
    .sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity))
}

/** The area before and after a repair in square metres, where the problem tells it. */
export function repairAreas({ facts }: ImportProblem): { before: number; after: number } | null {
  const { areaBeforeM2, areaAfterM2 } = facts
  return typeof areaBeforeM2 === 'number' && typeof areaAfterM2 === 'number'
    ? { before: areaBeforeM2, after: areaAfterM2 }
    : null
}
