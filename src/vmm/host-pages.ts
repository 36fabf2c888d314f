/** Host-physical pages for tables. Running out of them is met by whoever can free some; here it is the end. */
import type { VirtualMachine } from '../vmx/root.js';

/** A zeroed page's host-physical address. */
export function allocateHostPage(vm: VirtualMachine): number {
  const page = vm.allocatePage();
  if (page < 0) throw new Error('no host page left for the hypervisor');
  return page;
}
