/**
 * One pass over the statements: where we are, what labels mean, and where bytes go. Passes are repeated until no label
 * moves, as nasm does; each pass after the first could be the last, so each stores its bytes.
 */
import type { CodeBits } from '../src/isa/registers.js';
import type { Chunk } from './chunk.js';
import type { Diagnostics, Finding } from './diagnostics.js';
import type { Report, Scope } from './evaluate.js';
import type { ListingWriter } from './listing.js';
import type { Parser } from './parser.js';
import type { OutputLine } from './preprocessor/preprocessor.js';
import { MAX_IMAGE_BYTES, Section } from './sections.js';
import { columnOf } from './source-columns.js';
import type { Suggester } from './suggestions.js';
import type { SymbolTable } from './symbols.js';
import type { Token } from './tokens.js';
import type { Resolver } from './types.js';
import { add, constantValue, labelValue, UNKNOWN, type Value, ZERO } from './values.js';
import { REGISTERS } from './words.js';

/** What lives longer than a pass. */
export interface AssemblyState {
  readonly symbols: SymbolTable;
  /** In order of creation; .text is always there, first. */
  readonly sections: Section[];
  readonly diagnostics: Diagnostics;
  readonly suggester: Suggester;
  readonly optimization: 'none' | 'full';
  readonly resolve: Resolver | null;
  readonly parser: Parser;
  /** Preprocessing asked for a label or for $: it must be done again in each pass. */
  preprocessingUsesLabels: boolean;
}

/** Bytes of a statement in its section, for the line map. */
export interface EmittedRange {
  readonly line: OutputLine;
  readonly section: Section;
  readonly offset: number;
  length: number;
}

/** nasm's listing has a warning for each gap. */
const MAX_REPEATED_WARNINGS = 1000;
const MAX_FIELDS = 4_000_000;
const MAX_OFFSET = 2 ** 48;

export class Pass implements Scope {
  readonly state: AssemblyState;
  readonly first: boolean;
  readonly listing: ListingWriter | null;
  bits: CodeBits = 16;
  defaultAddressing: 'rel' | 'abs' = 'abs';
  /** DEFAULT BND: near branches get the prefix. */
  defaultBnd = false;
  origin: bigint | null = null;
  /** Null in absolute space. */
  section: Section | null;
  /** Absolute space may begin at a label: then its symbols move with that label's section. */
  absoluteStart: Value = ZERO;
  absoluteOffset = 0;
  /** SECTALIGN ON: align and alignb raise the section's own alignment. */
  sectionAlignment = true;
  readonly externals = new Set<string>();
  readonly ranges: EmittedRange[] = [];
  /** A limit was hit: the rest is not worth assembling. */
  aborted = false;
  /** Set when an expression asked for a label, $ or $$: its value may differ elsewhere or later. */
  touched = false;
  line: OutputLine = { text: '', pieces: null, origin: { file: '', line: 0, text: '', frames: [] } };
  tokens: readonly Token[] = [];
  private parentLabel = '';
  private imageBytes = 0;
  private fieldCount = 0;

  constructor(state: AssemblyState, first: boolean, listing: ListingWriter | null) {
    this.state = state;
    this.first = first;
    this.listing = listing;
    for (const section of state.sections) section.beginPass();
    this.section = state.sections[0]!;
  }

  // Findings

  readonly report: Report = (severity, code, message, at, hint) => {
    this.state.diagnostics.report(this.finding(severity, code, message, at, hint));
  };

  /** For what later passes would not say again. */
  readonly reportLasting: Report = (severity, code, message, at, hint) => {
    this.state.diagnostics.reportLasting(this.finding(severity, code, message, at, hint));
  };

  private finding(
    severity: 'error' | 'warning',
    code: string,
    message: string,
    at: number,
    hint: string | null,
  ): Finding {
    const offset = this.tokens[at]?.offset ?? this.endOffset();
    return { severity, code, message, hint, origin: this.line.origin, column: columnOf(this.line, offset) };
  }

  private endOffset(): number {
    const last = this.tokens.at(-1);
    return last === undefined ? 0 : last.offset + last.text.length;
  }

  abort(code: string, message: string): void {
    if (!this.aborted) this.reportLasting('error', code, message, 0, null);
    this.aborted = true;
  }

  // Names

  /** `.loop` belongs to the label before it: `print.loop`. */
  fullName(name: string): string {
    return name.startsWith('.') && !name.startsWith('..') ? this.parentLabel + name : name;
  }

  symbol(name: string, at: number): Value | null {
    this.touched = true;
    const full = this.fullName(name);
    const value = this.known(full);
    if (value !== null && (this.first || value.unknown === 0n)) return value;
    if (value !== null) {
      this.report('error', 'circular', `the value of \`${full}' depends on itself`, at, null);
      return null;
    }
    if (this.externals.has(full)) {
      const hint = 'a flat binary has no linker: %include the file that defines it';
      this.report(
        'error',
        'external',
        `binary output format does not support external references (\`${full}')`,
        at,
        hint,
      );
      return null;
    }
    if (this.first) return UNKNOWN;
    const hint = this.state.diagnostics.isFull ? null : this.suggestSymbol(full);
    this.report('error', 'undefined-symbol', `symbol \`${full}' not defined`, at, hint);
    return null;
  }

  /** The value of a symbol by its full name, from this pass or the one before. */
  known(full: string): Value | null {
    return this.state.symbols.lookup(full) ?? this.sectionSymbol(full);
  }

  /** section.NAME.start and section.NAME.vstart: the addresses that NAME is loaded at and runs at. */
  private sectionSymbol(name: string): Value | null {
    const match = /^section\.(.+)\.(v?start)$/.exec(name);
    if (match === null) return null;
    const section = this.state.sections.find((candidate) => candidate.name === match[1]);
    if (section === undefined) return null;
    return labelValue(match[2] === 'start' ? section.startBase : section.vstartBase, 0n);
  }

  suggestSymbol(name: string): string | null {
    const lower = name.toLowerCase();
    if (lower === 'ptr') return "NASM has no `ptr': write dword [x]";
    if (lower === 'offset') return "NASM has no `offset': a label is its address, [label] is what lies there";
    if (lower === 'rip' || lower === 'eip')
      return `${lower} cannot be named: write [rel label], or $ for the address of this line`;
    const near = this.state.suggester.nearest(name, [...this.state.symbols.names(), ...REGISTERS]);
    return near === null ? null : `did you mean ${near}?`;
  }

  /** Characters of a character constant: as many as a register of this code size holds, but at least four. */
  get characterLimit(): number {
    return this.bits === 64 ? 8 : 4;
  }

  here(_at: number): Value {
    this.touched = true;
    return this.locationValue();
  }

  base(_at: number): Value {
    this.touched = true;
    return this.section === null ? { ...this.absoluteStart, constant: 0n } : labelValue(this.section, 0n);
  }

  locationValue(): Value {
    if (this.section === null) return add(this.absoluteStart, constantValue(BigInt(this.absoluteOffset)));
    return labelValue(this.section, BigInt(this.section.offset));
  }

  /** Defines a symbol. Ordinary labels become the parents of local ones; equates and ..@names do not. */
  define(name: string, value: Value, at: number, isLabel: boolean): void {
    const full = this.fullName(name);
    if (isLabel && !name.startsWith('.')) this.parentLabel = full;
    const earlier = this.state.symbols.define(full, value, this.line.origin);
    if (earlier === null) return;
    const hint = `first defined at ${earlier.file}:${earlier.line}`;
    this.report('error', 'label-redefined', `label \`${full}' inconsistently redefined`, at, hint);
  }

  // Places

  get offset(): number {
    return this.section === null ? this.absoluteOffset : this.section.offset;
  }

  /** Bytes that the image may still take. */
  get budget(): number {
    return Math.max(0, MAX_IMAGE_BYTES - this.imageBytes);
  }

  enterSection(name: string): Section {
    let section = this.state.sections.find((candidate) => candidate.name === name);
    if (section === undefined) {
      section = new Section(name, this.state.sections.at(-1) ?? null);
      this.state.sections.push(section);
    }
    this.section = section;
    return section;
  }

  enterAbsolute(start: Value): void {
    this.section = null;
    this.absoluteStart = start;
    this.absoluteOffset = 0;
  }

  // Output

  /** Places a chunk `times` times, one after the other. */
  emit(chunk: Chunk, times: number): void {
    const total = chunk.length * times;
    if (total === 0) return;
    const { section } = this;
    if (section === null) this.emitAbsolute(chunk, total);
    else if (section.noBits) this.emitNoBits(section, chunk, times);
    else this.emitBytes(section, chunk, times);
    if (this.offset > MAX_OFFSET) this.abort('limit-offset', 'the section is larger than 2^48 bytes');
  }

  /** As emit, but the listing shows only the length. */
  emitBinary(chunk: Chunk, times: number): void {
    const { listing } = this;
    if (listing === null || !listing.enabled) {
      this.emit(chunk, times);
      return;
    }
    listing.binary(BigInt(this.offset), chunk.length, times);
    listing.enabled = false;
    this.emit(chunk, times);
    listing.enabled = true;
  }

  /** Runs `emitOne` once for each repetition; the listing shows the first and the count. */
  repeat(times: number, emitOne: (index: number) => void): void {
    const { listing } = this;
    const listed = listing?.enabled ?? false;
    for (let i = 0; i < times && !this.aborted; i++) {
      emitOne(i);
      if (listing !== null && i === 0) listing.enabled = false;
    }
    if (listing === null) return;
    listing.enabled = listed;
    if (times > 1) listing.repetitions(times);
  }

  private emitAbsolute(chunk: Chunk, total: number): void {
    if (!isGap(chunk)) {
      const hint = "only resb and its kin belong after `absolute'; a `section' line ends it";
      this.report('error', 'absolute-space', 'attempt to assemble code in [ABSOLUTE] space', 0, hint);
    }
    this.listing?.chunk(this.locationValue().constant, chunk, 1);
    this.absoluteOffset += total;
  }

  private emitNoBits(section: Section, chunk: Chunk, times: number): void {
    this.listing?.chunk(BigInt(section.offset), chunk, times);
    section.offset += chunk.length * times;
    if (!isGap(chunk)) {
      this.report('warning', 'other', 'attempt to initialize memory in a nobits section: ignored', 0, null);
    }
  }

  private emitBytes(section: Section, chunk: Chunk, times: number): void {
    const total = chunk.length * times;
    if (total > this.budget) {
      this.abort('limit-output', `the image would be larger than ${MAX_IMAGE_BYTES >> 20} MiB`);
      return;
    }
    this.imageBytes += total;
    const start = section.offset;
    this.listing?.chunk(BigInt(start), chunk, times);
    const warnings = this.listing === null ? Math.min(1, chunk.gaps.length) : chunk.gaps.length * times;
    for (let i = 0; i < Math.min(warnings, MAX_REPEATED_WARNINGS); i++) {
      const text = `uninitialized space declared in ${section.name} section: zeroing`;
      this.report('warning', 'zeroing', text, 0, null);
    }
    if (!this.first) this.store(section, chunk, times);
    section.offset = start + total;
    this.recordRange(section, start, total);
  }

  private store(section: Section, chunk: Chunk, times: number): void {
    const start = section.offset;
    this.fieldCount += chunk.fields.length * times;
    if (this.fieldCount > MAX_FIELDS) {
      this.abort('limit-fields', `more than ${MAX_FIELDS} fields hold addresses`);
      return;
    }
    if (chunk.bytes.length !== chunk.length) {
      section.storeZeros(chunk.length * times);
      return;
    }
    section.store(chunk.bytes);
    if (times > 1) {
      section.offset = start + chunk.length;
      section.storeRepeated(chunk.length, start + chunk.length * times);
    }
    if (chunk.fields.length === 0) return;
    for (let i = 0; i < times; i++) {
      const at = start + i * chunk.length;
      for (const { offset, size, value, bases, relativeTo } of chunk.fields) {
        const target = relativeTo === null ? null : at + relativeTo;
        section.fields.push({ position: at + offset, size, value, bases, relativeTo: target });
      }
    }
  }

  private recordRange(section: Section, offset: number, length: number): void {
    const last = this.ranges.at(-1);
    if (
      last !== undefined &&
      last.line === this.line &&
      last.section === section &&
      last.offset + last.length === offset
    ) {
      last.length += length;
    } else this.ranges.push({ line: this.line, section, offset, length });
  }
}

function isGap(chunk: Chunk): boolean {
  return chunk.gaps.length === 1 && chunk.gaps[0]!.length === chunk.length;
}
