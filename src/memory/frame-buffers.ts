/**
 * Where the screen is in guest-physical memory: what the devices map and the loaders tell the kernel.
 */
import type { AddressRange } from './map-builder.js';

/** The window that RAM leaves for VGA memory: a hole but for the text frame buffer. */
export const VGA_WINDOW: AddressRange = { start: 0xa_0000, size: 0x2_0000 };

/** 80 × 25 cells of two bytes at its start; 32 KiB in all. */
export const TEXT_FRAME_BUFFER: AddressRange = { start: 0xb_8000, size: 0x8000 };
export const TEXT_COLUMNS = 80;
export const TEXT_ROWS = 25;

/** 640 × 480 pixels of 32 bits, 00RRGGBBH, top line first, no padding between lines. */
export const LINEAR_WIDTH = 640;
export const LINEAR_HEIGHT = 480;
export const LINEAR_PITCH = LINEAR_WIDTH * 4;
export const LINEAR_FRAME_BUFFER: AddressRange = { start: 0xe000_0000, size: LINEAR_PITCH * LINEAR_HEIGHT };
