/** What there is to do, from a real ledger that takes its time: every file once, every content reached or given up. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InHand } from '../../../case/in-hand.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { Claims } from '../../../pipeline/coordinator/claims.ts';
import { Committer } from '../../../pipeline/coordinator/committer.ts';
import { Spill } from '../../../pipeline/coordinator/spill.ts';
import type { Unit } from '../../../pipeline/coordinator/unit.ts';
import { type NextUnit, pendingUnits, workOff } from '../../../pipeline/coordinator/work.ts';
import { ended, fileEntry, found, hashesOf, member } from '../../contracts/made-commits.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import {
  type CoordinatedCase,
  coordinatedCase,
  Gate,
  lateCatalogue,
  randomTurns,
} from './coordinated-case.ts';

const folder = temporaryFolder();
let made: CoordinatedCase;

beforeEach(async () => {
  made = await coordinatedCase(folder);
});
afterEach(() => made.catalogue.close());

const pathsOf = (unit: Unit | undefined): string[] => (unit?.files ?? []).map(({ path }) => path);

/** Takes units as a parser process does: the next when it has done with one. */
async function takeAll(next: NextUnit): Promise<Unit[]> {
  const taken: Unit[] = [];
  for (let unit = await next(); unit; unit = await next()) taken.push(unit);
  return taken;
}

describe('pending units', () => {
  test('end at 16 files or 2 MiB; a larger file is a unit of its own', async () => {
    const small = Array.from({ length: 18 }, (_, at) => fileEntry(`small-${String(at).padStart(2, '0')}`));
    const large = ['x', 'y', 'z'].map((name) => fileEntry(name, { size: 1_500_000 }));
    await made.list(...small, ...large, fileEntry('huge', { size: 9_000_000 }));
    const units = await takeAll(pendingUnits(made.catalogue));
    expect(units.map((unit) => unit.files.length)).toEqual([16, 3, 1, 1, 1]);
    expect(pathsOf(units[1])).toEqual(['small-16', 'small-17', 'x']);
  });

  test.each([1, 2, 3])(
    'eight that ask at once, over several pages, with answers at random: every file once, in order (seed %i)',
    async (seed) => {
      const names = Array.from({ length: 4_100 }, (_, at) => `file-${at}`);
      await made.list(...names.map((name) => fileEntry(name, { priority: name.endsWith('7') ? 1 : 0 })));
      const next = pendingUnits(lateCatalogue(made.catalogue, randomTurns(seed)));
      const given: string[] = [];
      const noted: NextUnit = async () => {
        const unit = await next();
        given.push(...pathsOf(unit));
        return unit;
      };
      await Promise.all(Array.from({ length: 8 }, () => takeAll(noted)));
      const urgent = names.filter((name) => name.endsWith('7'));
      expect(given).toEqual([...urgent, ...names.filter((name) => !name.endsWith('7'))]);
    },
  );

  test('what fails once may be asked again: nothing is lost by it', async () => {
    await made.list(fileEntry('a'), fileEntry('b'));
    const gate = new Gate('pendingFiles', 'before');
    const next = pendingUnits(lateCatalogue(made.catalogue, gate.delay));
    const failed = expect(next()).rejects.toThrow('away');
    while (gate.waiting === 0) await new Promise(setImmediate);
    await gate.fail('away');
    await failed;
    gate.isOpen = true;
    expect(pathsOf(await next())).toEqual(['a', 'b']);
    expect(await next()).toBeUndefined();
  });
});

describe('working off', () => {
  const makeCoordinator = (): { claims: Claims; committer: Committer } => {
    const claims = new Claims(
      made.catalogue,
      () => ({}),
      () => undefined,
    );
    const index = { write: () => Promise.resolve({ rejected: [] }) };
    const limits = {
      batchItems: 100,
      batchBytes: 1_000_000,
      folder,
      by: { by: 'tester', at: '2026-01-02T03:04:05.000Z', record: 1 },
    };
    const committer = new Committer(
      made.catalogue,
      index,
      made.lease,
      limits,
      new Spill(folder),
      (contents) => claims.release(contents),
    );
    return { claims, committer };
  };
  const statuses = async (): Promise<Record<string, string>> => {
    const ledger = await openSqliteLedger(made.path);
    try {
      const items = await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope));
      return Object.fromEntries(
        items.map(({ path, status, code }) => [path, code ? `${status} ${code}` : status]),
      );
    } finally {
      await ledger.close();
    }
  };
  /** A container whose parser died before one of its two members was done. */
  const leaveUnfinished = async (): Promise<void> => {
    await made.list(fileEntry('a.zip'));
    await made.commit(
      [found(made.idOf('a.zip'), 'zip'), member('zip', 0, 'done'), member('zip', 1, 'left')],
      [ended('done'), ended('zip', { status: 'container' })],
    );
  };

  test('files first; then each content that was left, through what holds it, until none is', async () => {
    await leaveUnfinished();
    await made.list(fileEntry('a.zip'), fileEntry('b.txt'));
    const { claims, committer } = makeCoordinator();
    const units: Unit[] = [];
    await workOff(
      lateCatalogue(made.catalogue, randomTurns(3)),
      claims,
      committer,
      new InHand(join(folder, 'in-hand.json')),
      async (next) => {
        for (const unit of await takeAll(next)) {
          units.push(unit);
          if (unit.through.size > 0) await made.commit([], [ended('left')]);
          else await made.commit([found(made.idOf('b.txt'), 'b')], [ended('b')]);
        }
      },
      new AbortController().signal,
    );
    expect(units.map(pathsOf)).toEqual([['b.txt'], ['a.zip']]);
    expect([...(units[1]?.through ?? [])]).toEqual([hashesOf('zip').sha256]);
    expect(await made.catalogue.unfinished(10)).toEqual([]);
    expect((await statuses())['a.zip/member-1.txt']).toBe('indexed');
  });

  test('a file that was left for later is given out again, until none is, and once only', async () => {
    await made.list(fileEntry('a.zip'), fileEntry('same.txt'));
    const { claims, committer } = makeCoordinator();
    const asked: string[] = [];
    await workOff(
      made.catalogue,
      claims,
      committer,
      new InHand(join(folder, 'in-hand.json')),
      async (next) => {
        for (const unit of await takeAll(next)) {
          for (const { path, item } of unit.files) {
            const question = { found: found(item, path === 'a.zip' ? 'zip' : 'same').found, path };
            const [decision] = await claims.decide([question], new Set());
            asked.push(`${path} ${decision?.verdict.say} ${decision?.later ?? false}`);
            if (path === 'a.zip') {
              // Its member is told before the file of the same content is asked about.
              await made.commit([question, member('zip', 0, 'same')]);
              const inside = { found: member('zip', 0, 'same').found, path: 'a.zip/x' };
              await claims.decide([inside], new Set());
            } else if (!decision?.later) await made.commit([question], [ended('same')]);
          }
        }
        await made.commit([], [ended('zip'), ended('same')]);
        claims.ended([hashesOf('zip').sha256, hashesOf('same').sha256]);
      },
      new AbortController().signal,
    );
    expect(asked).toEqual(['a.zip parse false', 'same.txt leave true', 'same.txt parse false']);
    expect((await statuses())['same.txt']).toBe('duplicate');
  });

  test('a content that three rounds do not reach is condemned in the third and given up after it', async () => {
    await leaveUnfinished();
    const { claims, committer } = makeCoordinator();
    const verdicts: string[] = [];
    await workOff(
      made.catalogue,
      claims,
      committer,
      new InHand(join(folder, 'in-hand.json')),
      async (next) => {
        for (const { through } of await takeAll(next)) {
          // The parser asks, and dies before its answer counts for anything.
          const question = { found: member('zip', 1, 'left').found, path: 'a.zip/member-1.txt' };
          const [decision] = await claims.decide([question], through);
          verdicts.push(decision?.verdict.say ?? 'none');
          claims.release([hashesOf('left').sha256]);
        }
      },
      new AbortController().signal,
    );
    expect(verdicts).toEqual(['parse', 'parse', 'condemned']);
    expect((await statuses())['a.zip/member-1.txt']).toBe('failed unreadable');
    expect(await made.catalogue.unfinished(10)).toEqual([]);
  });

  test('of two ways to a content, the one through a file that runs died of is not taken, and the other is', async () => {
    await made.list(fileEntry('a.zip'), fileEntry('b.zip'));
    await made.commit(
      [
        found(made.idOf('a.zip'), 'zip a'),
        found(made.idOf('b.zip'), 'zip b'),
        member('zip a', 0, 'left'),
        member('zip b', 0, 'left'),
      ],
      [ended('zip a', { status: 'container' }), ended('zip b', { status: 'container' })],
    );
    const { claims, committer } = makeCoordinator();
    const inHand = new InHand(join(folder, 'in-hand-of-two.json'));
    inHand.giveUp(made.idOf('a.zip'));
    const units: Unit[] = [];
    await workOff(
      made.catalogue,
      claims,
      committer,
      inHand,
      async (next) => {
        for (const unit of await takeAll(next)) {
          units.push(unit);
          await made.commit([], [ended('left')]);
        }
      },
      new AbortController().signal,
    );
    expect(units.map(pathsOf)).toEqual([['b.zip']]);
    expect(Object.values(await statuses())).not.toContain('failed run-crash');
  });

  test('files that a run died with are read last and by themselves, and behind all others what it died of alone', async () => {
    await made.list(...['a.txt', 'b.txt', 'c.txt', 'd.txt'].map((name) => fileEntry(name)));
    const path = join(folder, 'in-hand-of-three.json');
    const ids = ['a.txt', 'b.txt', 'c.txt'].map((name) => made.idOf(name));
    new InHand(path).take(ids);
    new InHand(path).take(ids.slice(0, 1));
    const { claims, committer } = makeCoordinator();
    const units: Unit[] = [];
    const read = async (next: NextUnit): Promise<void> => {
      for (const unit of await takeAll(next)) {
        units.push(unit);
        for (const { item } of unit.files) await made.commit([found(item, item)], [ended(item)]);
      }
    };
    await workOff(made.catalogue, claims, committer, new InHand(path), read, new AbortController().signal);
    expect(units.map(pathsOf)).toEqual([['d.txt'], ['b.txt'], ['c.txt'], ['a.txt']]);
  });

  test('stopped, it commits what is done and begins no other round', async () => {
    await leaveUnfinished();
    const { claims, committer } = makeCoordinator();
    const stop = new AbortController();
    let rounds = 0;
    await workOff(
      made.catalogue,
      claims,
      committer,
      new InHand(join(folder, 'in-hand.json')),
      async (next) => {
        rounds += 1;
        await takeAll(next);
        committer.item(member('zip', 2, 'found last'));
        stop.abort();
      },
      stop.signal,
    );
    expect(rounds).toBe(1);
    expect(await made.known('found last')).toEqual({ revision: 0 });
    expect((await made.catalogue.unfinished(10)).map(({ sha256 }) => sha256).sort()).toEqual(
      ['left', 'found last'].map((content) => hashesOf(content).sha256).sort(),
    );
  });
});
