/** MSRs that VM entry and VM exit name. SDM Vol. 4. */
export const Msr = {
  IA32_APIC_BASE: 0x1b,
  IA32_SYSENTER_CS: 0x174,
  IA32_SYSENTER_ESP: 0x175,
  IA32_SYSENTER_EIP: 0x176,
  IA32_DEBUGCTL: 0x1d9,
  IA32_PAT: 0x277,
  IA32_EFER: 0xc0000080,
  IA32_FS_BASE: 0xc0000100,
  IA32_GS_BASE: 0xc0000101,
} as const;

export const EFER_LME = 1n << 8n;
export const EFER_LMA = 1n << 10n;
