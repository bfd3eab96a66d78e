/**
 * Whether a value fits a schema just as it stands. Zod answers with a copy, which for the messages of parsers costs
 * several times what reading their JSON does; here nothing is made, and keys that are absent cost nothing.
 */
import type { z } from 'zod';

/**
 * True: `schema.parse` would accept the value and give an equal one. False: it refuses it, or would change it (an
 * unknown key is left out): ask the schema itself.
 */
export type Fits = (value: unknown) => boolean;

type DefinitionOf<Schema> = Schema extends { readonly _zod: { readonly def: infer Found } } ? Found : never;
type Definition = DefinitionOf<z.core.$ZodTypes>;
type DefinitionFor<Type extends Definition['type']> = Extract<Definition, { readonly type: Type }>;
type Rule = DefinitionOf<z.core.$ZodChecks>;

const definitionOf = ({ _zod: { def } }: z.core.$ZodType): Definition => def as Definition;
const ruleOf = ({ _zod: { def } }: z.core.$ZodCheck): Rule => def as Rule;

/** The question for one schema; throws for kinds of schema and of checks that it does not know. */
export function fitsOf(schema: z.core.$ZodType): Fits {
  const def = definitionOf(schema);
  switch (def.type) {
    case 'object':
      return objectOf(def);
    case 'array':
      return arrayOf(def);
    case 'record':
      return recordOf(def);
    case 'union':
      return unionOf(def as z.core.$ZodDiscriminatedUnionDef);
    case 'optional':
      return optionalOf(fitsOf(def.innerType));
    case 'string':
      return stringOf(def);
    case 'number':
      return numberOf(def);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'enum':
      return memberOf(Object.values(def.entries));
    case 'literal':
      return memberOf(def.values);
    default:
      throw new Error(`no way to see whether a value fits a schema of ${def.type}`);
  }
}

/** The rules of a schema's checks; none that is not among `known` must be passed over. */
function rulesOf(def: Definition, known: readonly Rule['check'][]): readonly Rule[] {
  const rules = (def.checks ?? []).map(ruleOf);
  const other = 'check' in def ? 'its format' : rules.find(({ check }) => !known.includes(check))?.check;
  if (other !== undefined) throw new Error(`no way to see whether a ${def.type} passes ${other}`);
  return rules;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectOf(def: DefinitionFor<'object'>): Fits {
  rulesOf(def, []);
  if (def.catchall !== undefined && definitionOf(def.catchall).type !== 'never')
    throw new Error('no way to see whether keys fit that the schema does not name');
  const keys = new Map(Object.entries(def.shape).map(([key, schema]) => [key, fitsOf(schema)]));
  const required = Object.entries(def.shape).flatMap(([key, schema]) =>
    definitionOf(schema).type === 'optional' ? [] : [key],
  );
  return (value) => {
    if (!isRecord(value)) return false;
    for (const key in value) {
      const fits = keys.get(key);
      if (fits === undefined || !fits(value[key])) return false;
    }
    for (const key of required) if (!Object.hasOwn(value, key)) return false;
    return true;
  };
}

function arrayOf(def: DefinitionFor<'array'>): Fits {
  const fits = fitsOf(def.element);
  const { most, least } = lengthsOf(def, []);
  return (value) =>
    Array.isArray(value) && value.length <= most && value.length >= least && value.every(fits);
}

function recordOf(def: DefinitionFor<'record'>): Fits {
  rulesOf(def, []);
  const fitsKey = fitsOf(def.keyType);
  const fits = fitsOf(def.valueType);
  return (value) => {
    if (!isRecord(value)) return false;
    for (const key in value) {
      // Zod leaves this key out: nothing must come to stand under it.
      if (key === '__proto__' || !fitsKey(key) || !fits(value[key])) return false;
    }
    return true;
  };
}

function unionOf(def: z.core.$ZodDiscriminatedUnionDef): Fits {
  const name = def.discriminator;
  const options = new Map<unknown, Fits>();
  for (const option of def.options) {
    const { shape } = definitionOf(option) as DefinitionFor<'object'>;
    const { values } = definitionOf(shape[name] as z.core.$ZodType) as DefinitionFor<'literal'>;
    for (const value of values) options.set(value, fitsOf(option));
  }
  return (value) => isRecord(value) && (options.get(value[name])?.(value) ?? false);
}

const optionalOf =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);

const memberOf = (values: readonly unknown[]): Fits => {
  const members = new Set(values);
  return (value) => members.has(value);
};

/** The lengths that the checks allow; `others` are checks that the caller sees to. */
function lengthsOf(def: Definition, others: readonly Rule['check'][]): { most: number; least: number } {
  let most = Infinity;
  let least = 0;
  for (const rule of rulesOf(def, ['max_length', 'min_length', ...others])) {
    if (rule.check === 'max_length') most = Math.min(most, rule.maximum);
    if (rule.check === 'min_length') least = Math.max(least, rule.minimum);
  }
  return { most, least };
}

function stringOf(def: DefinitionFor<'string'>): Fits {
  const { most, least } = lengthsOf(def, ['string_format']);
  const patterns = (def.checks ?? []).map(ruleOf).flatMap((rule) => {
    if (rule.check !== 'string_format') return [];
    if (rule.pattern === undefined) throw new Error(`no way to see whether a string is ${rule.format}`);
    return [rule.pattern];
  });
  return (value) =>
    typeof value === 'string' &&
    value.length <= most &&
    value.length >= least &&
    patterns.every((pattern) => pattern.test(value));
}

function numberOf(def: DefinitionFor<'number'>): Fits {
  let isNumber: (value: number) => boolean = Number.isFinite;
  const limits: ((value: number) => boolean)[] = [];
  for (const rule of rulesOf(def, ['number_format', 'greater_than', 'less_than'])) {
    if (rule.check === 'number_format') {
      if (rule.format !== 'safeint') throw new Error(`no way to see whether a number is ${rule.format}`);
      isNumber = Number.isSafeInteger;
    } else if (rule.check === 'greater_than') {
      const least = Number(rule.value);
      limits.push(rule.inclusive ? (value) => value >= least : (value) => value > least);
    } else if (rule.check === 'less_than') {
      const most = Number(rule.value);
      limits.push(rule.inclusive ? (value) => value <= most : (value) => value < most);
    }
  }
  return (value) => typeof value === 'number' && isNumber(value) && limits.every((limit) => limit(value));
}
