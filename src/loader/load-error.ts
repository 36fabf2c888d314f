/** What is wrong with an image, a module or where they were to go. */
import { UserError } from '../util/user-error.js';

export type LoadErrorCode =
  | 'truncated-image'
  | 'bad-elf'
  | 'wrong-machine'
  | 'not-linked'
  | 'bad-segment'
  | 'bad-multiboot'
  | 'bad-entry'
  | 'outside-ram'
  | 'overlap'
  | 'unknown-image'
  | 'unsupported-image'
  | 'bad-module'
  | 'boot-area-full';

export class LoadError extends UserError {
  override readonly name = 'LoadError';

  constructor(code: LoadErrorCode, message: string, hint: string | null = null) {
    super(code, message, hint);
  }
}
