/** The source files keep to the table of rooms (`scripts/rooms/rooms.ts`): who imports whom, and who touches what. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { faceOf, roomOf } from '../scripts/rooms/find-room.ts';
import { readImports, type SourceFile } from '../scripts/rooms/read-imports.ts';
import { type Reach, reaches, type Room, rooms, touchNothing } from '../scripts/rooms/rooms.ts';

// What lies at the root configures tools; it is no part of the house.
const files = readImports(join(import.meta.dirname, '..')).filter(({ path }) => path.includes('/'));
const product = rooms.filter(({ name }) => name !== 'scripts' && name !== 'test');
const filesOf = (room: Room): readonly SourceFile[] => files.filter(({ path }) => roomOf(path) === room);
const linesOf = (room: Room): number => filesOf(room).reduce((sum, { lines }) => sum + lines, 0);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly room: Room;
}

/** What a room's files import of other rooms. */
const importsOf = (room: Room): readonly Import[] =>
  filesOf(room).flatMap(({ path, imports }) =>
    imports.flatMap((to) => {
      const target = roomOf(to);
      return target === undefined || target === room ? [] : [{ from: path, to, room: target }];
    }),
  );

const touchesOf = (room: Room): readonly Reach[] => {
  const modules = new Set(filesOf(room).flatMap((file) => file.modules));
  return (Object.keys(reaches) as Reach[]).filter((reach) =>
    reaches[reach].some((name) => modules.has(name)),
  );
};

describe('the reader of imports', () => {
  test('sees types, later loads and builtins, and nothing in comments', () => {
    const registry = files.find(({ path }) => path === 'formats/registry.ts');
    expect(registry?.imports).toEqual(expect.arrayContaining(['formats/contract.ts', 'formats/pdf/pdf.ts']));
    const outerRing = files.find(({ path }) => path === 'pipeline/sandbox/outer-ring.ts');
    expect(outerRing?.modules).toContain('node:child_process');
    const contract = files.find(({ path }) => path === 'formats/contract.ts');
    expect(contract?.imports.every((path) => path.startsWith('schemas/'))).toBe(true);
  });
});

test('every source file lies in a room, and every room has files', () => {
  expect(files.filter(({ path }) => roomOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  expect(rooms.filter((room) => filesOf(room).length === 0).map(({ name }) => name)).toEqual([]);
});

test('rooms import from rooms above them only, so that no arrow runs up and there is no circle', () => {
  const order = rooms.map(({ name }) => name);
  const upward = rooms.flatMap(({ name, imports }) =>
    imports.filter((other) => !(order.indexOf(other) >= 0 && order.indexOf(other) < order.indexOf(name))),
  );
  expect(upward).toEqual([]);
});

test('no room holds more than 30 % of the house', () => {
  const house = product.reduce((sum, room) => sum + linesOf(room), 0);
  const large = product.filter((room) => linesOf(room) > 0.3 * house).map(({ name }) => name);
  expect(large).toEqual([]);
});

describe.each(rooms.map((room) => [room.name, room] as const))('%s', (name, room) => {
  test('imports the rooms that the table states, and no other', () => {
    const used = new Set(importsOf(room).map((one) => one.room.name));
    const surplus = importsOf(room).filter((one) => !room.imports.includes(one.room.name));
    expect(surplus.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    expect(room.imports.filter((other) => !used.has(other))).toEqual([]);
  });

  test('touches what the table states, and nothing else', () => {
    // Tests are outside of the wall: they play both sides.
    if (name !== 'test') expect(touchesOf(room)).toEqual(room.touches ?? []);
  });

  test('shows the face that the table states', () => {
    const asked = product
      .flatMap((other) => importsOf(other).filter((one) => one.room === room))
      // The rows of the registry name the modules of formats: a second list of them would only follow.
      .filter(({ from }) => from !== 'formats/registry.ts');
    const face = faceOf(room);
    expect(
      asked.filter(({ to }) => !face.includes(to)).map(({ from, to }) => `${from} imports ${to}`),
    ).toEqual([]);
    expect(face.filter((file) => !asked.some(({ to }) => to === file))).toEqual([]);
  });
});

describe('the wall', () => {
  const adapters = new Set(rooms.filter(({ isAdapter }) => isAdapter).map(({ name }) => name));
  const behind = (prefix: string): readonly Room[] =>
    rooms.filter(({ name }) => name.startsWith(prefix) && name !== 'formats/charset');

  test('formats, tagging and protocol touch nothing', () => {
    // `formats/charset` reads its own WebAssembly module.
    const rooms = ['formats/', 'tagging', 'pipeline/protocol'].flatMap(behind);
    expect(rooms.filter(({ touches }) => touches !== undefined).map(({ name }) => name)).toEqual([]);
  });

  const withoutRights = ['pipeline/parser', 'pipeline/renderer'];

  test.each(withoutRights)(
    '%s touches files, and knows neither case, search, coordinator nor command line',
    (path) => {
      const room = rooms.find(({ name }) => name === path);
      expect(room?.touches).toEqual(['files']);
      expect(
        room?.imports.filter((name) => /^(?:case|search|cli|web|pipeline\/coordinator)/u.test(name)),
      ).toEqual([]);
    },
  );

  /** Texts that the user hands over on stdin are no evidence: `evidex tag` tags them where it runs. */
  const tagsOnStdin = 'cli → tagging';

  test('nothing with rights imports what looks into evidence', () => {
    const withRights = rooms.filter(({ name }) => /^(?:case|search|cli|bin|pipeline)/u.test(name));
    // What `tagging/lists` and `mask.ts` of `tagging/personal-data` read is a user's list, or a value that was found;
    // `tagging/screen` looks at names that are listed as they are, and at texts in the parser alone.
    const readers = /^formats\/(?!contract|registry)|^tagging$|^tagging\/names/u;
    const looking = withRights
      .filter(({ name }) => !withoutRights.includes(name))
      .flatMap(({ name, imports }) =>
        imports.filter((other) => readers.test(other)).map((other) => `${name} → ${other}`),
      );
    expect(looking).toEqual([tagsOnStdin]);
    // What masks values, what reads a user's watchlist or screen or says what changed in one, and what tags stdin.
    const tagging = behind('cli')
      .flatMap(filesOf)
      .filter(({ imports }) => imports.some((file) => roomOf(file)?.name.startsWith('tagging')));
    expect(tagging.map(({ path }) => path).sort()).toEqual([
      'cli/run/cited-tags.ts',
      'cli/run/list-version.ts',
      'cli/run/register-file.ts',
      'cli/run/screens.ts',
      'cli/run/watchlists.ts',
      'cli/tag.ts',
    ]);
  });

  test('databases are opened by adapters alone', () => {
    const opening = product.filter(({ touches }) => touches?.includes('databases')).map(({ name }) => name);
    // It opens files for the adapters, and nobody else imports it.
    expect(opening.filter((name) => !adapters.has(name))).toEqual(['sqlite']);
    const importing = product.filter(({ imports }) => imports.includes('sqlite')).map(({ name }) => name);
    expect(importing.filter((name) => !adapters.has(name))).toEqual([]);
    expect(opening).toContain('case/sqlite');
  });

  test('adapters are chosen in cli/open alone', () => {
    const choosing = product
      .filter(({ imports }) => imports.some((other) => adapters.has(other)))
      .map(({ name }) => name);
    expect(choosing).toEqual(['cli/open']);
  });

  test('every module that is imported is known to touch what it touches, or nothing', () => {
    const known = new Set<string>([...Object.values(reaches).flat(), ...touchNothing]);
    const imported = new Set(product.flatMap(filesOf).flatMap(({ modules }) => modules));
    expect([...imported].filter((name) => !known.has(name))).toEqual([]);
    expect(touchNothing.filter((name) => !imported.has(name))).toEqual([]);
  });
});
