/** Reads who wrote the comments of a Word document, when, and where each stands ([MS-DOC] 2.8.7, 2.9.5, 2.9.6). */
import { readStringGroup } from './string-tables.ts';
import type { WordDocument } from './word-document.ts';
import { showWordTime } from './word-time.ts';

const referenceBytes = 30;
const timeBytes = 18;
const initialsUnits = 9;

export interface WordComment {
  /** From the start of the story of comments. */
  readonly start: number;
  readonly end: number;
  /** The name, or the initials where it has none. */
  readonly author: string;
  readonly time: string | undefined;
}

/** None where the table says nothing that holds: the story is then read as one. */
export function readComments(document: WordDocument, storyLength: number): WordComment[] {
  const places = document.table('commentTexts');
  const references = document.table('commentReferences');
  const authors = readStringGroup(document.table('commentAuthors'));
  const times = document.table('commentTimes');
  const count = Math.floor((references.length - 4) / (4 + referenceBytes));
  const comments: WordComment[] = [];
  let end = 0;
  for (let index = 0; index < count && index * 4 + 8 <= places.length; index += 1) {
    const [start, next] = [places.readUInt32LE(index * 4), places.readUInt32LE(index * 4 + 4)];
    if (start !== end || next < start || next > storyLength) break;
    end = next;
    const at = (count + 1) * 4 + index * referenceBytes;
    const units = Math.min(references.readUInt16LE(at), initialsUnits);
    const initials = references.toString('utf16le', at + 2, at + 2 + units * 2).toWellFormed();
    const time = index * timeBytes + 4 <= times.length ? times.readUInt32LE(index * timeBytes) : undefined;
    const author = authors[references.readUInt16LE(at + 20)] ?? initials;
    comments.push({ start, end: next, author: author.slice(0, 200), time: showWordTime(time) });
  }
  return comments;
}
