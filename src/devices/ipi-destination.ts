/** Whether an inter-processor interrupt is for this local APIC. SDM Vol. 3, "Determining IPI Destination". */
import { Icr, Shorthand } from './local-apic-registers.js';

export interface ApicIdentity {
  readonly id: number;
  readonly x2apic: boolean;
  readonly ldr: number;
  readonly dfr: number;
}

/** `destination`: the ICR's high half as written (xAPIC: bits 31:24 count). */
export function isDestination(command: number, destination: number, apic: ApicIdentity): boolean {
  const shorthand = command & Icr.SHORTHAND;
  if (shorthand !== Shorthand.NONE) return shorthand !== Shorthand.OTHERS;
  const logical = (command & Icr.DESTINATION_MODE_LOGICAL) !== 0;
  return apic.x2apic ? matchesX2apic(destination, logical, apic) : matchesXapic(destination >>> 24, logical, apic);
}

function matchesX2apic(destination: number, logical: boolean, { id, ldr }: ApicIdentity): boolean {
  if (destination === 0xffff_ffff) return true;
  if (!logical) return destination === id;
  return destination >>> 16 === ldr >>> 16 && (destination & ldr & 0xffff) !== 0;
}

function matchesXapic(destination: number, logical: boolean, { id, ldr, dfr }: ApicIdentity): boolean {
  if (destination === 0xff) return true;
  if (!logical) return destination === id;
  const own = ldr >>> 24;
  const flatModel = dfr >>> 28 === 0xf;
  if (flatModel) return (destination & own) !== 0;
  return destination >> 4 === own >> 4 && (destination & own & 0x0f) !== 0;
}
