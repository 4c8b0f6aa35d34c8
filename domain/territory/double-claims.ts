/** Councils that two communes count as theirs. */

export interface DoubleClaim {
  unit: string
  /** Every commune that counts it, in the order given. */
  communes: string[]
}

export function findDoubleClaims(
  communes: readonly { id: string; members: readonly string[] }[],
): DoubleClaim[] {
  const claims = new Map<string, Set<string>>()
  for (const commune of communes) {
    for (const unit of commune.members) {
      const claimants = claims.get(unit)
      if (claimants) claimants.add(commune.id)
      else claims.set(unit, new Set([commune.id]))
    }
  }
  return [...claims]
    .filter(([, claimants]) => claimants.size > 1)
    .map(([unit, claimants]) => ({ unit, communes: [...claimants] }))
}
