/**
 * Host pages lent for a single step in place of guest-physical pages that hold no memory of the guest's own: a hole reads
 * as ones, ROM as itself, and writes to both go nowhere; a device gets the words that the step has changed.
 *
 * The step's accesses are not seen one by one, so a device is read once, before the step, and written once, after it, in
 * words of the guest's width: from the highest down when an event is delivered (pushes go down), else upwards. A word
 * written with the value it had is not seen; during event delivery, which only writes, the page holds a filler instead.
 */
import { RAM_BASE } from '../memory/host-memory.js';
import type { Region } from '../memory/physical-map.js';
import { allocateHostPage } from './host-pages.js';
import type { HypervisorParts } from './hypervisor.js';

const PAGE = 0x1000;
const FILLER = 0x5aa55aa5c33cc33cn;
const EFER_LMA = 1n << 10n;

interface LentPage {
  readonly hostPage: number;
  readonly region: Region | null;
  /** A device's words before the step. */
  readonly before: BigUint64Array | null;
  readonly delivering: boolean;
}

export class LentPages {
  private readonly parts: HypervisorParts;
  private readonly pages = new Map<number, LentPage>();

  constructor(parts: HypervisorParts) {
    this.parts = parts;
  }

  /** Host page lent for the guest-physical page, which is a hole, ROM or a device. */
  lend(page: number): number {
    const known = this.pages.get(page);
    if (known !== undefined) return known.hostPage;
    const { memory, root, vm, events } = this.parts;
    const region = memory.find(page);
    const hostPage = allocateHostPage(vm);
    const words = new BigUint64Array(root.memory.memory.buffer, RAM_BASE + hostPage, PAGE / 8);
    const delivering = events.delivering;
    let before: BigUint64Array | null = null;
    if (region === null) words.fill(0xffffffffffffffffn);
    else if (region.device === null) {
      root.memory.u8.set(memory.copyOut(page, PAGE), RAM_BASE + hostPage);
    } else {
      for (let i = 0; i < words.length; i++) words[i] = delivering ? FILLER : this.readDevice(page + 8 * i);
      before = words.slice();
    }
    this.pages.set(page, { hostPage, region, before, delivering });
    return hostPage;
  }

  private readDevice(address: number): bigint {
    const { memory } = this.parts;
    return BigInt(memory.read32(address)) | (BigInt(memory.read32(address + 4)) << 32n);
  }

  /** After the step: devices get what was written, the pages go back. */
  settle(): void {
    const { root, vm } = this.parts;
    for (const [page, lent] of this.pages) {
      if (lent.before !== null) this.forward(page, lent, lent.before);
      root.memory.notifyWrite(RAM_BASE + lent.hostPage, PAGE);
      vm.freePage(lent.hostPage);
    }
    this.pages.clear();
  }

  private forward(page: number, lent: LentPage, before: BigUint64Array): void {
    const { memory, root, virtualization } = this.parts;
    const wide = (virtualization.guestEfer & EFER_LMA) !== 0n;
    const now = new BigUint64Array(root.memory.memory.buffer, RAM_BASE + lent.hostPage, PAGE / 8);
    const changed: number[] = [];
    now.forEach((word, i) => {
      if (word !== before[i]) changed.push(i);
    });
    if (lent.delivering) changed.reverse();
    for (const i of changed) {
      const address = page + 8 * i;
      root.work('mmioForwarded', 1, address);
      if (wide) memory.write64(address, now[i]!);
      else this.forwardHalves(address, before[i]!, now[i]!, lent.delivering);
    }
  }

  private forwardHalves(address: number, before: bigint, now: bigint, downwards: boolean): void {
    const halves = downwards ? [1, 0] : [0, 1];
    for (const half of halves) {
      const shift = BigInt(32 * half);
      const value = (now >> shift) & 0xffffffffn;
      if (value !== ((before >> shift) & 0xffffffffn)) this.parts.memory.write32(address + 4 * half, Number(value));
    }
  }
}
