/** Exit qualifications. SDM Vol. 3, "Basic VM-Exit Information": the formats of its tables. */

/** Access type of a control-register exit, bits 5:4. */
export const CrAccess = { MOV_TO: 0, MOV_FROM: 1, CLTS: 2, LMSW: 3 } as const;
export type CrAccess = (typeof CrAccess)[keyof typeof CrAccess];

/** "Exit Qualification for Control-Register Accesses": bits 3:0 register, 5:4 type, 11:8 general register. */
export const movCrQualification = (
  control: number,
  access: typeof CrAccess.MOV_TO | typeof CrAccess.MOV_FROM,
  gpr: number,
): bigint => BigInt(control | (access << 4) | (gpr << 8));

/** CLTS: register 0, access type 2. */
export const CLTS_QUALIFICATION = BigInt(CrAccess.CLTS << 4);

/** LMSW: bit 6 is set for a memory operand, bits 31:16 are the source data. */
export const lmswQualification = (source: number, memoryOperand: boolean): bigint =>
  BigInt(((source << 16) | (memoryOperand ? 1 << 6 : 0) | (CrAccess.LMSW << 4)) >>> 0);

export interface CrAccessQualification {
  readonly control: number;
  readonly access: CrAccess;
  readonly gpr: number;
  readonly lmswSource: number;
}

export function unpackCrAccess(qualification: bigint): CrAccessQualification {
  const value = Number(qualification & 0xffffffffn);
  return {
    control: value & 15,
    access: ((value >> 4) & 3) as CrAccess,
    gpr: (value >> 8) & 15,
    lmswSource: value >>> 16,
  };
}

/** "Exit Qualification for MOV DR": bits 2:0 register, 4 direction (1: from DR), 11:8 general register. */
export const movDrQualification = (debug: number, fromDebug: boolean, gpr: number): bigint =>
  BigInt(debug | (fromDebug ? 1 << 4 : 0) | (gpr << 8));

export interface IoAccess {
  readonly port: number;
  readonly size: 1 | 2 | 4;
  readonly input: boolean;
  readonly string: boolean;
  readonly repeat: boolean;
  /** The port is an immediate operand. */
  readonly immediate: boolean;
}

/** "Exit Qualification for I/O Instructions": 2:0 size − 1, 3 IN, 4 string, 5 REP, 6 immediate, 31:16 port. */
export function ioQualification(access: IoAccess): bigint {
  const flags =
    (access.input ? 8 : 0) | (access.string ? 16 : 0) | (access.repeat ? 32 : 0) | (access.immediate ? 64 : 0);
  return BigInt(((access.port << 16) | flags | (access.size - 1)) >>> 0);
}

export function unpackIo(qualification: bigint): IoAccess {
  const value = Number(qualification & 0xffffffffn);
  return {
    port: value >>> 16,
    size: ((value & 7) + 1) as 1 | 2 | 4,
    input: (value & 8) !== 0,
    string: (value & 16) !== 0,
    repeat: (value & 32) !== 0,
    immediate: (value & 64) !== 0,
  };
}

/** "Exit Qualification for Task Switches": bits 15:0 selector, 31:30 source (0 CALL, 1 IRET, 2 JMP, 3 task gate). */
export const taskSwitchQualification = (selector: number, source: number): bigint =>
  BigInt(((source << 30) | selector) >>> 0);

export const unpackTaskSwitch = (qualification: bigint): { selector: number; source: number } => ({
  selector: Number(qualification & 0xffffn),
  source: Number((qualification >> 30n) & 3n),
});

/** "Exit Qualification for EPT Violations". */
export const EptViolation = {
  READ: 1 << 0,
  WRITE: 1 << 1,
  FETCH: 1 << 2,
  /** What the translation allowed: AND over the EPT entries used. */
  READABLE: 1 << 3,
  WRITABLE: 1 << 4,
  EXECUTABLE: 1 << 5,
  /** The guest-linear-address field is valid. */
  LINEAR_VALID: 1 << 7,
  /** The access was to the translation of a linear address (1), or to a paging-structure entry (0). */
  TRANSLATION: 1 << 8,
  NMI_UNBLOCKING: 1 << 12,
} as const;
