/**
 * What can stand in a query: fields with what they are compared with, and the values that documents which are open to the
 * reader have in them.
 */
import { z } from 'zod';
import { escapeLine } from '../cli/frame/escape.ts';
import { answering } from '../cli/run/query.ts';
import { type FacetField } from '../search/port.ts';
import { type Field, fieldAliases, type FieldName, fields, keywordKey } from '../search/query/fields.ts';
import { participantField, senderField } from '../search/query/mailbox-fields.ts';
import { parseQuery } from '../search/query/parse.ts';
import { printQuery } from '../search/query/print.ts';
import { oneOf, oneText } from './asked.ts';
import { defineJsonRoute } from './json-route.ts';

/** Of one answer; a case has a hundred thousand entities, and nobody goes through a list of them while typing. */
const maxValues = 50;

/** Fields whose values are known, and the facet that counts them; undefined for those whose values are the same in each case. */
const facetOf = {
  type: 'type',
  custodian: 'custodian',
  source: 'source',
  label: 'label',
  entity: 'entity',
  kind: 'kind',
  personal: 'personal-data',
  status: 'status',
  code: 'code',
  item: 'item',
  deleted: 'deleted',
  language: 'language',
  gone: undefined,
  has: undefined,
  in: undefined,
  change: undefined,
} as const satisfies Partial<Readonly<Record<FieldName, FacetField | undefined>>>;
type Completed = keyof typeof facetOf;
const completed = Object.keys(facetOf) as [Completed, ...Completed[]];

const isCompleted = (name: string): boolean => Object.hasOwn(facetOf, name);

const examples: Partial<Readonly<Record<Field['type'], string>>> = {
  date: '2016, 2016-06-23, [2016-01-01 TO 2016-12-31], >=2018',
  number: '1000, [1 TO 9], >1000000',
  hash: 'the first digits',
  family: 'the whole id',
  exact: '"IT", "C++"',
};

const ofPeople = [
  { name: participantField, about: 'who a message names, in any of its fields' },
  { name: senderField, about: 'whoever sent it: from or sent-by' },
];

const brackets = [
  { name: 'family(', about: 'families that meet it as a whole: family(from:ann AND survey)' },
  { name: 'member(', about: 'in family(…): one member that meets it all' },
  { name: 'place(', about: 'one place that meets it all: place(custodian:ann AND path:/mail)' },
];

/**
 * Fields as a script is told them: in the order of the language, other names behind the field that they stand for; then
 * the names that stand before a bracket.
 */
export const queryFields = (): unknown => [...fieldsOfLanguage(), ...ofPeople, ...brackets];

const fieldsOfLanguage = (): readonly object[] =>
  (Object.keys(fields) as FieldName[]).flatMap((name) => {
    const { about, type }: Field = fields[name];
    const example = examples[type];
    const own = {
      name,
      about,
      ...(example ? { example } : {}),
      ...(isCompleted(name) ? { values: true } : {}),
    };
    const others = Object.keys(fieldAliases).filter((alias) => fieldAliases[alias] === name);
    return [own, ...others.map((alias) => ({ ...own, name: alias, of: name }))];
  });

/** Whether it, or a word in it, begins so. */
const beginsSo = (value: string, begins: string): boolean => {
  const key = keywordKey(value);
  return key.startsWith(begins) || key.split(/[^\p{L}\p{M}\p{N}]+/u).some((word) => word.startsWith(begins));
};

export const valuesRoute = defineJsonRoute({
  path: '/api/values',
  summary: 'Values of a field that documents have, for who types a query',
  asked: z.object({ field: oneOf(completed), begins: oneText }),
  parameters: {
    field: `one of ${completed.join(', ')}`,
    begins: 'what a value, or a word in it, begins with, in any case; all where it is not given',
  },
  gives: z.object({
    field: z.enum(completed),
    values: z.array(
      z.object({
        shown: z.string().describe('on one line, with what steers written out'),
        written: z.string().describe('the field and the value, as they stand in a query'),
        count: z.number().int().optional().describe('documents, and items that have none'),
      }),
    ),
    more: z.number().int().describe('further values, which a longer beginning shows'),
  }),
  words: ({ field, begins }) => ['values', field, ...(begins === '' ? [] : [begins])],
  async answer({ index, scope }, { field, begins }) {
    const facet: FacetField | undefined = facetOf[field];
    const { values: stated = [], type }: Field = fields[field];
    const counted =
      facet === undefined ? [] : await answering(() => index.facet(parseQuery('*'), scope, facet));
    const counts = new Map(counted.map(({ value, count }) => [value, count]));
    // Values that are the same in each case say nothing of this one.
    const all = [...counts.keys(), ...(type === 'flag' && stated.length === 0 ? ['true', 'false'] : stated)];
    const key = keywordKey(begins);
    const found = [...new Set(all)].filter((value) => key === '' || beginsSo(value, key));
    return {
      field,
      values: found.slice(0, maxValues).map((value) => ({
        shown: escapeLine(value),
        written: printQuery({ op: 'match', field, text: value }),
        ...(facet === undefined ? {} : { count: counts.get(value) ?? 0 }),
      })),
      more: Math.max(0, found.length - maxValues),
    };
  },
  resultCount: ({ values }) => values.length,
});
