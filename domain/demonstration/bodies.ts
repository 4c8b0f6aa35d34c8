/**
 * Levels above the commune in the demonstration: all of them invented, and called examples by their very names, since no
 * source tells of a communal city or federation here.
 */
import type { DemonstrationBody, Draft } from './draft.ts'

export function addBodies(draft: Draft): void {
  const since = (from: string, ...codes: string[]) => codes.map((code) => ({ code, from }))
  const bodies: DemonstrationBody[] = [
    {
      code: 'DEMO-CIUDAD-LAS-PIEDRAS',
      level: 'city',
      text: 'city',
      // Two communes apart until the one between them joined: what the date shows.
      members: [
        ...since('2021-03-01', 'DEMO-OBELISCO-CHIRGUA-07', 'DEMO-OBELISCO-CHIRGUA-09'),
        ...since('2023-06-15', 'DEMO-OBELISCO-CHIRGUA-08'),
      ],
    },
    {
      code: 'DEMO-CIUDAD-EL-CAFETO',
      level: 'city',
      text: 'second-city',
      members: since('2022-08-01', 'DEMO-EL-CAFETO', 'DEMO-PLATANAL'),
    },
    {
      code: 'DEMO-FEDERACION',
      level: 'federation',
      text: 'federation',
      members: since('2024-02-01', 'DEMO-CIUDAD-LAS-PIEDRAS', 'DEMO-CIUDAD-EL-CAFETO'),
    },
    {
      code: 'DEMO-CIRCUITO',
      level: 'circuit',
      text: 'circuit',
      members: since('2025-05-10', 'DEMO-FAO-45', 'DEMO-FAO-33', 'DEMO-FAO-44', 'DEMO-FAO-46', 'DEMO-FAO-25'),
    },
  ]
  draft.bodies.push(...bodies)
}
