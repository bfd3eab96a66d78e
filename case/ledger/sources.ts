/** Reading port: the sources of the case, and where their files lie. */
import type { CustodyEntry } from '../../schemas/custody.ts';
import type { KeptIntake } from '../../schemas/intake.ts';
import type { Scope } from '../../schemas/scope.ts';

/** A source, named by its id or its reference. */
export interface LedgerSource {
  readonly id: string;
  readonly reference: string;
  /** Where it lies, for people. */
  readonly root: string;
  readonly intake: KeptIntake;
}

/** A file of a source whose content was hashed. */
export interface SourceFile {
  /** The reference of its source. */
  readonly source: string;
  /** With the reference of its source before it. */
  readonly path: string;
  /** The folder that `rawPath` is below. */
  readonly root: Buffer;
  readonly rawPath: Uint8Array;
  readonly sha256: string;
}

/** A file of a source as it was last read. */
export interface HashedFile extends SourceFile {
  /** Of the file or folder that the source was registered as. */
  readonly sourceRoot: string;
  readonly size: number;
}

/** One revision of a file of a source, present or past. */
export interface FileRevision {
  /** With the reference of its source before it. */
  readonly path: string;
  /** The reference. */
  readonly source: string;
  readonly rawPath: Uint8Array;
  /** From 0. */
  readonly revision: number;
  /** The run that found it. */
  readonly run: number;
  /** Absent for one that was not read. */
  readonly sha256?: string;
  /** Not there when its folder was last listed. */
  readonly gone: boolean;
}

export interface SourceReading {
  /** Nothing is withheld from the scope. */
  isWhole(scope: Scope): Promise<boolean>;
  /**
   * How many present files of each source were last parsed in which run, their copies included; by source in the order of
   * registration, then by run. What was not parsed is in none.
   */
  parsedBy(
    scope: Scope,
  ): Promise<readonly { readonly source: string; readonly run: number; readonly files: number }[]>;
  /** Every revision of every file, sets of volumes left out, in evidence order, those of one file together and the earliest first. */
  revisions(scope: Scope): AsyncIterable<FileRevision>;
  /**
   * The statements about a source, by its reference, in the order in which they were added. What a comparison found is
   * said only where every scope is open: it counts and names files of the whole source.
   */
  custody(reference: string, scope: Scope): Promise<readonly CustodyEntry[]>;
  /** In the order of registration. */
  all(scope: Scope): Promise<readonly LedgerSource[]>;
  /** Present files whose content was hashed, in evidence order; sets of volumes left out, whose bytes are those of their files. */
  files(scope: Scope): AsyncIterable<SourceFile>;
  /** A present file or set of volumes whose content was hashed, by the id of its item; undefined where there is none that shows. */
  file(item: string, scope: Scope): Promise<HashedFile | undefined>;
}
