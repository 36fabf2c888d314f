/** The type that every group of executors satisfies, so that a misspelt mnemonic does not compile. */
import type { Mnemonic } from '../isa/table.js';
import type { Execute } from './context.js';

export type Executors = Partial<Record<Mnemonic, Execute>>;
