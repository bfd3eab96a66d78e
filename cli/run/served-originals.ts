/** Originals of a case for its pages: fetched as an export fetches them, drawn by processes that end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import { originalBounds, Originals } from '../../pipeline/originals/originals.ts';
import { type OpenOriginal, slicesOf } from '../../pipeline/rendering/held-originals.ts';
import { ShownOriginals } from '../../pipeline/rendering/shown-originals.ts';
import { storedPasswords } from '../../config/password-store.ts';
import { mib } from '../../schemas/byte-units.ts';
import type { Config } from '../../schemas/config.ts';
import { isProblem, Problem } from '../../schemas/problem.ts';
import type { Rendering, RenderingAsked } from '../../schemas/rendering.ts';
import type { Scope } from '../../schemas/scope.ts';

/** Larger contents are downloaded, and not shown. */
const maxShownBytes = 1024 * mib;

/** For all cases of a server. */
const shownOriginals = (folder: string): ShownOriginals =>
  new ShownOriginals({
    folder,
    maxContentBytes: maxShownBytes,
    maxResidentBytes: 1024 * mib,
    timeoutMs: 20_000,
    maxAtOnce: 2,
    maxKeptBytes: 64 * mib,
    maxHeldFiles: 8,
    maxHeldBytes: 2 * maxShownBytes,
  });

/** A file that is sent on, piece by piece. */
export interface SentOriginal {
  readonly size: number;
  /** Closes it at its end, or where whoever takes them stops. */
  slices(): AsyncGenerator<Uint8Array, void>;
}

interface OriginalsPlace {
  /** Of this program's own, for what is fetched. */
  readonly folder: string;
  /** Where the passwords of cases lie. */
  readonly userFolder: string | undefined;
  readonly signal: AbortSignal;
}

/** The items carry one content: the first of them that can be fetched is. */
export class CaseOriginals {
  readonly #shown: ShownOriginals;
  readonly #caseFolder: CaseFolder;
  readonly #config: Config;
  readonly #folder: string;
  readonly #userFolder: string | undefined;
  readonly #signal: AbortSignal;

  constructor(
    shown: ShownOriginals,
    caseFolder: CaseFolder,
    config: Config,
    { folder, userFolder, signal }: OriginalsPlace,
  ) {
    this.#shown = shown;
    this.#caseFolder = caseFolder;
    this.#config = config;
    this.#folder = folder;
    this.#userFolder = userFolder;
    this.#signal = signal;
  }

  /** What cannot be shown is a refusal; throws a `Problem` where its bytes cannot be had. */
  show(items: readonly LedgerItem[], scope: Scope, asked: RenderingAsked): Promise<Rendering> {
    const { sha256 = '', format = '' } = items[0] ?? {};
    const passwords = storedPasswords(this.#userFolder, this.#caseFolder.id);
    const open = () => this.#open(items, scope, maxShownBytes);
    return this.#shown.show({ sha256, format, passwords, open }, asked);
  }

  bytes(
    items: readonly LedgerItem[],
    scope: Scope,
    from: number,
    length: number,
  ): Promise<{ readonly size: number; readonly bytes: Uint8Array }> {
    const sha256 = items[0]?.sha256 ?? '';
    return this.#shown.bytes({ sha256, open: () => this.#open(items, scope, maxShownBytes) }, from, length);
  }

  async send(items: readonly LedgerItem[], scope: Scope): Promise<SentOriginal> {
    const original = await this.#open(items, scope, Infinity);
    return {
      size: original.size,
      async *slices() {
        try {
          yield* slicesOf(original);
        } finally {
          original.close();
        }
      },
    };
  }

  async #open(items: readonly LedgerItem[], scope: Scope, maxBytes: number): Promise<OpenOriginal> {
    const ledger = await this.#caseFolder.openLedger();
    const parser = originalBounds(this.#config, storedPasswords(this.#userFolder, this.#caseFolder.id));
    const originals = new Originals({
      ledger,
      scope,
      spoolFolder: this.#folder,
      parser,
      maxBytes,
    });
    let problem = new Problem('not-found', 'it has no bytes of its own');
    try {
      for (const item of items)
        try {
          return await originals.one(item, this.#signal);
        } catch (error) {
          if (!isProblem(error)) throw error;
          problem = error;
        }
      throw problem;
    } finally {
      originals.close();
      await ledger.close();
    }
  }
}

/** What is fetched lies in a folder of this program's own, without names, and is gone when `serve` ends. */
export async function withOriginals<T>(
  userFolder: string | undefined,
  signal: AbortSignal,
  serve: (originalsOf: (caseFolder: CaseFolder, config: Config) => CaseOriginals) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'evidex-serve-'));
  const shown = shownOriginals(folder);
  try {
    return await serve(
      (caseFolder, config) => new CaseOriginals(shown, caseFolder, config, { folder, userFolder, signal }),
    );
  } finally {
    await shown.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
