/** What the assembler takes and gives. It reaches no file system: a resolver supplies every other file. */

export interface SourceFile {
  /** Name as shown in messages and the line map. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Finds what %include and incbin name. `from` is the including file's name. Null: not found. */
export type Resolver = (path: string, from: string, kind: 'include' | 'incbin') => SourceFile | null;

export interface AssembleOptions {
  /** Text, or the bytes of a file as they are. */
  readonly source: string | Uint8Array;
  readonly file: string;
  readonly resolve?: Resolver;
  /** -D name or name=value. */
  readonly defines?: Readonly<Record<string, string>>;
  readonly optimization?: 'none' | 'full';
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable code, kebab-case. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Source line as written. */
  readonly text: string;
  /** Macro expansion trace, innermost first. */
  readonly expansion: readonly { readonly macro: string; readonly file: string; readonly line: number }[];
}

export interface SymbolEntry {
  readonly value: bigint;
  /** Section name, or null for an absolute (EQU). */
  readonly section: string | null;
}

export interface LineMapEntry {
  readonly file: string;
  readonly line: number;
  /** Linear address the bytes run at (org and vstart applied), as a signed 64-bit value, as those of symbols are. */
  readonly address: bigint;
  /** Their offset in the image. */
  readonly offset: number;
  readonly length: number;
  /** Name of the macro whose expansion made it, or null. */
  readonly macro: string | null;
}

export interface Assembly {
  readonly ok: true;
  /** The -f bin image. */
  readonly bytes: Uint8Array;
  readonly origin: bigint;
  readonly symbols: ReadonlyMap<string, SymbolEntry>;
  readonly lineMap: readonly LineMapEntry[];
  readonly warnings: readonly Diagnostic[];
  /** nasm's listing (-l). Made on demand. */
  listing(): string;
}

export interface AssemblyFailure {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
}
