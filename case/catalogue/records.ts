/**
 * Records of the catalogue port: what people write about a case beside marks, version by version.
 *
 * Nothing is overwritten: each write is a version behind those before it, and says on which it is based. Where that is
 * not the last one any more the write fails with code `conflict`, whose details have `current`, the number of the last
 * version; who writes is shown what came between. Records belong to no run and take no lease: any number of processes
 * write them, also beside a run, each in one short transaction that waits for a busy store.
 *
 * A write that is sent again, since its answer was lost, is done once: what the last version says already, by the same
 * person and based on the same version, is answered with that version.
 */
import type { Citation } from '../../schemas/case-record.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { RecordBody, RecordKind } from '../../schemas/record-kinds.ts';

export interface RecordKey {
  readonly kind: RecordKind;
  readonly id: string;
  /** The version that the writer saw; 0 for none. */
  readonly basedOn: number;
}

export interface RecordChange<Kind extends RecordKind> extends Omit<RecordKey, 'kind' | 'id'> {
  readonly kind: Kind;
  /** Absent: one is made, for a new record. A form brings its own, so that it makes one record however often it is sent. */
  readonly id?: string;
  readonly body: RecordBody<Kind>;
  /** What of the evidence it is about. A reader from whom any of it is withheld sees nothing of the record. */
  readonly cites?: readonly Citation[];
}

export interface WrittenRecord {
  readonly id: string;
  readonly version: number;
}

export interface Records {
  /**
   * Fails with code `wrong-value` for what does not fit the kind or the limits of `schemas/case-record.ts`, `not-found`
   * where something cited is not in the ledger, `conflict` as above. A record that was removed may be written again.
   */
  writeRecord<Kind extends RecordKind>(change: RecordChange<Kind>, by: Annotator): Promise<WrittenRecord>;
  /** A version that says removed. Fails with code `not-found` for one that was never written, `conflict` as above. */
  removeRecord(key: RecordKey, by: Annotator): Promise<WrittenRecord>;
}
