/** Who the messages of the ledger in memory name. */
import {
  maxKept,
  firstPairings,
  type Pairing,
  type PairingStatement,
  type ParticipantReading,
} from '../../../case/ledger/participants.ts';
import { nameKey, participantsOf, type StatedParticipants } from '../../../case/participants.ts';
import type { Ask } from './ask.ts';
import { byText, inOrderOf, mostFirst } from './order.ts';
import type { ShownDocument } from './shown.ts';

interface Named extends StatedParticipants {
  readonly document: ShownDocument;
  readonly isKept: boolean;
}

const namedIn = (document: ShownDocument): Named => ({
  document,
  isKept: document.carriers.some(({ places }) => places.some(({ item, family }) => item === family)),
  ...participantsOf(document.record.attempts.at(-1)?.document.metadata ?? {}),
});

function pairingsOf(all: readonly Named[]): Pairing[] {
  const found = new Map<string, Pairing>();
  for (const { document, isKept, pairings } of all)
    for (const stated of pairings) {
      const key = JSON.stringify(stated);
      const { documents = 0, kept = [] } = found.get(key) ?? {};
      const more = isKept && kept.length < maxKept ? [document.sha256] : [];
      found.set(key, { ...stated, documents: documents + 1, kept: [...kept, ...more] });
    }
  return [...found.values()].sort(
    inOrderOf(
      byText(({ one }) => one),
      byText(({ other }) => other),
      byText(({ basis }) => basis),
    ),
  );
}

function statementsOf(all: readonly Named[], one: string, other: string): PairingStatement[] {
  const found = all.flatMap(({ document, isKept, pairings }) =>
    pairings
      .filter((stated) => stated.one === one && stated.other === other)
      .map(({ basis }) => ({ document, isKept, basis })),
  );
  const dateOf = ({ record }: ShownDocument): string | undefined => {
    const { sent, received } = record.attempts.at(-1)?.document.metadata ?? {};
    return sent?.instant ?? sent?.local ?? received?.instant ?? received?.local;
  };
  return found
    .map(({ document, basis, isKept }) => {
      const date = dateOf(document);
      const { path } = document.first.place;
      return { document: document.sha256, basis, isKept, source: '', path, ...(date && { date }) };
    })
    .sort(
      inOrderOf(
        byText(({ date }) => date ?? '\uFFFF'),
        byText(({ document }) => document),
        byText(({ basis }) => basis),
      ),
    );
}

export function participantReading(ask: Ask): ParticipantReading {
  const all = async (scope: Parameters<Ask>[0]): Promise<Named[]> =>
    [...(await ask(scope)).documents.values()].map(namedIn);
  const countOf = (named: readonly Named[], isMeant: (address: string, name: string) => boolean): number =>
    named.filter(({ mailboxes }) => mailboxes.some(({ address, name }) => isMeant(address, name))).length;
  return {
    async pairings(scope, address) {
      const found = pairingsOf(await all(scope));
      if (address === undefined) return found;
      return firstPairings(found.filter(({ one, other }) => one === address || other === address));
    },
    async mailboxes(addresses, scope) {
      const named = await all(scope);
      const keys = new Map(
        named
          .flatMap(({ mailboxes }) => mailboxes)
          .filter(({ address }) => addresses.includes(address))
          .map(({ address, name }) => [JSON.stringify([address, name]), { address, name }]),
      );
      return [...keys.values()]
        .map(({ address, name }) => ({
          address,
          name,
          documents: countOf(named, (one, other) => one === address && other === name),
        }))
        .sort(inOrderOf(byText(({ address }) => address), byText(({ name }) => name))); // prettier-ignore
    },
    async addresses(scope) {
      const named = await all(scope);
      const addresses = new Set(named.flatMap(({ mailboxes }) => mailboxes.map(({ address }) => address)));
      addresses.delete('');
      return [...addresses]
        .map((address) => ({ address, documents: countOf(named, (one) => one === address) }))
        .sort(inOrderOf(mostFirst(({ documents }) => documents), byText(({ address }) => address))); // prettier-ignore
    },
    async addressesNamed(name, scope, limit) {
      const key = nameKey(name);
      const named = (await all(scope)).flatMap(({ mailboxes }) => mailboxes);
      const found = named.filter((one) => one.address !== '' && key !== '' && nameKey(one.name) === key);
      return [...new Set(found.map(({ address }) => address))].sort().slice(0, limit);
    },
    async namedIn(documents, scope) {
      const asked = (await all(scope)).filter(({ document }) => documents.includes(document.sha256));
      return asked.flatMap(({ document, mailboxes }) =>
        mailboxes.map((mailbox) => ({ document: document.sha256, ...mailbox })),
      );
    },
    count: async (addresses, scope) => countOf(await all(scope), (one) => addresses.includes(one)),
    async statements(one, other, scope, limit) {
      const { state, documents } = await ask(scope);
      const found = statementsOf(await all(scope), one, other);
      const dates = found.flatMap(({ date }) => (date === undefined ? [] : [date])).sort();
      const [first, last] = [dates[0], dates.at(-1)];
      return {
        ...(first !== undefined && { first }),
        ...(last !== undefined && { last }),
        documents: found.slice(0, limit).map((stated) => {
          const number = documents.get(stated.document)?.first.place.source ?? 0;
          return { ...stated, source: state.sources[number - 1]?.reference ?? '' };
        }),
      };
    },
  };
}
