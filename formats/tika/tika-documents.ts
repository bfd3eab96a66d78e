/** Tika's answer as a tree: the content itself, and what lies in it, as deep as Tika went. */
import { type TikaObject, tikaAnswer } from './tika-answer.ts';

/** One document of an answer. */
export interface TikaDocument {
  /** Tika's number of it within the content, `''` for the content itself. Stable for the same bytes and version. */
  readonly id: string;
  /** As embedded; '' where it has none. */
  readonly name: string;
  /** Media type without parameters. */
  readonly mediaType: string;
  readonly text: string;
  /** All that Tika tells, by its own keys. */
  readonly object: TikaObject;
  /** In the order in which Tika came upon them. */
  readonly embedded: readonly TikaDocument[];
}

/** What is not as the protocol says. */
class GarbledAnswer extends Error {
  readonly code = 'garbled-answer';
}

/** Deeper than any limit of nesting lets a member be read: stops a nesting that no recursion survives. */
const maxLevels = 256;

/** The first value of a key, or ''. */
export function valueOf(object: TikaObject, key: string): string {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

interface Node extends TikaDocument {
  readonly embedded: Node[];
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function nodeOf(object: TikaObject, id: string): Node {
  return {
    id,
    name: valueOf(object, 'resourceName'),
    mediaType: (valueOf(object, 'Content-Type').split(';')[0] ?? '').trim().slice(0, 200),
    text: valueOf(object, 'X-TIKA:content'),
    object,
    embedded: [],
  };
}

/** Throws `GarbledAnswer` where the bytes are no answer of Tika. */
export function readAnswer(bytes: Uint8Array): TikaDocument {
  let objects: TikaObject[];
  try {
    objects = tikaAnswer.parse(
      JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
    );
  } catch (error) {
    const what = error instanceof SyntaxError ? 'it is no JSON' : 'it is not a list of what Tika tells';
    throw new GarbledAnswer(what, { cause: error });
  }
  const [first = {}, ...rest] = objects;
  const root = nodeOf(first, '');
  const nodes = new Map<string, Node>([['', root]]);
  // `/3/7` is the seventh of all, lying in the third; a document comes after what it holds.
  for (const [at, object] of rest.entries()) {
    const path = valueOf(object, 'X-TIKA:embedded_id_path') || `/${at + 1}`;
    if (path.split('/').length > maxLevels) continue;
    if (nodes.has(path)) throw new GarbledAnswer(`two documents at ${path.slice(0, 100)}`);
    nodes.set(path, nodeOf(object, lastOf(path).slice(0, 20)));
  }
  for (const [path, node] of nodes) {
    if (node !== root) (nodes.get(path.slice(0, path.lastIndexOf('/'))) ?? root).embedded.push(node);
  }
  for (const node of nodes.values()) node.embedded.sort((a, b) => Number(a.id) - Number(b.id));
  return root;
}
