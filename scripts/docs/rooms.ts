/** The table of rooms within `docs/architecture.md`, from `scripts/rooms/rooms.ts`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rooms } from '../rooms/rooms.ts';
import { code, table } from './markdown.ts';

const begin = '<!-- The rooms: made by scripts/generate-docs.ts from scripts/rooms/rooms.ts. -->';
const end = '<!-- End of the rooms. -->';

const list = (names: readonly string[]): string => names.map(code).join(', ');

function roomTable(): string {
  return table(
    ['Room', 'Holds', 'Imports', 'Touches', 'Face'],
    rooms.map(({ name, holds, imports, touches, face, isAdapter }) => [
      code(name),
      isAdapter ? `${holds} (adapter)` : holds,
      list(imports),
      (touches ?? []).join(', '),
      list(face),
    ]),
  );
}

/** The whole document, with its table as the code has it. Throws where the document has lost the marks. */
export function withRooms(root: string): string {
  const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/architecture.md has no place for the table of rooms');
  return `${text.slice(0, from + begin.length)}\n\n${roomTable()}\n\n${text.slice(to)}`;
}
