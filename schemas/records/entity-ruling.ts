/** What a person says of entities that are named: that they are right or no evidence, or that some are one under a name. */
import { z } from 'zod';
import { noteText } from '../label.ts';
import { entityKind } from '../mention.ts';

/** As a list has it, or as people call what they made one. */
export const entityName = z.string().trim().min(1).max(1_000);

/** Entities that people make one; a query for one of them asks for all. */
export const maxMergedEntities = 50;

/** Canonical names of the lists; whatever their kind. */
const entities = z.array(entityName).min(1).max(maxMergedEntities);

/** Of a name that no list had when it was said; the record then cites where it stands. */
const candidate = z.enum(['organisation', 'person']).optional();

export const entityRuling = z.discriminatedUnion('says', [
  z.strictObject({
    says: z.literal('accept'),
    entities: entities.length(1),
    reason: noteText,
    candidate,
    /** Of the entity that a candidate becomes. */
    kind: entityKind.optional(),
  }),
  z.strictObject({ says: z.literal('dismiss'), entities: entities.length(1), reason: noteText, candidate }),
  /** They are one, called `name`; an entity of that name is it too. */
  z.strictObject({ says: z.literal('merge'), entities: entities.min(2), name: entityName, reason: noteText }),
  /** The same of what is one already. */
  z.strictObject({ says: z.literal('rename'), entities, name: entityName, reason: noteText }),
]);
