/**
 * What a writer leaves for the next one, as one document of `texts`: which stretches of writing (epochs) are known
 * to have left no text without a name, and which texts were about to be deleted.
 */
import type { Client } from '@elastic/elasticsearch';
import { z } from 'zod';
import { indexAction } from './actions.ts';
import { fetchSources } from '../text-store.ts';

const stateId = 'state';
const state = z.object({
  of: z.literal('state'),
  epoch: z.number().int().nonnegative(),
  swept: z.number().int().nonnegative(),
  releasing: z.array(z.string()),
});

export class WriterState {
  readonly #index: string;
  /** Of what is written now. */
  epoch: number;
  /** The last of which nothing is left to sweep. */
  swept: number;
  /** Texts that lose a document; those without any go. Kept before the document changes. */
  releasing: readonly string[];

  private constructor(index: string, { epoch, swept, releasing }: Omit<z.infer<typeof state>, 'of'>) {
    this.#index = index;
    this.epoch = epoch;
    this.swept = swept;
    this.releasing = releasing;
  }

  /** Reads what the last writer left, and begins a new epoch; `save` must follow before anything is written. */
  static async begin(client: Client, index: string): Promise<WriterState> {
    const found = (await fetchSources(client, index, [stateId])).get(stateId);
    const before = found === undefined ? { epoch: 0, swept: 0, releasing: [] } : state.parse(found);
    return new WriterState(index, { ...before, epoch: before.epoch + 1 });
  }

  /** Nothing of this epoch is left to sweep: a new one begins. */
  closeEpoch(): void {
    this.swept = this.epoch;
    this.epoch++;
  }

  line(): string {
    const { epoch, swept, releasing } = this;
    return indexAction(this.#index, stateId, JSON.stringify({ of: 'state', epoch, swept, releasing }));
  }
}
