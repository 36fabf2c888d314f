/** A program made ready to load: what bytes lie where, and the registers it starts with. */
import type { LoadedImage, LoadOptions } from '../loader/loaded-image.js';

export type Program = LoadedImage;

/**
 * Recognizes an image (multiboot, ELF64, flat) and places it. The loaders are loaded only now: the library that reads
 * binary headers compiles its parsers at run time, which not every host allows. Throws LoadError.
 */
export async function prepareProgram(image: Uint8Array, options: LoadOptions): Promise<Program> {
  const { loadImage } = await import('../loader/load-image.js');
  return loadImage(image, options);
}
