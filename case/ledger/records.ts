/** Reading port: what people wrote about the case beside marks, with all its versions. */
import type { Citation, RecordVersion } from '../../schemas/case-record.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import type { Scope } from '../../schemas/scope.ts';

export interface RecordPage<Kind extends RecordKind> {
  readonly records: readonly RecordVersion<Kind>[];
  /** What to ask with for the next page; absent behind the last. */
  readonly next?: string;
}

/** `after`: `next` of the page before. `limit`: `maxRecordsGiven` at most, which is the default. */
export interface RecordAsked {
  readonly after?: string;
  readonly limit?: number;
  /** Of lists: also those that are gone. */
  readonly withGone?: boolean;
}

/** Of a record of which any version cites what the scope does not show, there is nothing. */
export interface RecordReading {
  /** The last versions of those that are not gone, in the order in which the records were first written. */
  list<Kind extends RecordKind>(kind: Kind, scope: Scope, asked?: RecordAsked): Promise<RecordPage<Kind>>;
  /** Of these, those that cite one of the documents or items. */
  citing<Kind extends RecordKind>(
    kind: Kind,
    of: readonly Pick<Citation, 'covers' | 'id'>[],
    scope: Scope,
    asked?: RecordAsked,
  ): Promise<RecordPage<Kind>>;
  /** The last version, also where it is gone. */
  last<Kind extends RecordKind>(
    kind: Kind,
    id: string,
    scope: Scope,
  ): Promise<RecordVersion<Kind> | undefined>;
  /** All versions, the last one first. */
  history<Kind extends RecordKind>(
    kind: Kind,
    id: string,
    scope: Scope,
    asked?: RecordAsked,
  ): Promise<RecordPage<Kind>>;
}
