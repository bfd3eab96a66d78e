/** Who parses what, while the ledger takes its time: each content once, and none by nobody. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Claims, type Decision, type Question } from '../../../pipeline/coordinator/claims.ts';
import { ended, fileEntry, found, hashesOf, member } from '../../contracts/made-commits.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import {
  type CoordinatedCase,
  coordinatedCase,
  Gate,
  lateCatalogue,
  randomTurns,
  settled,
} from './coordinated-case.ts';

const folder = temporaryFolder();
const nothing: ReadonlySet<string> = new Set();
let made: CoordinatedCase;
let gate: Gate;
let claims: Claims;

beforeEach(async () => {
  made = await coordinatedCase(folder);
  gate = new Gate('knownContent');
  claims = claimsOn(gate);
});
afterEach(() => made.catalogue.close());

const claimsOn = (answers: Gate): Claims =>
  new Claims(
    lateCatalogue(made.catalogue, answers.delay),
    ({ sha256 }) => (sha256 === hashesOf('system file').sha256 ? { known: 'NSRL' } : {}),
    (_, path) => (path.endsWith('.tmp') ? 'no scratch files' : undefined),
  );
const sha256Of = (content: string): string => hashesOf(content).sha256;
const ask = (content: string, path = `${content}.txt`): Question => ({
  found: found(made.idOf(path), content).found,
  path,
});
const decide = (...contents: string[]): Promise<Decision[]> =>
  claims.decide(
    contents.map((content) => ask(content)),
    nothing,
  );
const said = (decisions: readonly Decision[]): string[] => decisions.map(({ verdict }) => verdict.say);

describe('two parsers at once', () => {
  test('of two that ask for one content, the first parses it; the second waits for the answer to the first', async () => {
    const [first, second] = [decide('same'), decide('same')];
    await settled();
    expect(gate.asked).toHaveLength(1);
    await gate.letGo();
    expect(said(await first)).toEqual(['parse']);
    expect(said(await second)).toEqual(['leave']);
    expect(gate.asked).toHaveLength(1);
  });

  test('of two messages with the same contents in other orders, each content is parsed once and both are answered', async () => {
    gate.isOpen = true;
    const [first, second] = await Promise.all([decide('a', 'b', 'c'), decide('c', 'd', 'a')]);
    expect(said(first)).toEqual(['parse', 'parse', 'parse']);
    expect(said(second)).toEqual(['leave', 'parse', 'leave']);
  });

  test('what has nothing in common is asked side by side', async () => {
    const [first, second] = [decide('a'), decide('b')];
    await settled();
    expect(gate.waiting).toBe(2);
    gate.isOpen = true;
    await gate.letGo();
    await gate.letGo();
    expect([said(await first), said(await second)]).toEqual([['parse'], ['parse']]);
  });

  test('a content that the first turns out to leave is free for the second', async () => {
    const holder = sha256Of('zip');
    const passing = claims.decide(
      [{ found: member('zip', 0, 'late member').found, path: 'a.zip/late' }],
      new Set([holder]),
    );
    const direct = decide('late member');
    await settled();
    expect(gate.asked).toHaveLength(1);
    gate.isOpen = true;
    await gate.letGo();
    expect(said(await passing)).toEqual(['leave']);
    expect(said(await direct)).toEqual(['parse']);
  });

  test('where the ledger fails for the first, nothing is held, and the second asks for itself', async () => {
    const first = decide('a');
    const second = decide('a');
    const failed = expect(first).rejects.toThrow('away');
    await settled();
    gate.isOpen = true;
    await gate.fail('away');
    await failed;
    expect(said(await second)).toEqual(['parse']);
  });

  test('what was held when its message asked is left, though its outcome comes while the ledger answers for the rest', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('held.txt'));
    expect(said(await decide('held'))).toEqual(['parse']);
    gate.isOpen = false;
    const pending = decide('held', 'other');
    await settled();
    await made.commit([found(made.idOf('held.txt'), 'held')], [ended('held')]);
    claims.release([sha256Of('held')]);
    await gate.letGo();
    expect(said(await pending)).toEqual(['leave', 'parse']);
  });

  test.each([1, 2, 3, 4, 5])(
    'forty messages of eight parsers, answers at random: each content once (seed %i)',
    async (seed) => {
      const late = new Claims(
        lateCatalogue(made.catalogue, randomTurns(seed)),
        () => ({}),
        () => undefined,
      );
      const parsed: string[] = [];
      await Promise.all(
        Array.from({ length: 8 }, async (_, parser) => {
          for (let message = 0; message < 5; message++) {
            const contents = Array.from(
              { length: 6 },
              (__, at) => `content ${(parser * 3 + message * 5 + at * seed) % 20}`,
            );
            const decisions = await late.decide(
              contents.map((content) => ask(content)),
              nothing,
            );
            parsed.push(...contents.filter((___, at) => decisions[at]?.verdict.say === 'parse'));
          }
        }),
      );
      expect(new Set(parsed).size).toBe(parsed.length);
      expect(parsed.length).toBe(20);
    },
  );
});

describe('one message', () => {
  test('is one question to the ledger, its keys sorted and each once', async () => {
    gate.isOpen = true;
    const contents = ['e', 'a', 'd', 'a', 'b', 'e'];
    expect(said(await decide(...contents))).toEqual(['parse', 'parse', 'parse', 'leave', 'parse', 'leave']);
    const keys = [...new Set(contents.map(sha256Of))].sort();
    expect(gate.asked).toEqual([[keys]]);
  });

  test('without a content that the ledger has to tell of, asks nothing: ruled out, known, unread, passed through', async () => {
    const unread = { ...ask('x').found, hashes: undefined };
    const decisions = await claims.decide(
      [ask('x', 'x.tmp'), ask('system file'), { found: unread, path: 'x' }, ask('zip')],
      new Set([sha256Of('zip')]),
    );
    expect(said(decisions)).toEqual(['leave', 'leave', 'leave', 'pass']);
    expect(decisions[0]?.commit.found.ended).toEqual({
      status: 'skipped',
      code: 'rule',
      detail: 'no scratch files',
    });
    expect(decisions[1]?.commit.known).toBe('NSRL');
    expect(gate.asked).toEqual([]);
  });

  test('leaves what ended, and parses again what was reopened', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.txt'), fileEntry('b.txt'));
    await made.commit(
      [found(made.idOf('a.txt'), 'a'), found(made.idOf('b.txt'), 'b')],
      [ended('a'), ended('b')],
    );
    await made.catalogue.setBack([{ document: sha256Of('b'), revision: 4 }]);
    const [done, again] = await decide('a', 'b');
    expect(done).toMatchObject({ verdict: { say: 'leave' } });
    expect(again).toMatchObject({ verdict: { say: 'parse' } });
  });
});

describe('death', () => {
  test('what a dead parser held is free again', async () => {
    gate.isOpen = true;
    await decide('a', 'b');
    claims.release([sha256Of('a')]);
    expect(said(await decide('a', 'b'))).toEqual(['parse', 'leave']);
  });

  test('what killed two parsers is condemned with the code of the second; one is not enough', async () => {
    gate.isOpen = true;
    expect(claims.crashed(sha256Of('bad'), 'parser-crash')).toBe(false);
    expect(said(await decide('bad'))).toEqual(['parse']);
    claims.release([sha256Of('bad')]);
    expect(claims.crashed(sha256Of('bad'), 'parser-memory')).toBe(true);
    const [decision] = await decide('bad');
    expect(decision?.verdict).toEqual({ say: 'condemned', code: 'parser-memory' });
  });

  test('what is condemned while the ledger is asked about it, is condemned', async () => {
    const pending = decide('bad');
    await settled();
    claims.condemn(sha256Of('bad'), 'unreadable');
    await gate.letGo();
    expect((await pending)[0]?.verdict).toEqual({ say: 'condemned', code: 'unreadable' });
  });
});

describe('a content that was known as a member alone', () => {
  const asMember = (content: string): Question => ({
    found: member('zip', 0, content).found,
    path: 'a.zip/x',
  });
  const decideOn = async (question: Question): Promise<string[]> =>
    said(await claims.decide([question], nothing));

  beforeEach(async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.zip'), fileEntry('same.txt'), fileEntry('again.txt'));
    await made.commit(
      [found(made.idOf('a.zip'), 'zip'), member('zip', 0, 'same')],
      [ended('zip'), ended('same')],
    );
  });

  test('what killed its parsers as a member is read where a file of a source has it, and condemned there by its own deaths', async () => {
    const sha256 = sha256Of('deadly');
    const dies = (isInside: boolean): boolean => claims.crashed(sha256, 'parser-crash', isInside);
    const given = async (question: Question): Promise<string[]> => {
      const verdicts = await decideOn(question);
      claims.release([sha256]);
      return verdicts;
    };
    expect(await given(asMember('deadly'))).toEqual(['parse']);
    expect([dies(true), dies(true)]).toEqual([false, true]);
    expect(await given(asMember('deadly'))).toEqual(['condemned']);
    await made.commit([member('zip', 1, 'deadly')], [ended('deadly')]);
    const file = ask('deadly', 'same.txt');
    expect(await given(file)).toEqual(['parse']);
    expect([dies(false), dies(false)]).toEqual([false, true]);
    expect(await given(file)).toEqual(['condemned']);
  });

  test('is parsed anew for the first file of a source that has it, and for no member', async () => {
    expect(await decideOn(asMember('same'))).toEqual(['leave']);
    expect(await decideOn(ask('same'))).toEqual(['parse']);
    await made.commit([found(made.idOf('same.txt'), 'same')], [ended('same')]);
    claims.ended([sha256Of('same')]);
    expect(await decideOn(ask('same', 'again.txt'))).toEqual(['leave']);
  });

  test('is parsed anew again where the parser died of it, though the ledger has the file by then', async () => {
    expect(await decideOn(ask('same'))).toEqual(['parse']);
    await made.commit([found(made.idOf('same.txt'), 'same')]);
    claims.release([sha256Of('same')]);
    expect(await decideOn(ask('same'))).toEqual(['parse']);
  });
});

describe('a content that another parser has as a member at this moment', () => {
  const asMember: Question = { found: member('zip', 0, 'same').found, path: 'a.zip/x' };

  beforeEach(async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.zip'), fileEntry('same.txt'));
    await made.commit([found(made.idOf('a.zip'), 'zip')]);
  });

  test('does not speak for a file of a source: that is left for later, and parsed when it has ended', async () => {
    expect(said(await claims.decide([asMember], nothing))).toEqual(['parse']);
    expect(await decide('same')).toMatchObject([{ verdict: { say: 'leave' }, later: true }]);
    expect([claims.takeLater(), claims.takeLater()]).toEqual([true, false]);
    await made.commit([asMember], [ended('same')]);
    claims.ended([sha256Of('same')]);
    expect(await decide('same')).toMatchObject([{ verdict: { say: 'parse' } }]);
  });

  test('is left for good where a file of a source has it in hand: that one has read it itself', async () => {
    expect(said(await decide('same'))).toEqual(['parse']);
    const [second] = await decide('same');
    expect(second).toMatchObject({ verdict: { say: 'leave' } });
    expect([second?.later, claims.takeLater()]).toEqual([undefined, false]);
    expect((await claims.decide([asMember], nothing))[0]?.later).toBeUndefined();
  });
});

describe('what a member comes to', () => {
  const decideMember = (content: string): Promise<Decision[]> =>
    claims.decide([{ found: member('zip', 0, content).found, path: 'a.zip/m' }], nothing);

  test('what another parser has is weighed; what has ended is told, before and after the ledger has it', async () => {
    gate.isOpen = true;
    const cost = { caseBytes: 5_000, expandedBytes: 70 };
    await made.list(fileEntry('x.txt'));
    expect(said(await decide('x'))).toEqual(['parse']);
    expect((await decideMember('x')).map(({ verdict }) => verdict)).toEqual([{ say: 'weigh' }]);
    claims.parsed(sha256Of('x'), cost);
    expect((await decideMember('x')).map(({ verdict }) => verdict)).toEqual([{ say: 'leave', cost }]);
    await made.commit([found(made.idOf('x.txt'), 'x')], [ended('x', cost)]);
    claims.ended([sha256Of('x')]);
    expect((await decideMember('x')).map(({ verdict }) => verdict)).toEqual([{ say: 'leave', cost }]);
  });

  test('what is condemned is weighed by nobody, before its end is known and after', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.zip'));
    const inside: Question = { found: member('zip', 0, 'deadly').found, path: 'a.zip/m' };
    claims.crashed(sha256Of('deadly'), 'parser-crash', true);
    expect(said(await decideMember('deadly'))).toEqual(['parse']);
    expect(await claims.weigh([inside])).toEqual([{ say: 'weigh' }]);
    claims.release([sha256Of('deadly')]);
    claims.crashed(sha256Of('deadly'), 'parser-crash', true);
    expect(await claims.weigh([inside])).toEqual([{ say: 'leave' }]);
    expect(said(await decideMember('deadly'))).toEqual(['condemned']);
    expect(said(await decideMember('deadly'))).toEqual(['leave']);
    expect(await claims.weigh([inside])).toEqual([{ say: 'leave' }]);
  });

  test('what was cut for what lies beside it is parsed anew for another file, not on the way to something else in its own', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.zip'), fileEntry('x'));
    const inside = member('zip', 0, 'x');
    await made.commit(
      [found(made.idOf('a.zip'), 'zip'), inside],
      [ended('x', { cutInFile: true }), ended('zip')],
    );
    const through = new Set([sha256Of('zip')]);
    expect(said(await claims.decide([{ found: inside.found, path: 'a.zip/x' }], through))).toEqual(['weigh']);
    expect(said(await decideMember('x'))).toEqual(['parse']);
    await made.commit([inside], [ended('x', { caseBytes: 1, expandedBytes: 2 })]);
    claims.ended([sha256Of('x')]);
    expect(said(await decideMember('x'))).toEqual(['leave']);
    // What a file of a source has was read with more room than any that holds it has.
    await made.commit([found(made.idOf('x'), 'x')], [ended('x', { cutInFile: true })]);
    expect(said(await decideMember('x'))).toEqual(['weigh']);
  });

  const one = {};
  const other = {};
  const askIn = async (unit: object): Promise<string[]> =>
    said(await claims.decide([{ found: member('zip', 0, 'x').found, path: 'a.zip/m' }], nothing, unit));

  test('what is cut while another file was told that somebody has it is given back, once', async () => {
    gate.isOpen = true;
    expect([await askIn(one), await askIn(other)]).toEqual([['parse'], ['weigh']]);
    expect([claims.cut(sha256Of('x')), claims.wasGivenBack(sha256Of('x'))]).toEqual([true, true]);
    // It is free, and this time the outcome is kept.
    expect([await askIn(one), await askIn(other)]).toEqual([['parse'], ['weigh']]);
    expect(claims.cut(sha256Of('x'))).toBe(false);
  });

  test('a copy in the same file asks for no more', async () => {
    gate.isOpen = true;
    expect([await askIn(one), await askIn(one)]).toEqual([['parse'], ['weigh']]);
    expect([claims.cut(sha256Of('x')), claims.wasGivenBack(sha256Of('x'))]).toEqual([false, false]);
  });

  test('what ended cut and is not in the ledger yet is parsed anew for the next file, and is held until that has ended', async () => {
    gate.isOpen = true;
    await askIn(one);
    expect(claims.cut(sha256Of('x'))).toBe(false);
    expect([await askIn(other), await askIn(one)]).toEqual([['parse'], ['weigh']]);
    claims.ended([sha256Of('x')]);
    expect(await askIn(one)).toEqual(['weigh']);
    const cost = { caseBytes: 1, expandedBytes: 2 };
    claims.parsed(sha256Of('x'), cost);
    expect(await askIn(one)).toEqual(['leave']);
    claims.ended([sha256Of('x')]);
    expect(await askIn(one)).toEqual(['parse']);
  });

  test('of what is in the ledger cut one parser alone tries again', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('a.zip'));
    await askIn(one);
    expect(claims.cut(sha256Of('x'))).toBe(false);
    await made.commit(
      [found(made.idOf('a.zip'), 'zip'), member('zip', 0, 'x')],
      [ended('x', { cutInFile: true }), ended('zip')],
    );
    claims.ended([sha256Of('x')]);
    expect([await askIn(other), await askIn({})]).toEqual([['parse'], ['weigh']]);
  });

  test('what a file of a source has is not given back: no other has more room for it', async () => {
    gate.isOpen = true;
    await made.list(fileEntry('x.txt'));
    expect(said(await claims.decide([ask('x')], nothing, one))).toEqual(['parse']);
    expect(await askIn(other)).toEqual(['weigh']);
    expect(claims.cut(sha256Of('x'))).toBe(false);
  });
});
