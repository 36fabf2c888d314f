/** Assembler directives, written [name …] or through the macros without brackets. NASM manual, "Assembler Directives". */
import { criticalAddress, criticalNumber } from './critical.js';
import type { ParsedDirective } from './parser.js';
import type { Pass } from './pass.js';
import { readSectionAttributes } from './section-attributes.js';
import { nearest } from './suggestions.js';
import { ZERO } from './values.js';

type Handler = (pass: Pass, directive: ParsedDirective) => void;

const CPUS =
  /^(8086|[1-6]86|80[1-6]86|pentium|ppro|p[2-4]|katmai|willamette|prescott|x64|x86-64|ia64|ia-64|itanium|itanic|merced|any|all|default|intelnop|amdnop|latevex)$/i;

const HANDLERS: Readonly<Record<string, Handler>> = {
  bits,
  default: defaultAddressing,
  org,
  section,
  segment: section,
  absolute,
  extern,
  global: symbolList,
  static: symbolList,
  required: extern,
  common: (pass, directive) =>
    fail(pass, directive, 'common', 'binary output format does not support common variables'),
  cpu,
  warning,
  sectalign,
  list,
  float,
  map: () => {},
  debug: () => {},
  pragma: () => {},
  uppercase: () => {},
};

export function runDirective(pass: Pass, directive: ParsedDirective): void {
  const { name } = directive;
  const handler = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined;
  if (handler !== undefined) {
    handler(pass, directive);
    return;
  }
  const near = nearest(name, Object.keys(HANDLERS));
  const hint = near === null ? null : `did you mean [${near}]?`;
  pass.report('error', 'unknown-directive', `unrecognized directive [${name}]`, 1, hint);
}

function fail(pass: Pass, directive: ParsedDirective, code: string, message: string, hint: string | null = null): void {
  pass.report('error', code, message, directive.at, hint);
}

function bits(pass: Pass, directive: ParsedDirective): void {
  const value = criticalNumber(pass, directive.value, directive.at);
  if (value === 16n || value === 32n || value === 64n) pass.bits = Number(value) as 16 | 32 | 64;
  else if (value !== null) {
    fail(pass, directive, 'bits', `\`${directive.value}' is not a valid segment size; must be 16, 32 or 64`);
  }
}

function defaultAddressing(pass: Pass, directive: ParsedDirective): void {
  for (const word of directive.value.toLowerCase().split(/[\s,]+/)) {
    if (word === 'rel' || word === 'abs') pass.defaultAddressing = word;
    else if (word === 'bnd' || word === 'nobnd') pass.defaultBnd = word === 'bnd';
    else fail(pass, directive, 'default', `invalid parameter to [default] directive: \`${word}'`, 'rel or abs');
  }
}

function org(pass: Pass, directive: ParsedDirective): void {
  const value = criticalNumber(pass, directive.value, directive.at);
  if (value === null) return;
  if (pass.origin !== null) fail(pass, directive, 'org-redefined', 'program origin redefined');
  else pass.origin = value;
}

function section(pass: Pass, directive: ParsedDirective): void {
  const match = /^(\S+)\s*(.*)$/.exec(directive.value);
  if (match === null) {
    fail(pass, directive, 'section-name', 'a section needs a name', 'section .text');
    return;
  }
  const target = pass.enterSection(match[1]!);
  readSectionAttributes(pass, target, match[2]!, directive.at);
}

function absolute(pass: Pass, directive: ParsedDirective): void {
  pass.enterAbsolute(criticalAddress(pass, directive.value, directive.at) ?? ZERO);
}

function names(directive: ParsedDirective): string[] {
  return directive.value.split(',').map((part) => part.trim());
}

function extern(pass: Pass, directive: ParsedDirective): void {
  for (const name of names(directive)) pass.externals.add(name.split(':')[0]!.trim());
}

function symbolList(pass: Pass, directive: ParsedDirective): void {
  for (const name of names(directive)) {
    if (!name.includes(':')) continue;
    const hint = 'the type after the colon is for ELF; a flat binary has no symbol table';
    fail(pass, directive, 'symbol-type', 'binary format does not support any special symbol types', hint);
  }
}

function cpu(pass: Pass, directive: ParsedDirective): void {
  for (const word of directive.value.trim().split(/[\s,]+/)) {
    if (!CPUS.test(word)) fail(pass, directive, 'cpu', `unknown CPU type or flag '${word}'`);
  }
}

/** [warning +class], [warning -class], [warning *class], [warning push], [warning pop]. */
function warning(pass: Pass, directive: ParsedDirective): void {
  const match = /^([+*-]|on\b|off\b)?\s*([\w-]+)/i.exec(directive.value.trim());
  if (match === null) return;
  const name = match[2]!.toLowerCase();
  if (name === 'push') pass.state.diagnostics.pushWarnings();
  else if (name === 'pop') pass.state.diagnostics.popWarnings();
  else pass.state.diagnostics.setWarning(name, match[1] !== '-' && match[1]?.toLowerCase() !== 'off');
}

/** Only the modes that are there anyway: rounding to nearest, denormals kept. */
function float(pass: Pass, directive: ParsedDirective): void {
  const mode = directive.value.trim().toLowerCase();
  if (mode === 'default' || mode === 'near' || mode === 'nodaz') return;
  const hint = 'constants are rounded to nearest, denormals kept';
  pass.report('warning', 'float-mode', `FLOAT ${mode} is ignored`, directive.at, hint);
}

/** The alignment macros tell the section what its contents need. */
function sectalign(pass: Pass, directive: ParsedDirective): void {
  const word = directive.value.trim().toLowerCase();
  if (word === 'on' || word === 'off') {
    pass.sectionAlignment = word === 'on';
    return;
  }
  const value = criticalNumber(pass, directive.value, directive.at);
  if (value === null || pass.section === null || !pass.sectionAlignment) return;
  if (value <= 0n || (value & (value - 1n)) !== 0n) {
    fail(pass, directive, 'alignment', `segment alignment \`${value}' is not power of two`);
    return;
  }
  const { attributes } = pass.section;
  if (attributes.align === null || attributes.align < value) attributes.align = value;
}

function list(pass: Pass, directive: ParsedDirective): void {
  if (pass.listing === null) return;
  if (directive.value.trim().startsWith('-')) pass.listing.stop();
  else pass.listing.enabled = true;
}
