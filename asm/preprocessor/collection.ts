/** The body of a %macro or %rep while its lines are being gathered. */
import type { BodyLine, MultiLineMacro } from './multi-line-macros.js';
import { type Piece, spacedText, withoutColumns } from './pieces.js';
import type { Origin, Source } from './sources.js';

export class Collection {
  readonly kind: 'macro' | 'repeat';
  readonly keyword: string;
  /** Null: the %macro line was wrong and the body is skipped, or it is a repetition. */
  readonly macro: MultiLineMacro | null;
  readonly count: number;
  readonly noList: boolean;
  readonly lines: BodyLine[] = [];
  readonly origin: Origin;
  readonly source: Source;
  private nested = 0;

  constructor(
    keyword: string,
    body: { macro: MultiLineMacro | null } | { count: number; noList: boolean },
    origin: Origin,
    source: Source,
  ) {
    this.kind = 'macro' in body ? 'macro' : 'repeat';
    this.keyword = keyword;
    this.macro = 'macro' in body ? body.macro : null;
    this.count = 'macro' in body ? 0 : body.count;
    this.noList = 'macro' in body ? false : body.noList;
    this.origin = origin;
    this.source = source;
  }

  /** Looks at a directive in the body: what nests is counted. True: it ends the body. */
  ends(name: string): boolean {
    const opens = this.kind === 'macro' ? /^%i?r?macro$/ : /^%rep$/;
    const closes = this.kind === 'macro' ? /^%endm(acro)?$/ : /^%endrep$/;
    if (opens.test(name)) this.nested += 1;
    else if (closes.test(name)) {
      if (this.nested === 0) return true;
      this.nested -= 1;
    }
    return false;
  }

  add(pieces: readonly Piece[], text: string, place: { file: string; line: number }): void {
    const { file, line } = place;
    const kept = this.kind === 'macro' ? withoutColumns(pieces) : pieces;
    this.lines.push({ pieces: kept, text, listed: spacedText(pieces).trimEnd(), file, line });
  }

  /** What to say when the source ends first. */
  get unfinished(): string {
    const end = this.kind === 'macro' ? '%endmacro' : '%endrep';
    const name = this.macro === null ? '' : ` ${this.macro.name}`;
    return `\`${this.keyword}${name}' without \`${end}'`;
  }
}
