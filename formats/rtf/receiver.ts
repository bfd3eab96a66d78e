/** What the reading of an RTF document hands over. */
import type { Code } from '../../schemas/status.ts';
import type { Information } from './information.ts';
import type { BoxOutput } from './box-output.ts';

/** What is embedded, complete: the data of an `\objdata` or `\pict` and where its group began. */
export interface Embedded {
  readonly offset: number;
  readonly data: Buffer;
  /** The media type of a picture; undefined for an object. */
  readonly pictureType?: string;
}

export interface Receiver {
  readonly output: BoxOutput;
  readonly information: Information;
  readonly maxDataBytes: number;
  embedded(found: Embedded): void;
  warn(code: Code, detail: string): void;
}
