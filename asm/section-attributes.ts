/** `section NAME align=16 vstart=0x8000 nobits …`. NASM manual, "bin Extensions to the SECTION Directive". */
import { criticalNumber } from './critical.js';
import type { Pass } from './pass.js';
import type { Section } from './sections.js';

const ATTRIBUTE =
  /^\s*(align|valign|start|vstart|follows|vfollows)=(\([^)]*(?:\([^)]*\)[^)]*)*\)|\S+)|^\s*(nobits|progbits)(?!\S)|^\s*(\S+)/i;

export function readSectionAttributes(pass: Pass, section: Section, text: string, at: number): void {
  let rest = text;
  for (;;) {
    const match = ATTRIBUTE.exec(rest);
    if (match === null) return;
    rest = rest.slice(match[0].length);
    const [, name, value, type, unknown] = match;
    if (type !== undefined) setType(pass, section, type.toLowerCase() as 'nobits' | 'progbits', at);
    else if (name !== undefined) setAttribute(pass, section, name.toLowerCase(), value!, at);
    else pass.report('warning', 'other', `ignoring unknown section attribute: "${unknown}"`, at, null);
  }
}

function setType(pass: Pass, section: Section, type: 'nobits' | 'progbits', at: number): void {
  const { attributes } = section;
  if (attributes.type !== null && attributes.type !== type) {
    const text = `attempt to change section type from ${attributes.type} to ${type}`;
    pass.report('error', 'section-attribute', text, at, null);
  } else attributes.type = type;
}

function setAttribute(pass: Pass, section: Section, name: string, text: string, at: number): void {
  const { attributes } = section;
  const fail = (message: string): void => pass.report('error', 'section-attribute', message, at, null);
  if (name === 'follows' || name === 'vfollows') {
    const start = name === 'follows' ? 'start' : 'vstart';
    if (attributes[start] !== null) fail(`cannot combine \`${start}' and \`${name}' section attributes`);
    attributes[name] = text;
    return;
  }
  const value = criticalNumber(pass, text, at);
  if (value === null) return;
  if (name === 'align' || name === 'valign') {
    if (value <= 0n || (value & (value - 1n)) !== 0n) {
      fail(`argument to \`${name}' is not a power of two`);
      return;
    }
    const start = attributes[name === 'align' ? 'start' : 'vstart'];
    if (start !== null && (start & (value - 1n)) !== 0n) fail(`\`${name}' value conflicts with section start address`);
    else if (attributes[name] === null || value > attributes[name]) attributes[name] = value;
    return;
  }
  const key = name as 'start' | 'vstart';
  const alignment = attributes[key === 'start' ? 'align' : 'valign'];
  const follows = attributes[key === 'start' ? 'follows' : 'vfollows'];
  if (follows !== null)
    fail(`cannot combine \`${key}' and \`${key === 'start' ? 'follows' : 'vfollows'}' section attributes`);
  else if (attributes[key] !== null && attributes[key] !== value) fail(`section ${key} address redefined`);
  else if (alignment !== null && (value & (alignment - 1n)) !== 0n)
    fail(`\`${key}' address conflicts with section alignment`);
  else attributes[key] = value;
}
