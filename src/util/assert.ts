/** Our own bugs: these throw, and nobody below the CLI catches them. */

/** Throws when `condition` is false. `message` says what was expected. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** For the branch of a switch that cannot be. The type says so too. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
