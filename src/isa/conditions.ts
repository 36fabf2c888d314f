/** Condition codes and the names they go by. SDM Vol. 1, "EFLAGS Condition Codes". The first is the disassembler's. */
export const CONDITION_NAMES: readonly (readonly string[])[] = [
  ['o'],
  ['no'],
  ['c', 'b', 'nae'],
  ['nc', 'nb', 'ae'],
  ['z', 'e'],
  ['nz', 'ne'],
  ['na', 'be'],
  ['a', 'nbe'],
  ['s'],
  ['ns'],
  ['pe', 'p'],
  ['po', 'np'],
  ['l', 'nge'],
  ['nl', 'ge'],
  ['ng', 'le'],
  ['g', 'nle'],
];
