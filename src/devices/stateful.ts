/** Snapshots of devices: all that a device remembers is one plain object. */

export interface Stateful<State> {
  /** A copy that later changes of the device do not reach: plain objects, arrays, numbers, booleans. */
  saveState(): State;
  restoreState(state: State): void;
}
