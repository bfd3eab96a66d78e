/** The contents of the ledger in memory, how their parsing went, and the texts that came of it. */
import type { DocumentReading, LedgerDocument, LedgerText } from '../../../case/ledger/documents.ts';
import { restrictedSet } from '../../../case/restricted.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { carriersBelow } from '../commits.ts';
import type { DocumentRecord } from '../state.ts';
import type { Ask } from './ask.ts';
import type { ShownDocument } from './shown.ts';

/** Codes of contents that were left before their end: what was read of them is all that can be counted. */
const givenUp = ['parser-crash', 'parser-timeout', 'parser-memory', 'crash-limit', 'unreadable'];

type Members = LedgerDocument['members'];

function countedMembers({ record, held, hiddenMembers }: ShownDocument): Members {
  const last = record.attempts.at(-1)?.document;
  if (!last?.code || !givenUp.includes(last.code) || held.length + hiddenMembers === 0) return last?.members;
  const failed = held.filter((item) => item.record.ended?.status === 'failed').length;
  return { emitted: held.length + hiddenMembers, skipped: 0, failed };
}

/** What does not show is in none of the numbers. */
export function membersOf(document: ShownDocument): Members {
  const members = countedMembers(document);
  if (!members) return undefined;
  const { expected, emitted, skipped, failed } = members;
  const { hiddenMembers } = document;
  return {
    expected: expected === undefined ? undefined : expected - hiddenMembers,
    emitted: emitted - hiddenMembers,
    skipped,
    failed,
  };
}

export const completenessOf = (document: ShownDocument): string | undefined => {
  const last = document.record.attempts.at(-1)?.document;
  return last?.completeness ?? (countedMembers(document) && !last?.members ? 'partial' : undefined);
};

export function ledgerDocument(document: ShownDocument): LedgerDocument {
  const { record, carriers, first } = document;
  const last = record.attempts.at(-1)?.document;
  return {
    ...record.hashes,
    size: record.size ?? 0,
    format: record.format ?? 'unknown',
    mediaType: record.mediaType ?? 'application/octet-stream',
    status: record.status,
    code: record.code,
    detail: record.status && last?.detail,
    known: record.known,
    notable: record.notable,
    metadata: last?.metadata ?? {},
    warnings: last?.warnings ?? [],
    extractor: last?.extractor,
    completeness: completenessOf(document),
    members: membersOf(document),
    firstItem: first.record.id,
    carriers: carriers.length,
  };
}

const textsOf = ({ attempts }: DocumentRecord): LedgerText[] =>
  attempts
    .flatMap(({ taggedBefore = [], taggedIn, document, run }) => [
      ...taggedBefore,
      { document, run: taggedIn ?? run },
    ])
    .flatMap(({ document, run }) =>
      document.texts.map(({ id, kind, units }) => ({
        id,
        kind,
        units,
        extractor: document.extractor ?? '',
        run,
        superseded: document !== attempts.at(-1)?.document,
      })),
    );

export const documentReading = (ask: Ask): DocumentReading => ({
  async get(sha256, scope) {
    const document = (await ask(scope)).documents.get(sha256);
    return document && ledgerDocument(document);
  },
  async attempts(sha256, scope) {
    const { attempts } = (await ask(scope)).documents.get(sha256)?.record ?? { attempts: [] };
    return attempts.map(({ run, worker, at, document }) => {
      const { status, code, detail, extractor, milliseconds } = document;
      return { run, worker, at, status, code, detail, extractor, milliseconds };
    });
  },
  async restrictedIn(sha256) {
    const { state } = await ask(everyScope);
    const inside = carriersBelow(state, sha256);
    return inside.flatMap((one) => restrictedSet(state.documents.get(one)?.known) ?? []).sort()[0];
  },
  async holdsHidden(sha256, scope) {
    const { state, items } = await ask(scope);
    const shown = new Set(items.map(({ record }) => record));
    const inside = carriersBelow(state, sha256);
    return [...state.items.values()]
      .flat()
      .some((record) => inside.includes(record.found?.holder ?? '') && !shown.has(record));
  },
  async texts(sha256, scope) {
    const document = (await ask(scope)).documents.get(sha256);
    return document ? textsOf(document.record) : [];
  },
});
