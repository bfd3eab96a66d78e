/** Reads who is named in messages, and which addresses they state to be of one mailbox, from the SQLite catalogue. */
import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from '../../schemas/scope.ts';
import {
  type AddressCount,
  firstPairings,
  type MailboxCount,
  maxKept,
  type NamedMailbox,
  type Pairing,
  type PairingStatements,
  type ParticipantReading,
} from '../ledger/participants.ts';
import { nameKey, type PairingBasis } from '../participants.ts';
import type { Places } from './places.ts';
import { hexOf, present, textOf } from './row-values.ts';
import type { Visibility, Visible } from './visible.ts';

/** Over `document_… s`: nothing where all shows, since a mailbox may stand in every document. */
const joinShown = ({ everything, document }: Visible): string =>
  everything ? '' : `JOIN document d ON d.document = s.document AND ${document}`;

/** Of messages: when they were sent, else received, as they state it. */
const dateOf = `coalesce(d.metadata ->> '$.sent.instant', d.metadata ->> '$.sent.local',
  d.metadata ->> '$.received.instant', d.metadata ->> '$.received.local')`;

/** Pairings of one address that are looked at, those of most documents first: stops a card of a hundred thousand addresses. */
const maxLookedAt = 5_000;

const byUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export class ParticipantReader implements ParticipantReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async pairings(scope: Scope, address?: string): Promise<readonly Pairing[]> {
    const shown = this.#visibility.to(scope);
    const of =
      address === undefined
        ? 'TRUE'
        : 'p.pairing IN (SELECT pairing FROM pairing WHERE one = ?1 UNION SELECT pairing FROM pairing WHERE other = ?1)';
    const statement = this.#database.prepare(
      `SELECT p.pairing, p.one, p.other, p.basis, count(*) AS documents FROM pairing p
       JOIN document_pairing s ON s.pairing = p.pairing ${joinShown(shown)} WHERE ${of}
       GROUP BY p.pairing ${address === undefined ? '' : `ORDER BY documents DESC, p.one, p.other, p.basis LIMIT ${maxLookedAt}`}`,
    );
    const rows = address === undefined ? statement.all() : statement.all(address);
    const pairings = rows.map((row) => ({
      one: textOf(row['one']),
      other: textOf(row['other']),
      basis: textOf(row['basis']) as PairingBasis,
      documents: Number(row['documents']),
      kept: this.#keptOf(Number(row['pairing']), shown),
    }));
    pairings.sort((a, b) => byUnits(a.one, b.one) || byUnits(a.other, b.other) || byUnits(a.basis, b.basis));
    return address === undefined ? pairings : firstPairings(pairings);
  }

  #keptOf(pairing: number, shown: Visible): string[] {
    // Files and members alone can be at the top; kinds by their numbers. An attachment may be there a million times.
    const candidates = this.#database
      .prepare(
        `SELECT d.document, d.sha256 FROM document_pairing s JOIN document d ON d.document = s.document WHERE s.pairing = ?
         AND EXISTS (SELECT 1 FROM item i WHERE i.document = d.document AND i.kind IN (0, 4)) AND ${shown.document}`,
      )
      .iterate(pairing);
    const kept: string[] = [];
    for (const row of candidates) {
      if (isAtTop(shown, Number(row['document']))) kept.push(hexOf(row['sha256']));
      if (kept.length === maxKept) break;
    }
    return kept.sort();
  }

  async mailboxes(addresses: readonly string[], scope: Scope): Promise<readonly MailboxCount[]> {
    return this.#database
      .prepare(
        `SELECT m.address, m.name, count(*) AS documents FROM mailbox m JOIN document_mailbox s ON s.mailbox = m.mailbox
         ${joinShown(this.#visibility.to(scope))} WHERE m.address IN (SELECT value FROM json_each(?))
         GROUP BY m.mailbox ORDER BY m.address, m.name`,
      )
      .all(JSON.stringify(addresses)) as unknown as MailboxCount[];
  }

  async addresses(scope: Scope): Promise<readonly AddressCount[]> {
    return this.#database
      .prepare(
        `SELECT m.address, count(DISTINCT s.document) AS documents FROM mailbox m
         JOIN document_mailbox s ON s.mailbox = m.mailbox ${joinShown(this.#visibility.to(scope))}
         WHERE m.address <> '' GROUP BY m.address ORDER BY documents DESC, m.address`,
      )
      .all() as unknown as AddressCount[];
  }

  async addressesNamed(name: string, scope: Scope, limit: number): Promise<readonly string[]> {
    const key = nameKey(name);
    if (key === '') return [];
    return this.#database
      .prepare(
        `SELECT DISTINCT m.address FROM mailbox m WHERE m.name_key = ?1 AND m.address <> '' AND EXISTS (
           SELECT 1 FROM document_mailbox s ${joinShown(this.#visibility.to(scope))} WHERE s.mailbox = m.mailbox)
         ORDER BY m.address LIMIT ?2`,
      )
      .all(key, limit)
      .map((row) => textOf(row['address']));
  }

  async namedIn(documents: readonly string[], scope: Scope): Promise<readonly NamedMailbox[]> {
    const sha256s = documents.filter((document) => /^[0-9a-f]{64}$/u.test(document));
    const rows = this.#database
      .prepare(
        `SELECT d.sha256, m.address, m.name, s.roles FROM json_each(?) asked JOIN document d ON d.sha256 = unhex(asked.value)
         JOIN document_mailbox s ON s.document = d.document JOIN mailbox m ON m.mailbox = s.mailbox
         WHERE ${this.#visibility.to(scope).document}`,
      )
      .all(JSON.stringify(sha256s));
    return rows.map((row) => ({
      document: hexOf(row['sha256']),
      address: textOf(row['address']),
      name: textOf(row['name']),
      roles: Number(row['roles']),
    }));
  }

  async count(addresses: readonly string[], scope: Scope): Promise<number> {
    const row = this.#database
      .prepare(
        `SELECT count(DISTINCT s.document) AS documents FROM mailbox m JOIN document_mailbox s ON s.mailbox = m.mailbox
         ${joinShown(this.#visibility.to(scope))} WHERE m.address IN (SELECT value FROM json_each(?))`,
      )
      .get(JSON.stringify(addresses));
    return Number(row?.['documents']);
  }

  async statements(one: string, other: string, scope: Scope, limit: number): Promise<PairingStatements> {
    const shown = this.#visibility.to(scope);
    const stating = `FROM pairing p JOIN document_pairing s ON s.pairing = p.pairing
      JOIN document d ON d.document = s.document WHERE p.one = ?1 AND p.other = ?2 AND ${shown.document}`;
    const span = this.#database
      .prepare(`SELECT min(${dateOf}) AS first, max(${dateOf}) AS last ${stating}`)
      .get(one, other);
    const rows = this.#database
      .prepare(
        `SELECT d.document, d.sha256, p.basis, ${dateOf} AS date ${stating}
         ORDER BY date IS NULL, date, d.sha256, p.basis LIMIT ?3`,
      )
      .all(one, other, limit);
    const documents = rows.map((row) => {
      const [first] = shown.placesOfContent(Number(row['document'])).first;
      return {
        document: hexOf(row['sha256']),
        basis: textOf(row['basis']) as PairingBasis,
        isKept: isAtTop(shown, Number(row['document'])),
        source: first ? this.#places.source(first.source).reference : '',
        path: first?.path ?? '',
        ...present({ date: row['date'] as string | null }),
      };
    });
    return { ...present({ first: span?.['first'], last: span?.['last'] }), documents } as PairingStatements;
  }
}

/** Whether no message carries it at some place that shows. */
function isAtTop(shown: Visible, document: number): boolean {
  const { first, kinds } = shown.placesOfContent(document);
  return (
    first.some(({ item, family }) => item === family) ||
    kinds.some(({ first: one }) => one.item === one.family)
  );
}
