/**
 * The interruption-information format, shared by event injection, VM-exit interruption information and IDT-vectoring
 * information. SDM Vol. 3, "VM-Entry Controls for Event Injection", "Information for VM Exits Due to Vectored Events".
 *
 *   bits 7:0 vector | 10:8 type | 11 error code valid | 12 NMI unblocking due to IRET (exits) | 31 valid
 */
export const InterruptionType = {
  EXTERNAL_INTERRUPT: 0,
  RESERVED: 1,
  NMI: 2,
  HARDWARE_EXCEPTION: 3,
  SOFTWARE_INTERRUPT: 4,
  PRIVILEGED_SOFTWARE_EXCEPTION: 5,
  SOFTWARE_EXCEPTION: 6,
  OTHER_EVENT: 7,
} as const;
export type InterruptionType = (typeof InterruptionType)[keyof typeof InterruptionType];

export const INTERRUPTION_ERROR_CODE_VALID = 1 << 11;
export const INTERRUPTION_VALID = 0x80000000;

/** Pack; valid. `hasErrorCode` sets bit 11. */
export const interruptionInformation = (vector: number, type: number, hasErrorCode: boolean): number =>
  (INTERRUPTION_VALID | (hasErrorCode ? INTERRUPTION_ERROR_CODE_VALID : 0) | (type << 8) | vector) >>> 0;

export const interruptionVector = (information: number): number => information & 0xff;
export const interruptionType = (information: number): InterruptionType => ((information >> 8) & 7) as InterruptionType;
export const interruptionHasErrorCode = (information: number): boolean =>
  (information & INTERRUPTION_ERROR_CODE_VALID) !== 0;
export const interruptionValid = (information: number): boolean => (information & INTERRUPTION_VALID) !== 0;

/** Software interrupt, privileged software exception, software exception: those that carry an instruction length. */
export const isSoftwareEvent = (type: number): boolean =>
  type === InterruptionType.SOFTWARE_INTERRUPT ||
  type === InterruptionType.PRIVILEGED_SOFTWARE_EXCEPTION ||
  type === InterruptionType.SOFTWARE_EXCEPTION;

/** Vectors of hardware exceptions that push an error code: #DF #TS #NP #SS #GP #PF #AC #CP. */
const WITH_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17, 21]);
export const exceptionHasErrorCode = (vector: number): boolean => WITH_ERROR_CODE.has(vector);
