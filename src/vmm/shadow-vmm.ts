/** The hypervisor that uses shadow page tables. */
import { Hypervisor } from './hypervisor.js';
import { ShadowPaging } from './shadow-paging.js';

export class ShadowVmm extends Hypervisor {
  constructor() {
    super('shadow', (parts) => new ShadowPaging(parts));
  }
}
