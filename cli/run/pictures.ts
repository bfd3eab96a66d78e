/** Pictures: words that they show are not found, since nobody looks at their pixels. They are counted by themselves, so that a thousand photographs hide no file that was not read. */
import type { CoverageRow } from '../../case/ledger/coverage.ts';
import { formats } from '../../formats/registry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { positiveWordLeaves } from '../../search/query/words.ts';
import { formatCount } from '../frame/quantities.ts';

/** Icons, lines and dots of web pages and mail are smaller; a picture of a few words is larger. */
const leastBytes = 1_024;

/** Whatever was read of them: what is written beside the pixels is searched. Drawings of SVG are text. */
export const pictures: Query = {
  op: 'and',
  of: [
    { op: 'pattern', field: 'type', pattern: 'image/*' },
    { op: 'not', of: { op: 'match', field: 'type', text: 'image/svg+xml' } },
    { op: 'range', field: 'size', from: String(leastBytes), fromInclusive: true, toInclusive: true },
  ],
};

/** Entries that the scope shows in whose pixels a query for words looks for nothing; 0 for a query without words. */
export const pictureCount = async (index: IndexReader, query: Query, scope: Scope): Promise<number> =>
  positiveWordLeaves(query).length > 0 ? index.count(pictures, scope) : 0;

/** Undefined for none. */
export const pictureWords = (count: number): string | undefined =>
  count === 0
    ? undefined
    : `Words shown in ${count === 1 ? '1 picture' : `${formatCount(count)} pictures`} of this case are not found: there is no text recognition.`;

/** The way to their list, on the command line. */
export const pictureList = `List: evidex search '${printQuery(pictures)}'`;

const pictureFormats: ReadonlySet<string> = new Set(
  formats.flatMap(({ id, mediaTypes }) => (mediaTypes[0]?.startsWith('image/') === true ? [id] : [])),
);

/** How many of the items by type are pictures, small ones and copies among them. */
export const pictureItems = (byType: readonly CoverageRow[]): number =>
  byType.reduce((sum, { value, items }) => sum + (pictureFormats.has(value) ? items : 0), 0);

export const pictureItemWords = (items: number): string[] =>
  items === 0
    ? []
    : [
        `Pictures: ${formatCount(items)} ${items === 1 ? 'item' : 'items'}, small ones and copies among them. Words that they show are not found: there is no text recognition.`,
      ];
