/** A program made ready to load: what bytes lie where, and the registers it starts with. */
export type { LoadedImage as Program } from '../loader/index.js';
export { loadImage as prepareProgram } from '../loader/index.js';
