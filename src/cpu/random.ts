/**
 * The generator behind RDRAND: splitmix64, whose whole state is one 64-bit word of the register file, so that a run
 * repeats exactly and a snapshot holds it.
 */

const GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15n;

/** The next 64 bits; advances `words[index]`. */
export function nextRandom(words: BigUint64Array, index: number): bigint {
  const state = BigInt.asUintN(64, words[index]! + GOLDEN_GAMMA);
  words[index] = state;
  let z = state;
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn);
  return z ^ (z >> 31n);
}
