/** What a loader makes of a file: bytes to put into guest-physical memory and registers to start with. Plain data. */

/** A segment register with its hidden part; access rights in VMCS format (bit 16: unusable). */
export interface InitialSegment {
  readonly selector: number;
  readonly base: bigint;
  readonly limit: number;
  readonly accessRights: number;
}

/** Registers not named are as after reset. */
export interface InitialState {
  /** 32-bit protected mode without paging, or 64-bit mode. */
  readonly mode: 'protected' | 'long';
  readonly rip: bigint;
  readonly rflags: bigint;
  /** RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 … R15. */
  readonly gpr: readonly bigint[];
  readonly cr0: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
  /** ES, CS, SS, DS, FS, GS, LDTR, TR. */
  readonly segments: readonly InitialSegment[];
  readonly gdtr: { readonly base: bigint; readonly limit: number };
  /** Limit 0: an exception before the kernel has loaded its own table is a triple fault. */
  readonly idtr: { readonly base: bigint; readonly limit: number };
}

export interface MemoryWrite {
  /** Guest-physical address. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface ImageSymbol {
  readonly name: string;
  /** Linear address. */
  readonly address: bigint;
  /** Bytes, 0 when unknown. */
  readonly size: number;
}

export type ImageKind = 'multiboot' | 'elf64' | 'flat';

export interface LoadedImage {
  readonly kind: ImageKind;
  /** In an order in which no write overlaps another. */
  readonly writes: readonly MemoryWrite[];
  /** Memory to clear (bss): ranges in bytes, disjoint from the writes. */
  readonly zeros: readonly { readonly address: number; readonly size: number }[];
  readonly initialState: InitialState;
  /** Guest-physical address of the first instruction. */
  readonly entry: number;
  /** True when the kernel asked for a linear graphics mode in its multiboot header. */
  readonly graphics: boolean;
  /** From an ELF symbol table, by address; empty without one. */
  readonly symbols: readonly ImageSymbol[];
}

export interface ModuleFile {
  /** What the guest reads as the module's string. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface LoadOptions {
  /** The image's file name without folders: it begins the guest's command line, as under QEMU. */
  readonly name: string;
  /** Bytes of guest RAM. */
  readonly ramSize: number;
  /** Where a flat image goes: the assembler's `org`, or what the user says. Null: not known. */
  readonly loadAddress: number | null;
  /** Text after the name in the command line; empty for none. */
  readonly append: string;
  readonly modules: readonly ModuleFile[];
  /** ROM images: guest-physical ranges that are not RAM, besides VGA memory and what is beyond `ramSize`. */
  readonly reserved: readonly { readonly name: string; readonly start: number; readonly size: number }[];
}
