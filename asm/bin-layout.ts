/**
 * Where sections lie. NASM manual, "Multisection Support for the bin Format": progbits sections one after the other
 * (`follows` and `start` move a section and those defined after it), nobits sections behind the section created before.
 */
import type { Section } from './sections.js';

export interface Placement {
  readonly start: bigint;
  readonly vstart: bigint;
}

export interface Layout {
  readonly origin: bigint;
  /** Progbits sections in image order, then the others. */
  readonly order: readonly Section[];
  readonly placements: ReadonlyMap<Section, Placement>;
}

const DEFAULT_ALIGNMENT = 4n;

/** A text says what cannot be. */
export function layOut(sections: readonly Section[], origin: bigint | null): Layout | string {
  const ordered = orderByFollows(sections.filter((section) => !section.noBits));
  if (typeof ordered === 'string') return ordered;
  const progbits = orderByStart(ordered);
  const starts = placeProgbits(progbits, origin);
  if (typeof starts === 'string') return starts;
  const nobits = sections.filter((section) => section.noBits);
  const placed = placeVirtually([...progbits, ...nobits], progbits, starts);
  if (typeof placed === 'string') return placed;
  return { origin: origin ?? starts.get(progbits[0]!)!.start, order: [...progbits, ...nobits], placements: placed };
}

function alignUp(value: bigint, alignment: bigint): bigint {
  return (value + alignment - 1n) & -alignment;
}

/** A section with `follows` moves behind the one it names, with those defined after it that have no place of their own. */
function orderByFollows(sections: readonly Section[]): Section[] | string {
  const list = [...sections];
  const moved = new Set<Section>();
  for (;;) {
    const at = list.findIndex(
      (section, i) =>
        section.attributes.follows !== null && !moved.has(section) && list[i - 1]?.name !== section.attributes.follows,
    );
    const leader = list[at];
    if (leader === undefined) return list;
    moved.add(leader);
    const wanted = leader.attributes.follows!;
    let end = at + 1;
    while (
      end < list.length &&
      list[end]!.attributes.start === null &&
      list[end]!.attributes.follows === null &&
      list[end]!.name !== wanted
    )
      end++;
    const group = list.splice(at, end - at);
    const target = list.findIndex((section) => section.name === wanted);
    if (target < 0) return `section ${leader.name} follows an invalid or unknown section (${wanted})`;
    if (list[target + 1]?.attributes.follows === wanted) {
      return `sections ${leader.name} and ${list[target + 1]!.name} can't both follow section ${wanted}`;
    }
    list.splice(target + 1, 0, ...group);
  }
}

/** A section with `start`, and those after it without, move in front of the first that starts higher. */
function orderByStart(sections: readonly Section[]): Section[] {
  const groups: Section[][] = [];
  for (const section of sections) {
    if (groups.length === 0 || section.attributes.start !== null) groups.push([section]);
    else groups.at(-1)!.push(section);
  }
  const sorted: Section[] = [];
  for (const group of groups) {
    const start = group[0]!.attributes.start ?? 0n;
    const at = sorted.findIndex((section) => section.attributes.start !== null && start < section.attributes.start);
    sorted.splice(at < 0 ? sorted.length : at, 0, ...group);
  }
  return sorted;
}

function placeProgbits(
  sections: readonly Section[],
  origin: bigint | null,
): Map<Section, { start: bigint; vstart: bigint | null }> | string {
  const placed = new Map<Section, { start: bigint; vstart: bigint | null }>();
  let end = 0n;
  let last: Section | null = null;
  for (const section of sections) {
    const { start: wanted, vstart, align, valign, vfollows } = section.attributes;
    if (placed.size === 0) {
      end = origin ?? wanted ?? 0n;
      if (wanted !== null && wanted < end) return `section ${section.name} begins before program origin`;
      if (wanted !== null) end = wanted;
      else if (origin !== null && align !== null) end = alignUp(origin, align);
    }
    const first = placed.size === 0;
    const start = wanted ?? (first ? end : alignUp(end, align ?? DEFAULT_ALIGNMENT));
    if (start < end && section.offset > 0) return `sections ${last?.name ?? ''} and ${section.name} overlap!`;
    let virtual = vstart;
    if (virtual === null && vfollows === null) virtual = valign === null ? start : alignUp(end, valign);
    placed.set(section, { start, vstart: virtual });
    if (start < end) continue;
    end = start + BigInt(section.offset);
    if (section.offset > 0) last = section;
  }
  return placed;
}

function placeVirtually(
  sections: readonly Section[],
  progbits: readonly Section[],
  starts: ReadonlyMap<Section, { start: bigint; vstart: bigint | null }>,
): Map<Section, Placement> | string {
  const placed = new Map<Section, Placement>();
  for (const [section, { start, vstart }] of starts) if (vstart !== null) placed.set(section, { start, vstart });
  for (const section of sections) {
    const { start, vstart } = section.attributes;
    if (section.noBits && vstart !== null) placed.set(section, { start: vstart, vstart });
    else if (section.noBits && start !== null) placed.set(section, { start, vstart: start });
  }
  for (let progress = true; progress; ) {
    progress = false;
    for (const section of sections) {
      if (placed.has(section)) continue;
      const { vfollows, valign, align } = section.attributes;
      const before =
        vfollows === null ? (section.previous ?? progbits.at(-1)!) : sections.find(({ name }) => name === vfollows);
      if (before === undefined) return `section ${section.name} vfollows unknown section (${vfollows})`;
      const anchor = placed.get(before);
      if (anchor === undefined) continue;
      const alignment = valign ?? (section.noBits ? align : null) ?? DEFAULT_ALIGNMENT;
      const vstart = alignUp(anchor.vstart + BigInt(before.offset), alignment);
      placed.set(section, { start: starts.get(section)?.start ?? vstart, vstart });
      progress = true;
    }
  }
  const lost = sections.find((section) => !placed.has(section));
  return lost === undefined ? placed : `cannot compute vstart for section ${lost.name}: circular vfollows`;
}
