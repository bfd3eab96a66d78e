/** Part of the contract of reading: who is named in messages, and which addresses are of one person. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { addressesMeant, Identities } from '../../case/identities.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { everyScope as plain, type Scope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { ended, fileEntry, found, time } from './made-commits.ts';
import { idAt, sha } from './made-case.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const dn = '/o=firm/ou=london/cn=recipients/cn=nokafor';
const smtp = 'n.okafor@firm.example';
const none: Scope = { open: [] };

/** As Outlook keeps a sender whose internet address its server knows. */
const outlook = (address: string, also: string, name = 'Ngozi Okafor'): Metadata => ({
  from: [{ name, address, also: [also] }],
  sent: time(1_500_000_000),
});
const exported = (address: string, exchange: string): Metadata => ({
  from: [{ address }],
  other: { 'x-from': `Okafor, Ngozi <${exchange.toUpperCase()}>` },
});
const received = (address: string, exchange: string): Metadata => ({
  ...exported(address, exchange),
  received: time(1_600_000_000),
});

export function participantsContract(at: ReadCase): void {
  /** Files of EX-2 that state this, one after the other, in a run of their own. */
  async function read(stated: Readonly<Record<string, Metadata>>): Promise<void> {
    const lease = await at.catalogue.beginRun(randomUUID(), 'ingest', {});
    const source = (await at.catalogue.sources()).find(({ reference }) => reference === 'EX-2');
    if (!source) throw new Error('the case has no source EX-2');
    await at.catalogue.beginListing(claimUnit(lease), source);
    const names = Object.keys(stated);
    const entries = ['memo.txt', ...names].map((name) => fileEntry(name));
    await at.catalogue.listFolder(claimUnit(lease), source, source.id, entries);
    await at.catalogue.endListing(claimUnit(lease), source);
    await at.catalogue.commit(claimUnit(lease), {
      items: names.map((name) => found(idAt('EX-2', name), name)),
      documents: names.map((name) => ended(name, { format: 'eml', metadata: stated[name] ?? {} })),
    });
    await at.catalogue.settle(claimUnit(lease));
    await at.catalogue.endRun(claimUnit(lease), 'complete', {});
  }
  const withhold = (name: string) =>
    at.catalogue.withhold(
      { targets: [{ covers: 'family', id: idAt('EX-2', name) }], scope: 'privilege', ground: undefined, reason: 'x' },
      by,
    ); // prettier-ignore
  const say = (body: RecordBody<'identity-ruling'>) =>
    at.catalogue.writeRecord({ kind: 'identity-ruling', basedOn: 0, body }, by);
  /** The addresses of one, asked by itself and with all others, which must agree. */
  async function identityOf(address: string, scope: Scope = plain): Promise<readonly string[]> {
    const { addresses } = await (await Identities.open(at.ledger, scope)).of(address);
    const whole = await Identities.openWhole(at.ledger, scope);
    for (const one of addresses) expect((await whole.of(one)).addresses).toEqual(addresses);
    return addresses;
  }
  async function because(address: string): Promise<readonly (string | undefined)[]> {
    const { pairings } = await (await Identities.open(at.ledger, plain)).of(address);
    return pairings.map((one) => (one.isUsed ? 'used' : one.because));
  }

  describe('participants', () => {
    test('addresses that a removal leaves stated by nothing go from what was said of them', async () => {
      await read({
        one: { from: [{ address: 'gone@x.example' }, { address: 'bo@x.example' }] },
        two: { from: [{ address: 'bo@x.example' }, { address: 'cy@x.example' }] },
      });
      const [gone, bo, cy] = ['gone@x.example', 'bo@x.example', 'cy@x.example'] as const;
      await say({ says: 'one-person', addresses: [gone, bo], reason: 'her card' });
      await say({ says: 'one-person', addresses: [gone, bo, cy], reason: `as ${gone} says` });
      await say({ says: 'apart', addresses: [cy], from: [gone], reason: 'another' });
      await say({ says: 'apart', addresses: [cy], from: [gone, bo], reason: 'another' });
      const target = idAt('EX-2', 'one');
      expect(await at.catalogue.planRemoval(target)).toMatchObject({ addresses: [gone] });
      await at.catalogue.remove({ target, reason: 'order', names: [], words: [gone], work: 'x' }, by);
      const { records } = await at.ledger.records.list('identity-ruling', plain, { withGone: true });
      expect(records.map((one) => one.body ?? one.gone)).toEqual([
        'evidence',
        { says: 'one-person', addresses: [bo, cy], reason: 'as [removed] says' },
        'evidence',
        { says: 'apart', addresses: [cy], from: [bo], reason: 'another' },
      ]);
    });

    test('mailboxes and pairings are counted by documents, found by the words of a name in any order', async () => {
      const { participants } = at.ledger;
      await read({
        one: { ...outlook(smtp, dn.toUpperCase()), to: [{ address: 'Bo@y.example' }, { name: 'Nobody' }] },
        two: { ...exported(smtp, dn), to: [{ address: 'bo@y.example', name: 'Bo' }] },
      });
      expect(await participants.addresses(plain)).toEqual([
        { address: dn, documents: 2 },
        { address: 'bo@y.example', documents: 2 },
        { address: smtp, documents: 2 },
      ]);
      expect(await participants.mailboxes(['bo@y.example', dn], plain)).toEqual([
        { address: dn, name: 'Ngozi Okafor', documents: 1 },
        { address: dn, name: 'Okafor, Ngozi', documents: 1 },
        { address: 'bo@y.example', name: '', documents: 1 },
        { address: 'bo@y.example', name: 'Bo', documents: 1 },
      ]);
      expect(await participants.pairings(plain)).toEqual([
        { one: dn, other: smtp, basis: 'header', documents: 1, kept: [sha('two')] },
        { one: dn, other: smtp, basis: 'property', documents: 1, kept: [sha('one')] },
      ]);
      expect(await participants.pairings(plain, 'bo@y.example')).toEqual([]);
      expect(await participants.namedIn([sha('two'), sha('memo'), 'ff'], plain)).toEqual(
        expect.arrayContaining([
          { document: sha('two'), address: 'bo@y.example', name: 'Bo', roles: 2 },
          { document: sha('two'), address: dn, name: 'Okafor, Ngozi', roles: 1 },
          { document: sha('two'), address: smtp, name: '', roles: 1 },
          { document: sha('two'), address: smtp, name: 'Okafor, Ngozi', roles: 1 },
        ]),
      );
      expect(await participants.count([smtp, 'bo@y.example', 'none'], plain)).toBe(2);
      expect(await participants.addressesNamed('OKAFOR ngozi', plain, 5)).toEqual([dn, smtp]);
      expect(await participants.addressesNamed('Okafor', plain, 5)).toEqual([]);
      expect(await participants.addressesNamed('...', plain, 5)).toEqual([]);
      const stated = { isKept: true, source: 'EX-2' };
      const first = '2017-07-14T02:40:00.000Z';
      expect(await participants.statements(dn, smtp, plain, 5)).toEqual({
        first,
        last: first,
        documents: [
          { ...stated, document: sha('one'), basis: 'property', path: 'one', date: first },
          { ...stated, document: sha('two'), basis: 'header', path: 'two' },
        ],
      });
      expect(await addressesMeant(at.ledger, smtp.toUpperCase(), plain)).toEqual([smtp]);
    });

    test('what a document stated before it was read again is not counted', async () => {
      await read({ one: outlook(smtp, dn) });
      await read({ one: { from: [{ address: 'other@y.example' }] } });
      expect(await at.ledger.participants.addresses(plain)).toEqual([
        { address: 'other@y.example', documents: 1 },
      ]);
      expect(await at.ledger.participants.pairings(plain)).toEqual([]);
    });

    test('what was removed is stated no more', async () => {
      await read({ one: outlook(smtp, dn), two: { from: [{ address: smtp }] } });
      await at.catalogue.remove(
        { target: idAt('EX-2', 'one'), reason: 'order', names: [], words: [], work: '' },
        by,
      );
      expect(await at.ledger.participants.addresses(plain)).toEqual([{ address: smtp, documents: 1 }]);
      expect(await at.ledger.participants.pairings(plain)).toEqual([]);
      await read({ three: outlook(smtp, dn) });
      expect(await at.ledger.participants.mailboxes([smtp], plain)).toEqual([
        { address: smtp, name: '', documents: 1 },
        { address: smtp, name: 'Ngozi Okafor', documents: 1 },
      ]);
    });

    test('what withheld documents alone state leaves no trace', async () => {
      await read({ one: outlook(smtp, dn), two: { from: [{ address: smtp, name: 'N' }] } });
      await say({ says: 'one-person', addresses: [smtp, dn], reason: 'letterhead' });
      await withhold('one');
      const { participants } = at.ledger;
      expect(await participants.addresses(none)).toEqual([{ address: smtp, documents: 1 }]);
      expect(await participants.addressesNamed('Ngozi Okafor', none, 5)).toEqual([]);
      expect((await participants.statements(dn, smtp, none, 5)).documents).toEqual([]);
      expect(await identityOf(smtp, none)).toEqual([smtp]);
      expect((await Identities.open(at.ledger, none)).rulings).toEqual([]);
      expect(await identityOf(smtp, { open: ['privilege'] })).toEqual([dn, smtp]);
    });
  });

  describe('identities', () => {
    test('addresses are of one where kept mail states both; order and number of runs do not matter', async () => {
      await read({ one: outlook(smtp, dn) });
      expect(await identityOf(dn)).toEqual([dn, smtp]);
      await read({ two: outlook(smtp, dn), three: outlook('n@home.example', dn) });
      // One document says so against two.
      expect(await identityOf(dn)).toEqual([dn, smtp]);
      expect(await because('n@home.example')).toEqual(['single']);
      await read({ four: outlook('n@home.example', dn) });
      expect(await identityOf(smtp)).toEqual([dn, smtp, 'n@home.example']);
    });

    test('a card states whose addresses they are, and stands in no list of a message', async () => {
      const cards = [{ name: 'Ngozi Okafor', address: smtp, also: ['n@home.example', dn] }];
      await read({ card: { cards } });
      expect(await identityOf('n@home.example')).toEqual([dn, 'n@home.example', smtp].sort());
      expect(await at.ledger.participants.namedIn([sha('card')], plain)).toContainEqual({
        document: sha('card'),
        address: smtp,
        name: 'Ngozi Okafor',
        roles: 16,
      });
      await read({ other: { cards: [{ address: 'n@home.example', also: ['mallory@evil.example'] }] } });
      expect(await because('mallory@evil.example')).toEqual(['single']);
    });

    test.each([
      ['mail from outside', 'outside', { one: received(smtp, dn), two: received(smtp, dn) }, smtp],
      ['an address that several read', 'role', { one: outlook('info@firm.example', dn), two: outlook('info@firm.example', dn) }, 'info@firm.example'],
    ] as const)('%s joins nothing', async (_, why, stated, address) => {
      await read(stated);
      expect(await identityOf(address)).toEqual([address]);
      expect(await because(address)).toEqual([why]);
    }); // prettier-ignore

    test('a name, or a name from outside, joins nothing', async () => {
      await read({
        one: { from: [{ name: 'Ngozi Okafor', address: smtp }] },
        two: { from: [{ name: 'Ngozi Okafor', address: 'n.okafor@evil.example' }] },
        three: { from: [{ name: 'Ngozi Okafor', address: 'nokafor@firm.example' }] },
      });
      expect(await identityOf(smtp)).toEqual([smtp]);
      expect(await addressesMeant(at.ledger, 'okafor ngozi', plain)).toHaveLength(3);
    });

    test('more addresses than a person has are taken apart', async () => {
      const stated = Array.from({ length: 51 }, (_, n) => outlook(`n${n}@y.example`, dn));
      await read(Object.fromEntries([...stated, ...stated].map((one, n) => [`mail-${n}`, one])));
      expect(await identityOf(dn)).toEqual([dn]);
      expect(await identityOf('n3@y.example')).toEqual(['n3@y.example']);
      expect(new Set(await because(dn))).toEqual(new Set(['many']));
    });

    test('people merge and hold apart, and what is taken back is as if it had not been said', async () => {
      await read({ one: outlook(smtp, dn), two: outlook(smtp, dn), home: { from: [{ address: 'n@home.example' }] } });
      const merged = await say({ says: 'one-person', addresses: ['n@home.example', smtp], reason: 'card' });
      expect(await identityOf(dn)).toEqual([dn, smtp, 'n@home.example']);
      const apart = await say({ says: 'apart', addresses: [dn], from: ['n@home.example'], reason: 'successor' });
      // What people join comes first, so the weaker way is the one that is cut.
      expect(await identityOf('n@home.example')).toEqual([smtp, 'n@home.example']);
      expect(await identityOf(dn)).toEqual([dn]);
      expect(await because(dn)).toEqual(['apart']);
      await at.catalogue.removeRecord({ kind: 'identity-ruling', id: merged.id, basedOn: 1 }, by);
      expect(await identityOf(dn)).toEqual([dn, smtp]);
      await at.catalogue.removeRecord({ kind: 'identity-ruling', id: apart.id, basedOn: 1 }, by);
      expect(await identityOf('n@home.example')).toEqual(['n@home.example']);
    }); // prettier-ignore
  });
}
