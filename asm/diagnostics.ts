/** Errors and warnings: collected over all passes without repeats, shown in the order of the source. */
import { toText } from './byte-string.js';
import type { Frame, Origin } from './preprocessor/sources.js';
import type { Diagnostic } from './types.js';

export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly origin: Origin;
  /** From 0. */
  readonly column: number;
}

interface Placed {
  readonly finding: Finding;
  /** Ordinal of the line in the stream of statements. */
  readonly order: number;
}

/** What a terminal would obey instead of showing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
const CONTROL_SHOWN = '\u00b7';

const MAX_FINDINGS = 1000;
const MAX_SAVED = 1000;

export class Diagnostics {
  /** From reading the source: valid whichever pass found them. */
  private readonly lasting: Placed[] = [];
  private readonly lastingCounts = new Map<string, number>();
  private passCounts = new Map<string, number>();
  /** From values and encodings: only the last pass's count. */
  private passing: Placed[] = [];
  /** Errors and warnings have a limit each: no number of warnings may hide an error. */
  private readonly lastingKept = { error: 0, warning: 0 };
  private passingKept = { error: 0, warning: 0 };
  private silenced = new Set<string>();
  private readonly saved: Set<string>[] = [];
  order = 0;

  beginPass(): void {
    this.passing = [];
    this.passingKept = { error: 0, warning: 0 };
    this.passCounts = new Map();
    this.order = 0;
    this.silenced = new Set();
    this.saved.length = 0;
  }

  /** A finding of this pass about values that later passes may settle. */
  report(finding: Finding): void {
    if (this.isSilent(finding) || this.passingKept[finding.severity] >= MAX_FINDINGS) return;
    this.passingKept[finding.severity] += 1;
    this.passing.push({ finding, order: this.order });
  }

  /** A finding that stays, even if a later pass does not meet it again. */
  reportLasting(finding: Finding): void {
    if (this.isSilent(finding)) return;
    const key = keyOf(finding);
    const inPass = (this.passCounts.get(key) ?? 0) + 1;
    this.passCounts.set(key, inPass);
    if (inPass <= (this.lastingCounts.get(key) ?? 0)) return;
    if (this.lastingKept[finding.severity] >= MAX_FINDINGS) return;
    this.lastingKept[finding.severity] += 1;
    this.lastingCounts.set(key, inPass);
    this.lasting.push({ finding, order: this.order });
  }

  /** Further errors of this kind will not be kept: no need to explain them. */
  get isFull(): boolean {
    return this.passingKept.error >= MAX_FINDINGS;
  }

  get isFullOfLasting(): boolean {
    return this.lastingKept.error >= MAX_FINDINGS;
  }

  /** [warning -class]: `all` is every class. */
  setWarning(name: string, enabled: boolean): void {
    if (name === 'all') this.silenced.clear();
    if (enabled) this.silenced.delete(name);
    else this.silenced.add(name);
  }

  /** [warning push] and [warning pop]. */
  pushWarnings(): void {
    if (this.saved.length < MAX_SAVED) this.saved.push(new Set(this.silenced));
  }

  popWarnings(): void {
    this.silenced = this.saved.pop() ?? new Set();
  }

  private isSilent(finding: Finding): boolean {
    if (finding.severity === 'error') return false;
    const names = [finding.code, ...(OLD_NAMES[finding.code] ?? [])];
    return this.silenced.has('all') || names.some((name) => this.silenced.has(name));
  }

  all(): Diagnostic[] {
    const seen = new Set<string>();
    const sorted = inSourceOrder([...this.lasting, ...this.passing].sort((a, b) => a.order - b.order));
    const result: Diagnostic[] = [];
    for (const { finding } of sorted) {
      const key = keyOf(finding);
      // The same words about the same place once: nasm's rule for one line.
      if (seen.has(key)) continue;
      seen.add(key);
      result.push(toDiagnostic(finding));
    }
    return result;
  }

  /** Findings about one line, for the listing. */
  passingFrom(index: number): readonly Finding[] {
    return this.passing.slice(index).map(({ finding }) => finding);
  }

  get passingCount(): number {
    return this.passing.length;
  }
}

/** Names of warning classes that nasm 2.16 renamed. */
const OLD_NAMES: Readonly<Record<string, readonly string[]>> = {
  'label-orphan': ['orphan-labels'],
  'pp-macro-params-multi': ['macro-params', 'pp-macro-params', 'macro-params-multi'],
  'pp-macro-params-single': ['macro-params', 'pp-macro-params', 'macro-params-single'],
  'pp-macro-params-legacy': ['macro-params', 'pp-macro-params', 'macro-params-legacy'],
  'pp-macro-defaults': ['macro-defaults'],
};

/** By line within each file; files as they come. Some findings, a missing %endif for one, are met late. */
function inSourceOrder(findings: readonly Placed[]): Placed[] {
  const files = new Map<string, Placed[]>();
  for (const placed of findings) {
    const { file } = placed.finding.origin;
    const list = files.get(file);
    if (list === undefined) files.set(file, [placed]);
    else list.push(placed);
  }
  for (const list of files.values()) list.sort((a, b) => a.finding.origin.line - b.finding.origin.line);
  return [...files.values()].flat();
}

function keyOf(finding: Finding): string {
  const { severity, code, message, origin, column } = finding;
  const frames = origin.frames.map((frame) => `${frame.file}:${frame.line}`).join(',');
  return `${severity}|${code}|${origin.file}|${origin.line}|${column}|${frames}|${message}`;
}

function toDiagnostic(finding: Finding): Diagnostic {
  const { severity, code, origin, hint } = finding;
  const before = origin.text.slice(0, finding.column);
  return {
    severity,
    code,
    message: toText(finding.message),
    hint: hint === null ? null : toText(hint),
    file: toText(origin.file),
    line: origin.line,
    column: toText(before).length + 1,
    text: toText(origin.text),
    expansion: origin.frames.map((frame: Frame) => ({
      macro: toText(frame.macro),
      file: toText(frame.file),
      line: frame.line,
    })),
  };
}

const MAX_SHOWN_WIDTH = 160;

/** `file:line:column: error: message`, the source line with a caret, the macros it came through, and the hint. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, code, hint, expansion } = diagnostic;
  const lines = [`${file}:${line}:${column}: ${severity}: ${message} [${code}]`];
  if (diagnostic.text.trim() !== '') {
    const start = column > MAX_SHOWN_WIDTH ? column - MAX_SHOWN_WIDTH / 2 : 0;
    const shown = diagnostic.text.slice(start, start + MAX_SHOWN_WIDTH).trimEnd();
    const gutter = String(line).padStart(5);
    // The caret's line repeats tabs, so that it stands right whatever the width of a tab is.
    const lead = shown.slice(0, column - 1 - start).replace(/[^\t]/g, ' ');
    lines.push(`${gutter} | ${shown}`, `${' '.repeat(gutter.length)} | ${lead}^`);
  }
  for (const { macro, file: place, line: at } of expansion) lines.push(`      in macro \`${macro}' (${place}:${at})`);
  if (hint !== null) lines.push(`      hint: ${hint}`);
  return lines.map((shown) => shown.replace(CONTROL, CONTROL_SHOWN)).join('\n');
}
