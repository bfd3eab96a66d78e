/** Relations as they are told, with what was not looked at. */
import type { Cell } from '../frame/csv.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { foldedBelow } from '../run/confidence.ts';
import { anchorWords } from '../run/anchor-words.ts';
import { pastWords } from '../run/past-words.ts';
import type { AssertionVerb } from '../../search/relations/verb-table.ts';
import type { NamedAssertion } from './accept.ts';
import type { AcceptedAssertion } from './accepted.ts';
import type { End } from './ends.ts';
import type { RelationsFound } from './relations-of.ts';
import type { ClockedDate, Relation, RelationExample, Reliance } from './tallies.ts';

const flat = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' ').trim());

export const endWords = ({ is, id, name, kind, dismissed }: End): string =>
  escapeLine(is === 'person' && name !== id ? `${name} <${id}>` : name) +
  (kind === undefined ? '' : ` (${kind}${dismissed ? ', dismissed' : ''})`);

/** Out, in, and without a direction. */
const kindWords: Readonly<Partial<Record<Relation['kind'], readonly [string, string]>>> = {
  'named-with': ['named with', 'named with'],
  'wrote-to': ['wrote to', 'got mail from'],
  'wrote-of': ['wrote of', 'written of by'],
  'got-word-of': ['got word of', 'told of to'],
};

const verbWords: Readonly<Record<AssertionVerb, readonly [string, string]>> = {
  engaged: ['engaged', 'engaged by'],
  'contracted-with': ['contracted with', 'contracted with by'],
  'worked-for': ['worked for', 'worked for by'],
  paid: ['paid', 'paid by'],
  donated: ['donated to', 'given a donation by'],
  invoiced: ['invoiced', 'invoiced by'],
  'gave-data': ['gave data to', 'given data by'],
  consented: ['consented to', 'consented to by'],
};

export const relationName = ({ kind, direction, verb, polarity }: Pick<Relation, 'kind' | 'direction' | 'verb' | 'polarity'>): string =>
  verb === undefined
    ? (kindWords[kind]?.[direction === 'in' ? 1 : 0] ?? kind)
    : `${polarity ?? ''}: ${verbWords[verb][direction === 'in' ? 1 : 0]}`; // prettier-ignore

/** Who says it. */
export const assertedWords = ({ assertedBy, saidBy }: RelationExample): string => {
  if (!assertedBy) return '';
  const { is, name = '', id } = assertedBy;
  const who = is === 'quoted' ? 'quoted there' : is === 'document' ? 'the document' : `${is} ${name}${id === undefined || id === name ? '' : ` <${id}>`}`;
  return `  [${escapeLine(`${who}${saidBy === undefined ? '' : `; word of ${saidBy}`}`)}]`;
}; // prettier-ignore

const dateWords = ({ date, clock }: ClockedDate): string =>
  `${escapeLine(date.slice(0, 10))} (${escapeLine(clock)})`;

/** From the first to the last date, each with its clock. */
export const spanWords = ({ first, last }: Relation): string => {
  if (!first || !last) return 'no date';
  return first.date.slice(0, 10) === last.date.slice(0, 10) && first.clock === last.clock
    ? dateWords(first)
    : `${dateWords(first)} to ${dateWords(last)}`;
};

/** Who relies on an assertion, when, and why; in a cell of a table. */
export const relianceCell = (reliedOn: readonly Reliance[]): string =>
  reliedOn
    .map(({ by, at, reason }) => `${by}, ${at.slice(0, 10)}: ${reason.replaceAll(/\s+/gu, ' ')}`)
    .join('; ');

export const reliedWords = ({ by, at, reason, id }: Reliance): string =>
  flat(`relied on by ${by} on ${at.slice(0, 10)}: ${reason} [${id}]`);

const assertionWords = ({ assertion, reliedOn = [] }: RelationExample): string =>
  assertion === undefined
    ? ''
    : `  ${assertion}${reliedOn.map((one) => `\n        ${reliedWords(one)}`).join('')}`;

export const placeWords = ({ source, path, past, text, anchor, fields }: RelationExample): string => {
  const where = [`${source}/${path}`, text === undefined || text === 'body' ? '' : text, anchorWords(anchor), fields ?? '']
    .filter(Boolean)
    .join(', ');
  return `${escapeLine(where)}${pastWords(past)}`;
}; // prettier-ignore

export const exampleWords = (example: RelationExample): string => {
  const { wording } = example;
  return `${placeWords(example)}${wording === undefined ? '' : example.assertedBy ? `  “${flat(wording)}”` : `  …${flat(wording)}…`}${assertedWords(example)}${assertionWords(example)}`;
}; // prettier-ignore

/** What somebody relies on from now on. */
export const acceptedWords = ({ id, statement, example }: NamedAssertion, reliance: Reliance): string =>
  [
    `${endWords(statement.from)} ${relationName({ ...statement, direction: 'out' })} ${endWords(statement.to)}: ${reliedWords(reliance)}`,
    `    ${exampleWords({ ...example, assertion: id })}`,
  ].join('\n');

/** What was accepted and is no longer told: never left out in silence. */
export const unmetWords = ({
  id,
  record: { id: record, by, at },
  body: { verb, polarity, from, to },
}: AcceptedAssertion): string =>
  flat(
    `"${from.name}" ${verb} (${polarity}) "${to.name}", relied on by ${by} on ${at.slice(0, 10)}, is not told so by any sentence now: lists, names or reading changed since. ${id} [${record}]`,
  );

export const relationWords = (relation: Relation): string =>
  [
    `${relationName(relation)} ${endWords(relation.with)}: ${countOf(relation.documents, 'document')}${relation.close === undefined ? '' : ` (${relation.close} close together)`}, ${spanWords(relation)}`,
    ...relation.examples.map((example) => `    ${exampleWords(example)}`),
  ].join('\n');

export const relationColumns = [
  'kind', 'verb', 'polarity', 'direction', 'with', 'is', 'id', 'entityKind', 'dismissed', 'documents', 'close', 'first', 'firstClock', 'last', 'lastClock', 'source', 'path', 'past', 'place', 'document', 'text', 'start', 'end', 'wording', 'assertedBy', 'saidBy', 'assertion', 'reliedOn',
] as const; // prettier-ignore

export function relationCells({ kind, verb, polarity, direction, with: end, documents, close, first, last, examples }: Relation): Record<string, Cell> {
  const [example] = examples;
  return {
    kind,
    verb,
    polarity,
    direction,
    with: end.name,
    is: end.is,
    id: end.id,
    entityKind: end.kind,
    dismissed: end.dismissed ? 'yes' : '',
    documents,
    close,
    first: first?.date,
    firstClock: first?.clock,
    last: last?.date,
    lastClock: last?.clock,
    source: example?.source,
    path: example?.path,
    past: example?.past,
    place: anchorWords(example?.anchor),
    document: example?.document,
    text: example?.text,
    start: example?.start,
    end: example?.end,
    wording: example?.wording?.replaceAll(/\s+/gu, ' '),
    assertedBy: example?.assertedBy && (example.assertedBy.id ?? example.assertedBy.name ?? example.assertedBy.is),
    saidBy: example?.saidBy,
    assertion: example?.assertion,
    reliedOn: relianceCell(examples.flatMap(({ reliedOn = [] }) => reliedOn)),
  };
} // prettier-ignore

/** What was not looked at, each sentence by itself. */
export const relationGaps = ({ leftOut, cut, doubtful, isStopped, documents }: Omit<RelationsFound, 'relations'>): readonly string[] => [
  ...(leftOut > 0 ? [`${countOf(leftOut, 'statement')} of further relations not counted: more differ than are held. Ask with --query for a part of the case.`] : []),
  ...(cut > 0 ? [`Of ${countOf(cut, 'document')} not all was looked at: more mentions, people or text than is read of one.`] : []),
  ...(doubtful > 0 ? [`${countOf(doubtful, 'mention')} less than ${foldedBelow * 100} % sure left out; --min-confidence 0 takes them.`] : []),
  ...(isStopped ? [`Stopped: only ${countOf(documents, 'document')} were looked at.`] : []),
]; // prettier-ignore
