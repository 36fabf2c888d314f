/** trapwalk's public API. Browser-safe: no Node built-in below the command line. */
export { assemble, formatDiagnostic, lineMapJson, symbolsJson } from '../asm/index.js';
export type {
  AssembleOptions,
  Assembly,
  AssemblyFailure,
  Diagnostic,
  LineMapEntry,
  Resolver,
  SourceFile,
  SymbolEntry,
} from '../asm/types.js';
export { Machine } from './machine/machine.js';
export { DEFAULT_MEMORY, type MachineOptions, MODES, type Mode, type Rom } from './machine/options.js';
export { type Program, prepareProgram } from './machine/program.js';
export type { RunLimits, RunResult } from './machine/result.js';
export type { Statistics } from './machine/statistics.js';
export type { CostProfile } from './timing/profile.js';
export { PROFILES, profileNamed } from './timing/profiles.js';
export type { TraceSink } from './util/trace.js';
export { UserError } from './util/user-error.js';
export { ExitReason } from './vmx/exit-reason.js';
export { VmcsField } from './vmx/vmcs-field.js';
