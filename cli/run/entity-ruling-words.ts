/** What people say of entities, as it is told. */
import type { EntityRuling, Judgement } from '../../case/entity-rulings.ts';
import { escapeLine } from '../frame/escape.ts';

/** A ruling as a person made it. */
export interface EntityRulingSeen {
  readonly id: string;
  readonly says: 'accept' | 'dismiss' | 'merge' | 'rename';
  readonly entities: readonly string[];
  readonly name?: string;
  /** Of a name that no list had. */
  readonly candidate?: 'organisation' | 'person' | undefined;
  /** Of the entity that an accepted candidate becomes. */
  readonly kind?: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  /** Of the audit log. */
  readonly record: number;
}

export const entityRulingsSeen = (rulings: readonly EntityRuling[]): readonly EntityRulingSeen[] =>
  rulings.flatMap(({ id, body, by, at, record }) => (body ? [{ id, ...body, by, at, record }] : []));

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

const saysWords = ({ says, entities, name = '', candidate, kind }: EntityRulingSeen): string =>
  ({
    accept: `accepted: ${quoted(entities)}${candidate ? `, a candidate, as ${kind ?? 'other'}` : ''}`,
    dismiss: `dismissed: ${quoted(entities)}${candidate ? ', a candidate' : ''}`,
    merge: `one entity, called "${name}": ${quoted(entities)}`,
    rename: `called "${name}": ${quoted(entities)}`,
  })[says];

/** On one line, with who said it, when, why, and its id. */
export const entityRulingWords = (ruling: EntityRulingSeen): string =>
  escapeLine(
    `${saysWords(ruling)} (${ruling.by}, ${ruling.at.slice(0, 10)}: ${ruling.reason}) [${ruling.id}]`,
  );

/** `dismissed by ann, 2026-11-28: a word, no party`. */
export const judgementWords = ({ says, by, at, reason }: Judgement): string =>
  escapeLine(`${says === 'dismiss' ? 'dismissed' : 'accepted'} by ${by}, ${at.slice(0, 10)}: ${reason}`);
