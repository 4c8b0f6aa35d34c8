/** A Python 3 for the second verifier: PYTHON, one on the path, or as root on Debian one that is installed now. */
import { canInstall, findProgram, installPackages } from './command.ts'

const names = ['python3']

/** The path of the interpreter. Throws an error that ends with the command that would mend it. */
export function providePython(): string {
  const given = process.env.PYTHON
  if (given) return given
  const found = findProgram(names)
  if (found) return found
  if (canInstall()) {
    installPackages(names)
    const installed = findProgram(names)
    if (installed) return installed
  }
  throw new Error(
    'These tests need Python 3 for the second verifier of dossiers, and none was found.\n' +
      'Mend it: sudo apt-get update && sudo apt-get install -y python3\n' +
      'or:      PYTHON=/path/to/python3 npm test',
  )
}
