/** What says that a place was deleted, and who says so: the program that kept a message, or the folder it lies in. */
import type { Deletion } from '../schemas/deletion.ts';
import type { Metadata } from '../schemas/metadata.ts';
import { kindOfFolder } from './deleted-folders.ts';
import { maildirFlags } from './mail-place.ts';

/** A name can be long, and each place has one. */
const maxReasonUnits = 300;
/** Where Google Takeout writes the folders of a message. */
const labelsKey = 'x-gmail-labels';

/** What a content says of its own deletion, by what its metadata has. */
export function statedDeletions({ deleted, other }: Pick<Metadata, 'deleted' | 'other'>): Deletion[] {
  const label = other?.[labelsKey]
    ?.split(/[,\n]/u)
    .find((name) => kindOfFolder(name.trim(), '[gmail]') === 'trash');
  return [
    ...(deleted === undefined ? [] : [{ kind: 'flagged' as const, by: deleted }]),
    ...(label === undefined
      ? []
      : [{ kind: 'trash' as const, by: `label ${label.trim()} (X-Gmail-Labels)` }]),
  ];
}

/**
 * Each kind once, by the nearest that says it. `path` is the display path below the source, `/` between parts; `own` is
 * what the content says of itself, `carrier` what the nearest message that carries it here says of that.
 */
export function deletionsAt(
  path: string,
  own: readonly Deletion[],
  carrier: readonly Deletion[],
): Deletion[] {
  const found = new Map<Deletion['kind'], string>();
  const say = (kind: Deletion['kind'], by: string): void => {
    if (!found.has(kind)) found.set(kind, by.slice(0, maxReasonUnits));
  };
  for (const { kind, by } of own) say(kind, by);
  const names = path.split('/');
  for (const [at, name] of [...names.entries()].toReversed()) {
    if (maildirFlags.exec(name)?.[1]?.includes('T')) say('flagged', `flag T in the name ${name}`);
    const kind = at === names.length - 1 ? undefined : kindOfFolder(name, names[at - 1]);
    if (kind !== undefined) say(kind, `in the folder ${name}`);
  }
  for (const { kind, by } of carrier) say(kind, `the message that carries it: ${by}`);
  return [...found].map(([kind, by]) => ({ kind, by }));
}
