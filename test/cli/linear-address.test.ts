import { describe, expect, it } from 'vitest';
import { describeLinearAddress, linearAddressFields } from '../../src/cli/linear-address.js';

describe('linear address fields', () => {
  // The lecture's worked example, and the address it prints them under.
  it('takes the worked example apart', () => {
    expect(linearAddressFields(0x0000ab0022406a90n)).toEqual({
      pml4: 342,
      pdpt: 0,
      pd: 274,
      pt: 6,
      offset: 2704,
      canonical: false,
    });
    expect(linearAddressFields(0x0000cd0022406c90n)).toEqual({
      pml4: 410,
      pdpt: 0,
      pd: 274,
      pt: 6,
      offset: 3216,
      canonical: false,
    });
  });

  it('shows the fields of a non-canonical address and says that it is one', () => {
    const text = describeLinearAddress(0x0000ab0022406a90n);
    expect(text).toContain('101010110   342');
    expect(text).toContain('not canonical with 48 bits');
  });

  it.each([
    [0n, true],
    [0x00007fffffffffffn, true],
    [0x0000800000000000n, false],
    [0xffff7fffffffffffn, false],
    [0xffff800000000000n, true],
    [0xffffffffffffffffn, true],
  ])('%s canonical: %s', (address, canonical) => {
    expect(linearAddressFields(address).canonical).toBe(canonical);
  });
});
