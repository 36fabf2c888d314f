/**
 * A linear address taken apart as a lecture does it: the nine-bit fields of 4-level paging in binary and decimal, the
 * page offset, canonical or not. SDM "4-Level Paging and 5-Level Paging".
 */
import { hex64 } from '../util/hex.js';
import { parseInteger } from '../util/size.js';
import { UserError } from '../util/user-error.js';

/** Each field of a 48-bit linear address with 4-KByte pages. */
export interface LinearAddressFields {
  readonly pml4: number;
  readonly pdpt: number;
  readonly pd: number;
  readonly pt: number;
  readonly offset: number;
  /** Bits 63:47 are all equal. */
  readonly canonical: boolean;
}

/** A linear address of up to 64 bits. Throws UserError naming `what`. */
export function parseAddress(text: string, what: string): bigint {
  const address = parseInteger(text, what);
  if (address >= 1n << 64n) throw new UserError('out-of-range', `${what}: ${text} has more than 64 bits`);
  return address;
}

/** The fields of `address`, an unsigned 64-bit value. */
export function linearAddressFields(address: bigint): LinearAddressFields {
  const field = (low: bigint) => Number((address >> low) & 0x1ffn);
  return {
    pml4: field(39n),
    pdpt: field(30n),
    pd: field(21n),
    pt: field(12n),
    offset: Number(address & 0xfffn),
    canonical: BigInt.asUintN(64, BigInt.asIntN(48, address)) === address,
  };
}

/** The worked example as text. */
export function describeLinearAddress(address: bigint): string {
  const fields = linearAddressFields(address);
  const rows: readonly (readonly [string, string, number, number])[] = [
    ['PML4', '47:39', fields.pml4, 9],
    ['PDPT', '38:30', fields.pdpt, 9],
    ['PD', '29:21', fields.pd, 9],
    ['PT', '20:12', fields.pt, 9],
    ['offset', '11:0', fields.offset, 12],
  ];
  const binary = (value: number, width: number) => value.toString(2).padStart(width, '0');
  const lines = rows.map(
    ([name, bits, value, width]) =>
      `  ${name.padEnd(6)}  bits ${bits.padEnd(5)}  ${binary(value, width).padStart(12)}  ${String(value).padStart(4)}`,
  );
  const sign = (address >> 47n) & 1n;
  const verdict = fields.canonical
    ? `canonical: bits 63:48 repeat bit 47 (${sign})`
    : `not canonical with 48 bits: bits 63:48 are ${hex64(address >> 48n).slice(-4)}H, bit 47 is ${sign}; an access raises #GP(0) (#SS(0) through SS)`;
  const large = `  with a 2-MByte page the offset is bits 20:0, ${address & 0x1fffffn}; with a 1-GByte page bits 29:0, ${address & 0x3fffffffn}`;
  return `linear address ${hex64(address)}\n${lines.join('\n')}\n${large}\n  ${verdict}\n`;
}
