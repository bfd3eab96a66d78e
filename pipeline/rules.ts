/** Decides by a run's rules which items are left out and which are read first. */
import { readFileSync, statSync } from 'node:fs';
import picomatch from 'picomatch';
import { parseJsonText } from '../schemas/json-text.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';
import { type Rule, rules as schema } from '../schemas/rules.ts';
import type { Time } from '../schemas/time.ts';

const maxRulesBytes = 4 * 1024 * 1024;

/** What is known of an item before it is read. */
export interface Unread {
  /** Display path below the source, `/` between parts. */
  readonly path: string;
  readonly size?: number;
  readonly modified?: Time;
}

/** What identification adds. */
export interface Identified extends Unread {
  readonly format: string;
  readonly mediaType: string;
}

/** The first rule that matches. */
export type MatchedRule =
  | { readonly action: 'skip'; readonly rule: string }
  | { readonly action: 'keep'; readonly rule: string }
  | { readonly action: 'order'; readonly rule: string; readonly priority: number };

export interface RuleSet {
  /**
   * Decides before the item is read. `undefined`: no rule matches. `type`: a rule that comes first and holds so far
   * asks for the type; ask `afterIdentify` once it is known. Its `priority` is that of the rule that decides
   * where none of those fits the type: what is urgent by its path is read first, whatever its type turns out.
   */
  beforeRead(item: Unread): MatchedRule | { readonly action: 'type'; readonly priority?: number } | undefined;
  /** Decides with the type known. An `order` that asks for it comes too late to change the order. */
  afterIdentify(item: Identified): MatchedRule | undefined;
}

type Test<Item> = (item: Item) => boolean;

interface CompiledRule {
  readonly unread: Test<Unread>;
  readonly typed: Test<Identified> | undefined;
  readonly decision: MatchedRule;
}

const list = (stated: string | readonly string[]): readonly string[] =>
  typeof stated === 'string' ? [stated] : stated;

/** A path that long is no file system's, and matching it could be slow. */
const maxMatchedPath = 65_536;

function compilePaths(stated: string | readonly string[]): Test<Unread> {
  // `dot`: a hidden file is a file. No extglobs: nested ones make regular expressions that never end.
  const matches = picomatch([...list(stated)], { dot: true, nocase: true, noextglob: true, nonegate: true });
  return ({ path }) => path.length <= maxMatchedPath && matches(path);
}

function compileTypes(stated: string | readonly string[]): Test<Identified> {
  const types = list(stated).map((type) => type.toLowerCase());
  return ({ format, mediaType }) =>
    types.some((type) =>
      type.endsWith('/*') ? mediaType.startsWith(type.slice(0, -1)) : type === format || type === mediaType,
    );
}

/** Milliseconds since 1970; a floating time counts as UTC here, which is at most a day off. */
const millisecondsOf = ({ instant, local }: Time): number => Date.parse(instant ?? `${local ?? ''}Z`);

function compileRule(rule: Rule): CompiledRule {
  const { path, type, size, modified } = rule.when;
  const tests: Test<Unread>[] = [];
  if (path !== undefined) tests.push(compilePaths(path));
  if (size) {
    const { min = 0, max = Number.POSITIVE_INFINITY } = size;
    tests.push((item) => item.size !== undefined && item.size >= min && item.size <= max);
  }
  if (modified) {
    const from = modified.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(modified.from);
    const to = modified.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(modified.to);
    tests.push((item) => {
      const at = item.modified ? millisecondsOf(item.modified) : Number.NaN;
      return at >= from && at < to;
    });
  }
  return {
    unread: (item) => tests.every((test) => test(item)),
    typed: type === undefined ? undefined : compileTypes(type),
    decision:
      rule.action === 'order'
        ? { action: 'order', rule: rule.name, priority: rule.priority }
        : { action: rule.action, rule: rule.name },
  };
}

/** Makes the two decisions out of checked rules. */
export function compileRules(rules: readonly Rule[]): RuleSet {
  const compiled = rules.map(compileRule);
  return {
    beforeRead(item) {
      const first = compiled.find((rule) => rule.unread(item));
      if (first?.typed === undefined) return first?.decision;
      const untyped = compiled.find((rule) => rule.typed === undefined && rule.unread(item))?.decision;
      return untyped?.action === 'order'
        ? { action: 'type', priority: untyped.priority }
        : { action: 'type' };
    },
    afterIdentify: (item) =>
      compiled.find((rule) => rule.unread(item) && (rule.typed?.(item) ?? true))?.decision,
  };
}

/** Reads a file of rules. Throws `bad-file`, naming the rule's place and what is allowed. */
export function readRules(path: string): { readonly rules: readonly Rule[]; readonly text: string } {
  let text: string;
  try {
    if (statSync(path).size > maxRulesBytes)
      throw new Problem('bad-file', `${path} is no file of rules: it is larger than 4 MiB`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `the rules ${path} cannot be read: ${messageOf(error)}`,
      'Check the path given with --rules.',
    );
  }
  return { rules: parseJsonText(text, schema, path).rules, text };
}
