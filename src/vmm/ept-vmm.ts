/** The hypervisor that uses EPT. */
import { type EptOptions, EptPaging } from './ept-paging.js';
import { Hypervisor } from './hypervisor.js';

export class EptVmm extends Hypervisor {
  constructor(options: EptOptions = {}) {
    super('ept', (parts) => new EptPaging(parts, options));
  }
}
