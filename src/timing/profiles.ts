/** The cost profiles that are shipped. */
import { UserError } from '../util/user-error.js';
import type { CostProfile } from './profile.js';
import { SKYLAKE_PROFILE } from './skylake-profile.js';
import { UNIT_PROFILE } from './unit-profile.js';

export const DEFAULT_PROFILE = 'skylake';

/** By name. */
export const PROFILES: Readonly<Record<string, CostProfile>> = {
  skylake: SKYLAKE_PROFILE,
  unit: UNIT_PROFILE,
};

/** Throws UserError `unknown-profile`. */
export function profileNamed(name: string): CostProfile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile === undefined) {
    throw new UserError(
      'unknown-profile',
      `there is no cost profile '${name}'`,
      `choose one of ${Object.keys(PROFILES).join(', ')}`,
    );
  }
  return profile;
}
