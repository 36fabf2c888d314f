/**
 * A mistake in what the user gave (an option, an image, a profile), not in trapwalk: shown without a stack, exit
 * status 2. `code` is stable, kebab-case.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null = null) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
