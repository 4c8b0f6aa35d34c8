const kept: object[] = []

/**
 * V8 drops machine code once a garbage collection finds no instance of a class that it was compiled for, and idle
 * threads collect: work that makes its objects anew each time would begin in the interpreter each time. Empty objects
 * handed over here live as long as the program, and with them the code for their classes.
 */
export function keepCompiled(...instances: object[]): void {
  kept.push(...instances)
}
