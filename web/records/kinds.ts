/** The kinds of case records that have pages of their own: the chronology, the register, the questions of the case. */
import { recordKinds } from '../../schemas/record-kinds.ts';
import { stretchOf } from '../../search/query/dates.ts';
import type { KindOfRecord, Words } from './record-kind.ts';

const byFields =
  (...names: readonly string[]) =>
  (one: Words, other: Words): number => {
    for (const name of names) {
      const [a = '', b = ''] = [one[name], other[name]];
      if (a !== b) return a < b ? -1 : 1;
    }
    return 0;
  };

/** Of what is stated to the day, its beginning. */
const startOf = ({ when = '' }: Words): number => stretchOf(when)?.from ?? 0;

export const chronology: KindOfRecord<'chronology-line'> = {
  kind: 'chronology-line',
  path: '/chronology',
  title: 'Chronology',
  one: 'a line',
  partedBy: 'chronology',
  fields: [
    {
      name: 'when',
      title: 'When',
      type: 'date',
      isRequired: true,
      hint: '2016, 2016-06-23, 2016-06-23T10:15Z',
    },
    { name: 'text', title: 'What happened', type: 'lines', isRequired: true },
    { name: 'basis', title: 'Basis', type: 'lines', hint: 'whose clock, which zone, who says so' },
    { name: 'order', title: 'Order', type: 'line', hint: 'of lines at one time' },
    { name: 'chronology', title: 'Chronology', type: 'line', isRequired: true, begins: 'Chronology' },
  ],
  compare: (one, other) => startOf(one) - startOf(other) || byFields('order', 'when')(one, other),
  ways: [
    { path: '/timeline', words: 'Pick events from the timeline' },
    {
      path: '/chronology/export',
      asked: { format: 'odt' },
      words: 'ODT, for a word processor',
      isFile: true,
    },
    { path: '/chronology/export', asked: { format: 'html' }, words: 'HTML', isFile: true },
    { path: '/chronology/export', asked: { format: 'csv' }, words: 'CSV', isFile: true },
    { path: '/chronology/export', asked: { format: 'timesketch' }, words: 'for Timesketch', isFile: true },
  ],
};

export const register: KindOfRecord<'register-entry'> = {
  kind: 'register-entry',
  path: '/register',
  title: 'Register',
  one: 'an entry',
  partedBy: 'status',
  fields: [
    { name: 'name', title: 'Name', type: 'line', isRequired: true },
    {
      name: 'kind',
      title: 'Kind',
      type: 'choice',
      choices: recordKinds['register-entry'].shape.kind.options,
    },
    {
      name: 'status',
      title: 'Status',
      type: 'choice',
      choices: recordKinds['register-entry'].shape.status.options,
    },
    { name: 'since', title: 'Since', type: 'date', hint: '2018-03-09' },
    { name: 'actions', title: 'Actions', type: 'lines', hint: 'one a line, with its date' },
    { name: 'note', title: 'Note', type: 'lines' },
  ],
  compare: byFields('kind', 'name'),
};

export const questions: KindOfRecord<'case-question'> = {
  kind: 'case-question',
  path: '/questions',
  title: 'Questions',
  one: 'a question',
  partedBy: 'status',
  fields: [
    { name: 'question', title: 'Question', type: 'lines', isRequired: true },
    {
      name: 'status',
      title: 'Status',
      type: 'choice',
      choices: recordKinds['case-question'].shape.status.options,
    },
    { name: 'deadline', title: 'Deadline', type: 'date', hint: '2018-03-09' },
    { name: 'assigned', title: 'Who answers it', type: 'line' },
    { name: 'answer', title: 'Answer', type: 'lines' },
  ],
  compare: byFields('deadline', 'question'),
};
