/** One kernel in every configuration: what differs, if anything; and the smallest part of a kernel that still differs. */
import { assemble, formatDiagnostic } from '../../asm/index.js';
import type { Program } from '../../src/machine/program.js';
import { explainDivergence } from './divergence.js';
import { type Kernel, source } from './kernel.js';
import { CORE } from './layout.js';
import {
  CONFIGURATIONS,
  type Configuration,
  difference,
  nameOf,
  type Outcome,
  prepare,
  runKernel,
} from './run-kernel.js';
import { usesStaleTranslation } from './uncached.js';

/** A kernel that runs wild ends here. */
export const MAX_INSTRUCTIONS = 100_000;

export interface Comparison {
  /** Of the first configuration. */
  readonly outcome: Outcome;
  /** The guest used a translation that it should have invalidated: nothing is promised. */
  readonly stale: boolean;
  readonly differs: { readonly configuration: Configuration; readonly what: string } | null;
}

export async function assembleProgram(text: string): Promise<Program> {
  const result = assemble({ source: text, file: 'kernel.asm' });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => formatDiagnostic(d)).join('\n'));
  return prepare(result.bytes, text.includes('bits 64') ? CORE : null);
}

/** Runs a program in all `configurations` and compares each with the first. */
export function compareModes(
  program: Program,
  configurations: readonly Configuration[] = CONFIGURATIONS,
  maxInstructions = MAX_INSTRUCTIONS,
): Comparison {
  const [first, ...others] = configurations;
  if (first === undefined) throw new Error('nothing to compare');
  const outcome = runKernel(program, first, maxInstructions);
  for (const configuration of others) {
    const what = difference(outcome, runKernel(program, configuration, maxInstructions));
    if (what === null) continue;
    const stale = usesStaleTranslation(program, outcome.hash, maxInstructions);
    return { outcome, stale, differs: { configuration, what } };
  }
  return { outcome, stale: false, differs: null };
}

/** Source of the smallest part found of a kernel that still differs in `configuration`. */
async function shrink(kernel: Kernel, configurations: readonly Configuration[]): Promise<string> {
  let actions = kernel.actions;
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < actions.length; ) {
      const fewer = [...actions.slice(0, start), ...actions.slice(start + size)];
      const { differs, stale } = compareModes(await assembleProgram(source(kernel, fewer)), configurations);
      if (differs !== null && !stale) actions = fewer;
      else start += size;
    }
  }
  return source(kernel, actions);
}

/** What a person needs who looks for the cause: the shrunk kernel's source and where its runs part. */
export async function report(kernel: Kernel, comparison: Comparison): Promise<string> {
  const { differs, outcome } = comparison;
  if (differs === null) return 'no difference';
  const base = CONFIGURATIONS[0]!;
  const text = await shrink(kernel, [base, differs.configuration]);
  const program = await assembleProgram(text);
  const limit = Math.max(
    ...[base, differs.configuration].map((c) => runKernel(program, c, MAX_INSTRUCTIONS).instructions),
  );
  return [
    `seed ${kernel.seed} in ${nameOf(differs.configuration)}: ${differs.what} (status ${outcome.status})`,
    explainDivergence(program, base, differs.configuration, limit + 1),
    text.slice(0, text.indexOf('finish:')),
  ].join('\n');
}
