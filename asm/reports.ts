/** The assembler's side products as JSON values, for --symbols and --line-map. */
import type { Assembly, LineMapEntry } from './types.js';

/** An entry of the line map's JSON. */
export type LineMapRecord = Omit<LineMapEntry, 'address' | 'offset'> & { readonly address: number | string };

/** A number where it is exact, else a hexadecimal text. */
function jsonNumber(value: bigint): number | string {
  const unsigned = BigInt.asUintN(64, value);
  if (value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  if (value < 0n && value >= BigInt(Number.MIN_SAFE_INTEGER)) return Number(value);
  return `0x${unsigned.toString(16)}`;
}

/** `{name: {"value": n, "section": s}}`; local labels are parent.local. Addresses beyond 2^53 are hexadecimal texts. */
export function symbolsJson(assembly: Assembly): Record<string, { value: number | string; section: string | null }> {
  const entries = [...assembly.symbols].map(
    ([name, { value, section }]) => [name, { value: jsonNumber(value), section }] as const,
  );
  return Object.fromEntries(entries);
}

/** `[{file, line, address, length, macro}]` in the order of emission. */
export function lineMapJson(assembly: Assembly): readonly LineMapRecord[] {
  return assembly.lineMap.map(({ file, line, address, length, macro }) => ({
    file,
    line,
    address: jsonNumber(address),
    length,
    macro,
  }));
}
