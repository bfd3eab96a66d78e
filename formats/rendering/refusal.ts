/** Why something is not rendered; thrown by what renders, and told to who asked. */
import type { RefusalCode } from '../../schemas/rendering.ts';

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What evidence made of it must not be quoted in `why`. */
  constructor(code: RefusalCode, why: string) {
    super(why);
    this.name = 'Refusal';
    this.code = code;
  }
}
