/** Names near a mistyped one. */

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other; `limit + 1` when more. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length]!;
}

/** The nearest name, ignoring case, if one is near enough to be meant. */
export function nearest(word: string, names: Iterable<string>): string | null {
  const wanted = word.toLowerCase();
  if (wanted.length > 64) return null;
  const limit = wanted.length <= 4 ? 1 : wanted.length <= 8 ? 2 : 3;
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase(), bestDistance - 1);
    if (distance < bestDistance && distance < Math.max(wanted.length, 2)) {
      best = name;
      bestDistance = distance;
      if (distance === 0) break;
    }
  }
  return best;
}

/** Comparisons of names in one assembly: beyond that many, a source with thousands of errors gets no more suggestions. */
const MAX_COMPARISONS = 300_000;

/** Suggests from growing lists of names, each word once. */
export class Suggester {
  private readonly known = new Map<string, string | null>();
  private comparisons = 0;

  nearest(word: string, names: readonly string[]): string | null {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    this.comparisons += names.length;
    if (this.comparisons > MAX_COMPARISONS) return null;
    const near = nearest(word, names);
    this.known.set(word, near);
    return near;
  }
}
