/** Which room a file lies in. */
import { type Room, rooms } from './rooms.ts';

const folderOf = ({ name, files }: Room): string => {
  const first = files?.[0];
  return first === undefined ? `${name}/` : first.slice(0, first.lastIndexOf('/') + 1);
};

const byFile = new Map(rooms.flatMap((room) => (room.files ?? []).map((file) => [file, room] as const)));
// The deeper folder wins: `case/sqlite` before `case`.
const byFolder = rooms
  .filter(({ files }) => files === undefined)
  .toSorted((one, other) => other.name.length - one.name.length);

/** Undefined for a file that no room claims. */
export const roomOf = (path: string): Room | undefined =>
  byFile.get(path) ?? byFolder.find(({ name }) => path.startsWith(`${name}/`));

/** The files that other rooms may import, from the project's root. */
export const faceOf = (room: Room): readonly string[] => room.face.map((file) => folderOf(room) + file);
