/**
 * The rule of access rights over every combination of its inputs, against a restatement of SDM Vol. 3, "Determination
 * of Access Rights", as a decision table: one row a sentence of the manual.
 */
import { describe, expect, it } from 'vitest';
import {
  Access,
  type AccessControls,
  keyForbids,
  Privilege,
  pageFaultErrorCode,
  permits,
  RIGHTS_KEY_SHIFT,
  Rights,
} from '../../src/paging/access-rights.js';

interface Facts {
  who: 'supervisor' | 'user' | 'implicit';
  what: 'read' | 'write' | 'fetch';
  page: 'supervisor-mode' | 'user-mode';
  writable: boolean;
  xd: boolean;
  wp: boolean;
  smep: boolean;
  smap: boolean;
  ac: boolean;
  pke: boolean;
  ad: boolean;
  wd: boolean;
}

/** Sentences in the manual's order; the first that fits decides, before protection keys. */
const RULES: readonly [(f: Facts) => boolean, (f: Facts) => boolean][] = [
  // Supervisor-mode accesses: data reads.
  [(f) => f.who !== 'user' && f.what === 'read' && f.page === 'supervisor-mode', () => true],
  [(f) => f.who !== 'user' && f.what === 'read' && !f.smap, () => true],
  [(f) => f.who === 'supervisor' && f.what === 'read', (f) => f.ac],
  [(f) => f.who === 'implicit' && f.what === 'read', () => false],
  // Supervisor-mode accesses: data writes.
  [(f) => f.who !== 'user' && f.what === 'write' && f.page === 'supervisor-mode' && !f.wp, () => true],
  [(f) => f.who !== 'user' && f.what === 'write' && f.page === 'supervisor-mode' && f.wp, (f) => f.writable],
  [(f) => f.who !== 'user' && f.what === 'write' && !f.wp && !f.smap, () => true],
  [(f) => f.who !== 'user' && f.what === 'write' && !f.wp && f.smap, (f) => f.ac && f.who === 'supervisor'],
  [(f) => f.who !== 'user' && f.what === 'write' && f.wp && !f.smap, (f) => f.writable],
  [(f) => f.who !== 'user' && f.what === 'write', (f) => f.ac && f.who === 'supervisor' && f.writable],
  // Supervisor-mode accesses: instruction fetches.
  [(f) => f.who !== 'user' && f.page === 'supervisor-mode', (f) => !f.xd],
  [(f) => f.who !== 'user' && f.smep, () => false],
  [(f) => f.who !== 'user', (f) => !f.xd],
  // User-mode accesses.
  [(f) => f.page === 'supervisor-mode', () => false],
  [(f) => f.what === 'read', () => true],
  [(f) => f.what === 'write', (f) => f.writable],
  [(f) => f.what === 'fetch', (f) => !f.xd],
];

/** "Protection Keys": data accesses to user-mode addresses only. */
function keyDenies(f: Facts): boolean {
  if (!f.pke || f.what === 'fetch' || f.page === 'supervisor-mode') return false;
  if (f.ad) return true;
  return f.wd && f.what === 'write' && (f.who === 'user' || f.wp);
}

const WHO = {
  supervisor: Privilege.SUPERVISOR,
  user: Privilege.USER,
  implicit: Privilege.IMPLICIT_SUPERVISOR,
} as const;
const WHAT = { read: Access.READ, write: Access.WRITE, fetch: Access.EXECUTE } as const;

function* everything(): Generator<Facts> {
  for (const who of ['supervisor', 'user', 'implicit'] as const) {
    for (const what of ['read', 'write', 'fetch'] as const) {
      if (who === 'implicit' && what === 'fetch') continue;
      for (let bits = 0; bits < 1024; bits++) {
        const bit = (n: number) => ((bits >> n) & 1) !== 0;
        yield {
          who,
          what,
          page: bit(0) ? 'user-mode' : 'supervisor-mode',
          writable: bit(1),
          xd: bit(2),
          wp: bit(3),
          smep: bit(4),
          smap: bit(5),
          ac: bit(6),
          pke: bit(7),
          ad: bit(8),
          wd: bit(9),
        };
      }
    }
  }
}

describe('access rights', () => {
  it('are those of the manual for all 8,192 combinations', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const facts of everything()) {
      count++;
      const key = 5;
      const rights =
        (facts.writable ? Rights.WRITE : 0) |
        (facts.page === 'user-mode' ? Rights.USER : 0) |
        (facts.xd ? Rights.NO_EXECUTE : 0) |
        (key << RIGHTS_KEY_SHIFT);
      // Every other key forbids all: only key 5 may be asked.
      const others = ~(3 << (2 * key));
      const controls: AccessControls = {
        writeProtect: facts.wp,
        smep: facts.smep,
        smap: facts.smap,
        alignmentCheck: facts.ac,
        protectionKeys: facts.pke,
        pkru: others | ((facts.ad ? 1 : 0) << (2 * key)) | ((facts.wd ? 2 : 0) << (2 * key)),
        reportsFetch: false,
      };
      const rule = RULES.find(([fits]) => fits(facts));
      const expected = rule![1](facts) && !keyDenies(facts);
      if (permits(controls, rights, WHAT[facts.what], WHO[facts.who]) !== expected) wrong.push(JSON.stringify(facts));
      if (keyForbids(controls, rights, WHAT[facts.what], WHO[facts.who]) !== keyDenies(facts)) {
        wrong.push(`key ${JSON.stringify(facts)}`);
      }
    }
    expect(count).toBe(8 * 1024);
    expect(wrong).toEqual([]);
  });

  it('report what an access was in the error code', () => {
    const controls = (reportsFetch: boolean): AccessControls => ({
      writeProtect: false,
      smep: false,
      smap: false,
      alignmentCheck: false,
      protectionKeys: false,
      pkru: 0,
      reportsFetch,
    });
    expect(pageFaultErrorCode(controls(true), Access.READ, Privilege.SUPERVISOR, 0)).toBe(0);
    expect(pageFaultErrorCode(controls(true), Access.WRITE, Privilege.SUPERVISOR, 1)).toBe(3);
    expect(pageFaultErrorCode(controls(true), Access.WRITE, Privilege.USER, 0)).toBe(6);
    expect(pageFaultErrorCode(controls(true), Access.EXECUTE, Privilege.USER, 1)).toBe(0x15);
    expect(pageFaultErrorCode(controls(false), Access.EXECUTE, Privilege.USER, 1)).toBe(5);
    expect(pageFaultErrorCode(controls(true), Access.READ, Privilege.IMPLICIT_SUPERVISOR, 9)).toBe(9);
  });
});
