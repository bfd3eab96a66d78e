/** What tagging again says to people. */
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import type { RetagDone, RetagFrom, RetagPlan } from './retag-case.ts';
import type { EntityChange, PersonalDataChange, TagChange } from './tag-changes.ts';
import { versionWords } from './tag-versions.ts';

const maxNames = 10;
const maxRows = 50;

const signed = (of: number, sign: string): string => (of === 0 ? '' : `${sign}${formatCount(of)}`);

const named = (what: string, names: readonly string[]): string[] =>
  names.length === 0
    ? []
    : [
        escapeLine(
          `      ${what}: ${names.slice(0, maxNames).join(', ')}${names.length > maxNames ? ` … and ${formatCount(names.length - maxNames)} more` : ''}`,
        ),
      ];

function fromWords(one: RetagFrom): string[] {
  const { documents, isSame, change } = one;
  const of = `  ${countOf(documents, 'document')} under ${versionWords(one)}`;
  if (isSame) return [`${of}: the lists and rules of now`];
  if (!change)
    return [
      `${of}: shipped lists, rules or what is tagged are others, or cannot be known, as after a run that was cut off: all are tagged again`,
    ];
  const { new: come, changed, gone } = change;
  if (come.length + changed.length + gone.length === 0) return [`${of}: the same names, listed otherwise`];
  return [
    `${of}: ${countOf(come.length, 'name')} new, ${formatCount(changed.length)} changed, ${formatCount(gone.length)} gone`,
    ...named('new', come),
    ...named('changed', changed),
    ...named('gone', gone),
  ];
}

/** Before anything is done. */
export function planWords({ from, to }: RetagPlan): string {
  if (from.length === 0) return 'The case keeps no text that could be tagged.';
  return ['Tagged until now:', ...from.flatMap(fromWords), `To be tagged under ${versionWords(to)}.`].join(
    '\n',
  );
}

const exampleWords = ({ new: come, gone, other }: TagChange['examples']): string =>
  [
    ...come.map((document) => `+${document.slice(0, 12)}`),
    ...gone.map((document) => `−${document.slice(0, 12)}`),
    ...other.map((document) => `~${document.slice(0, 12)}`),
  ]
    .slice(0, 3)
    .join(' ');

const cellsOf = ({ before, after, newIn, goneFrom, examples }: TagChange): string[] => [
  formatCount(before.documents),
  formatCount(after.documents),
  signed(newIn, '+'),
  signed(goneFrom, '−'),
  formatCount(before.mentions),
  formatCount(after.mentions),
  exampleWords(examples),
];

const changeColumns = [
  { title: 'documents', align: 'right' },
  { title: 'then', align: 'right' },
  { title: 'new', align: 'right' },
  { title: 'gone', align: 'right' },
  { title: 'places', align: 'right' },
  { title: 'then', align: 'right' },
  { title: 'for example' },
] as const;

const entityTable = (entities: readonly EntityChange[]): string[] =>
  entities.length === 0
    ? []
    : [
        '',
        table(
          [{ title: 'entity', maxWidth: 40 }, { title: 'kind' }, ...changeColumns],
          entities.slice(0, maxRows).map((one) => [escapeLine(one.entity), one.kind, ...cellsOf(one)]),
        ),
        ...(entities.length > maxRows
          ? [`… and ${formatCount(entities.length - maxRows)} more; all with --json`]
          : []),
      ];

const personalDataTable = (kinds: readonly PersonalDataChange[]): string[] =>
  kinds.length === 0
    ? []
    : [
        '',
        table(
          [{ title: 'personal data' }, ...changeColumns],
          kinds.map((one) => [one.kind, ...cellsOf(one)]),
        ),
      ];

/** When it has ended; `isDry`: nothing was written. */
export function doneWords(done: RetagDone, isDry: boolean, isStopped: boolean): string {
  const { looked, concerned, retagged, unread, changes, run } = done;
  const { entities, personalData, leftOut } = changes;
  const how = isDry
    ? 'would be tagged again; nothing was written'
    : `tagged again${run === undefined ? '' : ` by run ${run}`}`;
  return [
    `${countOf(looked, 'document')} looked through, ${formatCount(concerned)} that can be concerned, ${formatCount(retagged)} ${how}.`,
    ...(entities.length + personalData.length > 0 || retagged === 0
      ? []
      : ['Their counts are what they were.']),
    ...entityTable(entities),
    ...personalDataTable(personalData),
    ...(unread === 0
      ? []
      : [
          '',
          `NOT TAGGED AGAIN: ${countOf(unread, 'document')}, which keep the tags that they had.`,
          ...leftOut.map(({ document, why }) => escapeLine(`  ${document}: ${why}`)),
          ...(unread > leftOut.length ? [`  … and ${formatCount(unread - leftOut.length)} more`] : []),
          '`evidex verify --index` compares index and ledger; with --mend what is lost is read anew by the next ingest.',
        ]),
    ...(isStopped
      ? [
          '',
          `STOPPED: ${isDry ? 'the rest was not looked at' : 'what was tagged again stays, the rest has the tags of before; the same command goes on behind it'}.`,
        ]
      : []),
  ].join('\n');
}
