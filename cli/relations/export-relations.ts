/** Relations as a file for other programs, statement by statement, so that nothing of the case is held: GraphML, CSV, FollowTheMoney. Decision 0145. */
import { createHash } from 'node:crypto';
import type { Query } from '../../search/query/ast.ts';
import { byteOrderMark, type Cell, csvRow } from '../frame/csv.ts';
import { safeJson } from '../frame/escape.ts';
import { anchorWords } from '../run/anchor-words.ts';
import { documentsOfEnd, type End, endKey, type People } from './ends.ts';
import type { AcceptedAssertions } from './accepted.ts';
import { relianceCell } from './relation-words.ts';
import { taggedFor } from './relations-of.ts';
import { isCutIn, type Statement, statementsIn } from './statements.ts';
import type { RelationExample, RelationKind } from './tallies.ts';
import { type RelationReading, walkDocuments } from './walk.ts';
import { xmlText } from './xml-text.ts';

export const relationFormats = ['graphml', 'csv', 'ftm'] as const;
export type RelationFormat = (typeof relationFormats)[number];

interface Written {
  readonly statement: Statement;
  readonly example: RelationExample;
}

const columns = ['kind', 'verb', 'polarity', 'from', 'fromIs', 'fromId', 'to', 'toIs', 'toId', 'close', 'date', 'clock', 'source', 'path', 'past', 'place', 'text', 'start', 'end', 'document', 'wording', 'assertedBy', 'saidBy', 'assertion', 'reliedOn'] as const; // prettier-ignore

const flat = (text: string | undefined): string | undefined => text?.replaceAll(/\s+/gu, ' ').trim();

function cellsOf({ statement, example }: Written): Record<(typeof columns)[number], Cell> {
  const { kind, verb, polarity, from, to, isClose } = statement;
  const { date, clock, source, path, past, anchor, text, start, end, document, wording, assertedBy, saidBy, assertion, reliedOn = [] } = example;
  return {
    kind,
    verb,
    polarity,
    from: from.name,
    fromIs: from.is,
    fromId: from.id,
    to: to.name,
    toIs: to.is,
    toId: to.id,
    close: isClose === undefined ? undefined : isClose ? 'yes' : 'no',
    date,
    clock,
    source,
    path,
    past,
    place: anchorWords(anchor),
    text,
    start,
    end,
    document,
    wording: flat(wording),
    assertedBy: assertedBy && (assertedBy.id ?? assertedBy.name ?? assertedBy.is),
    saidBy,
    assertion,
    reliedOn: relianceCell(reliedOn),
  };
} // prettier-ignore

interface Writer {
  readonly head: string;
  /** An end that was not written before. */
  readonly node: (end: End) => string;
  readonly edge: (written: Written) => string;
  readonly tail: string;
}

const csvWriter: Writer = {
  head: byteOrderMark + csvRow(columns),
  node: () => '',
  edge: (written) => {
    const cells = cellsOf(written);
    return csvRow(columns.map((column) => cells[column]));
  },
  tail: '',
};

const keyed = (key: string, value: Cell): string =>
  value === undefined || value === '' ? '' : `<data key="${key}">${xmlText(String(value))}</data>`;

const nodeKeys = ['name', 'is', 'kind'] as const;
const edgeKeys = columns.filter((column) => !/^(?:from|to)(?:Is|Id)?$/u.test(column));

const graphmlWriter: Writer = {
  head: `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${[
    ...nodeKeys.map((key) => `<key id="n-${key}" for="node" attr.name="${key}" attr.type="string"/>\n`),
    ...edgeKeys.map((key) => `<key id="e-${key}" for="edge" attr.name="${key}" attr.type="string"/>\n`),
  ].join('')}<graph edgedefault="directed">\n`,
  node: ({ is, id, name, kind }) =>
    `<node id="${xmlText(endKey({ is, id }))}">${keyed('n-name', name)}${keyed('n-is', is)}${keyed('n-kind', kind)}</node>\n`,
  edge: (written) => {
    const { from, to, kind } = written.statement;
    const cells = cellsOf(written);
    const isDirected = kind === 'named-with' ? ' directed="false"' : '';
    return `<edge source="${xmlText(endKey(from))}" target="${xmlText(endKey(to))}"${isDirected}>${edgeKeys.map((key) => keyed(`e-${key}`, cells[key])).join('')}</edge>\n`;
  },
  tail: '</graph>\n</graphml>\n',
}; // prettier-ignore

const ftmId = (...parts: readonly string[]): string =>
  `evidex-${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40)}`;

/** A mailbox may be of a person or of an office: FollowTheMoney calls either a legal entity. */
const ftmSchema: Readonly<Record<End['is'], string>> = { entity: 'Organization', person: 'LegalEntity', name: 'LegalEntity' }; // prettier-ignore
const ftmDate = (date: string | undefined): readonly string[] => /^\d{4}(?:-\d{2}(?:-\d{2})?)?/u.exec(date ?? '')?.slice(0, 1) ?? []; // prettier-ignore
const listed = (value: string | undefined): readonly string[] => (value === undefined || value === '' ? [] : [value]); // prettier-ignore

const ftmWriter: Writer = {
  head: '',
  node: ({ is, id, name, bare }) => {
    const email = is === 'person' && !bare && id.includes('@') ? [id] : [];
    return `${safeJson({ id: ftmId(endKey({ is, id })), schema: ftmSchema[is], properties: { name: [name], ...(email.length > 0 && { email }) } })}\n`;
  },
  // A link of a stated kind: a payment that is denied is no `Payment`.
  edge: (written) => {
    const { from, to, kind, verb, polarity } = written.statement;
    const { date, document, source, path, start, wording } = written.example;
    const role = verb === undefined ? kind : `${verb} (${polarity ?? ''})`;
    const cells = cellsOf(written);
    const reliedOn = String(cells.reliedOn ?? '');
    return `${safeJson({
      id: ftmId(role, endKey(from), endKey(to), document, String(start ?? '')),
      schema: 'UnknownLink',
      properties: {
        subject: [ftmId(endKey(from))],
        object: [ftmId(endKey(to))],
        role: [role],
        date: ftmDate(date),
        summary: listed(flat(wording)),
        description: [[`${source}/${path}`, cells.place].filter(Boolean).join(', ')],
        status: listed(reliedOn === '' ? '' : `relied on by ${reliedOn}`),
        recordId: [document],
        publisher: listed(typeof cells.assertedBy === 'string' ? cells.assertedBy : undefined),
      },
    })}\n`;
  },
  tail: '',
}; // prettier-ignore

const writers: Readonly<Record<RelationFormat, Writer>> = {
  graphml: graphmlWriter,
  csv: csvWriter,
  ftm: ftmWriter,
};

export interface RelationExport {
  statements: number;
  documents: number;
  cut: number;
  doubtful: number;
  /** Statements on entities that people dismissed, which are left out. */
  dismissed: number;
}

export interface ExportAsked {
  readonly people: People;
  readonly accepted: AcceptedAssertions;
  readonly kinds: ReadonlySet<RelationKind>;
  readonly query: Query;
  readonly format: RelationFormat;
  /** Of this one alone. */
  readonly own?: End;
}

/** Two that are called alike in two documents need not be one. */
const inDocument = (end: End, document: string): End =>
  end.bare ? { ...end, id: `${document} ${end.name}` } : end;

/** Pieces of the file in their order; `counts` grow meanwhile. What people dismissed is left out. */
export async function* exportedRelations(reading: RelationReading, { people, accepted, kinds, query, format, own }: ExportAsked, counts: RelationExport): AsyncGenerator<string, void> {
  const writer = writers[format];
  const of: Query = own ? { op: 'and', of: [documentsOfEnd(own), query] } : query;
  const asked = { index: reading.index, people, kinds, own, accepted };
  const known = new Set<string>();
  yield writer.head;
  for await (const document of walkDocuments(reading, of, taggedFor(own, kinds))) {
    counts.documents += 1;
    counts.doubtful += document.doubtful;
    if (isCutIn(document, asked)) counts.cut += 1;
    const here = new Set<string>();
    for await (const met of statementsIn(asked, document)) {
      const statement = { ...met, from: inDocument(met.from, document.entry.document), to: inDocument(met.to, document.entry.document) };
      if (statement.from.dismissed || statement.to.dismissed) {
        counts.dismissed += 1;
        continue;
      }
      for (const end of [statement.from, statement.to]) {
        const key = endKey(end);
        const written = end.bare ? here : known;
        if (written.has(key)) continue;
        written.add(key);
        yield writer.node(end);
      }
      counts.statements += 1;
      yield writer.edge({ statement, example: await statement.cite(false) });
    }
  }
  yield writer.tail;
} // prettier-ignore
