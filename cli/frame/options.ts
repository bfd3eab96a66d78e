/** Turns zod schemas into command-line options, and what was written on the command line into their values. */
import type { z } from 'zod';
import { Problem } from '../../schemas/problem.ts';
import { escapeLine } from './escape.ts';
import { formatBytes, parseQuantity, unitHelp } from './quantities.ts';

/** One option as its schema describes it. */
export interface OptionSpec {
  /** The key in the schema: `maxDepth`. */
  readonly key: string;
  /** `max-depth`. */
  readonly flag: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly many: boolean;
  readonly required: boolean;
  readonly default?: unknown;
  readonly description: string;
  readonly unit?: string;
  readonly placeholder: string;
  readonly short?: string;
  /** What is allowed, in words. */
  readonly allowed: string;
  /** Has no flag, which would show it in the list of processes, and is never shown. */
  readonly secret?: boolean;
  /** An address in it may name a user and password, which are never shown. */
  readonly mayHoldPassword?: boolean;
}

/** The parts of a zod type that options are made of; `def.type` tells which of them are there. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
}

const definitionOf = (type: z.ZodType): Definition => type.def;
const words = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `maxDepth` → `max-depth`. */
export function flagOf(key: string): string {
  return words(key);
}

/** `maxDepth` → `EVIDEX_MAX_DEPTH`. */
export function variableOf(key: string): string {
  return `EVIDEX_${words(key).replaceAll('-', '_').toUpperCase()}`;
}

interface Unwrapped {
  readonly core: z.ZodType;
  readonly optional: boolean;
  readonly many: boolean;
  readonly default?: unknown;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Takes off optional, default, array and transformation; the outermost description and unit win. */
function unwrap(type: z.ZodType): Unwrapped {
  let core = type;
  let optional = false;
  let many = false;
  let byDefault: unknown;
  let meta: Record<string, unknown> = {};
  for (;;) {
    meta = { ...core.meta(), ...meta };
    const definition = definitionOf(core);
    if (definition.type === 'default' || definition.type === 'prefault') byDefault = definition.defaultValue;
    if (['default', 'prefault', 'optional'].includes(definition.type)) optional = true;
    if (definition.type === 'array') many = true;
    const inner = definition.innerType ?? definition.in ?? definition.element;
    if (!inner) return { core, optional, many, default: byDefault, meta };
    core = inner;
  }
}

function describeAllowed(core: z.ZodType, unit: string | undefined): string {
  const definition = definitionOf(core);
  if (definition.entries) return `one of ${Object.values(definition.entries).join(', ')}`;
  if (definition.type === 'boolean') return 'true or false';
  if (definition.type !== 'number') return 'text';
  const { minValue, maxValue, format } = core as z.ZodNumber;
  const show = (value: number): string =>
    unit === 'bytes' ? formatBytes(value) : value.toLocaleString('en-US');
  const kind = format?.includes('int') ? 'a whole number' : 'a number';
  const bounded = (value: number | null): value is number =>
    value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const range =
    bounded(minValue) && bounded(maxValue)
      ? ` from ${show(minValue)} to ${show(maxValue)}`
      : bounded(minValue)
        ? ` of at least ${show(minValue)}`
        : '';
  return `${kind}${range}${unit && unitHelp[unit] ? ` (${unitHelp[unit]})` : ''}`;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The options of an object schema, in its order. */
export function optionsOf(schema: z.ZodObject): OptionSpec[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const { core, optional, many, default: byDefault, meta } = unwrap(field as z.ZodType);
    const definition = definitionOf(core);
    const unit = text(meta['unit']);
    const type = definition.type === 'number' || definition.type === 'boolean' ? definition.type : 'string';
    return {
      key,
      flag: words(key),
      type,
      many,
      required: !optional,
      default: byDefault,
      description: text(meta['description']) ?? '',
      ...(unit ? { unit } : {}),
      placeholder:
        text(meta['placeholder']) ??
        (unit === 'bytes' ? 'SIZE' : unit ? 'TIME' : type === 'number' ? 'N' : 'TEXT'),
      ...(text(meta['short']) ? { short: text(meta['short'])! } : {}),
      // Told only where something is not allowed, and by the help.
      get allowed() {
        return describeAllowed(core, unit);
      },
      ...(meta['secret'] === true ? { secret: true } : {}),
      ...(meta['mayHoldPassword'] === true ? { mayHoldPassword: true } : {}),
    };
  });
}

const readOne = (spec: OptionSpec, raw: string): unknown => {
  if (spec.type === 'number') return parseQuantity(raw, spec.unit);
  if (spec.type === 'boolean') {
    const known: Readonly<Record<string, boolean>> = {
      true: true,
      yes: true,
      1: true,
      on: true,
      false: false,
      no: false,
      0: false,
      off: false,
    };
    return known[raw.toLowerCase()] ?? raw;
  }
  return raw;
};

/** What was written for an option, as the type its schema expects; left as it is where it makes no sense. */
function readRaw(spec: OptionSpec, raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map((one) => readRaw({ ...spec, many: false }, one));
  const value = typeof raw === 'string' ? readOne(spec, raw) : raw;
  return spec.many ? [value] : value;
}

/** A value as it may be shown and kept: without passwords. */
export function withoutSecret(
  spec: Pick<OptionSpec, 'secret' | 'mayHoldPassword'> | undefined,
  value: string,
): string {
  if (spec?.secret === true) return value === '' ? '' : '***';
  // To the last @: a password may hold what it should not.
  return spec?.mayHoldPassword === true
    ? value.replace(/^(--[^=]*=)?(https?:\/\/)?.*@/isu, '$1$2***@')
    : value;
}

/** The error for a value that is not allowed: where it came from, what it is, what is allowed. */
export function wrongValue(spec: OptionSpec, raw: unknown, from: string, issue?: string): Problem {
  const written = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'nothing');
  const shown = escapeLine(withoutSecret(spec, written)).slice(0, 200);
  const generic = issue === undefined || /^(Invalid|Too )/.test(issue);
  return new Problem(
    'wrong-value',
    `${from}: "${shown}" is not allowed`,
    `Allowed is ${generic ? spec.allowed : issue}.`,
  );
}

/** Checks one value against its field of the schema. Throws `wrong-value`, naming `from`. */
export function checkValue(schema: z.ZodObject, spec: OptionSpec, raw: unknown, from: string): unknown {
  const checked = (schema.shape[spec.key] as z.ZodType).safeParse(readRaw(spec, raw));
  if (!checked.success) throw wrongValue(spec, raw, from, checked.error.issues[0]?.message);
  return checked.data;
}
