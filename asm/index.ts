/** The assembler: NASM's language in; bytes, listing, symbols and line map out. */
export { assemble } from './assembler.js';
export { formatDiagnostic } from './diagnostics.js';
export { lineMapJson, symbolsJson } from './reports.js';
export type {
  AssembleOptions,
  Assembly,
  AssemblyFailure,
  Diagnostic,
  LineMapEntry,
  Resolver,
  SourceFile,
  SymbolEntry,
} from './types.js';
