/** Register offsets and bits of the 16550A, named as in its data sheet. */

/** Offsets from the base port. With LCR.DLAB set, 0 and 1 are the divisor latch (DLL, DLM). */
export const SerialRegister = {
  RBR_THR: 0,
  IER: 1,
  IIR_FCR: 2,
  LCR: 3,
  MCR: 4,
  LSR: 5,
  MSR: 6,
  SCR: 7,
} as const;

/** Interrupt enable register. */
export const Ier = { ERBFI: 0x01, ETBEI: 0x02, ELSI: 0x04, EDSSI: 0x08 } as const;

/** Interrupt identification: bits 3:0 by priority; bits 7:6 set while the FIFOs are enabled. */
export const Iir = {
  NONE: 0x01,
  LINE_STATUS: 0x06,
  DATA_AVAILABLE: 0x04,
  CHARACTER_TIMEOUT: 0x0c,
  THR_EMPTY: 0x02,
  MODEM_STATUS: 0x00,
  FIFOS_ENABLED: 0xc0,
} as const;

export const Fcr = { ENABLE: 0x01, CLEAR_RECEIVE: 0x02, CLEAR_TRANSMIT: 0x04 } as const;
/** Receiver FIFO trigger level in bytes, by FCR bits 7:6. */
export const TRIGGER_LEVELS = [1, 4, 8, 14] as const;
export const FIFO_SIZE = 16;

export const Lcr = { DLAB: 0x80 } as const;
export const Mcr = { DTR: 0x01, RTS: 0x02, OUT1: 0x04, OUT2: 0x08, LOOP: 0x10 } as const;
export const Lsr = { DR: 0x01, OE: 0x02, THRE: 0x20, TEMT: 0x40 } as const;
export const Msr = {
  DCTS: 0x01,
  DDSR: 0x02,
  TERI: 0x04,
  DDCD: 0x08,
  CTS: 0x10,
  DSR: 0x20,
  RI: 0x40,
  DCD: 0x80,
} as const;
