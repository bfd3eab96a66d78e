/** `docs/formats.md`: what is read, and what is identified only, from `formats/registry.ts`. */
import { type Format, formats } from '../../formats/registry.ts';
import { code, generatedFrom, table } from './markdown.ts';

const rowOf = ({ id, title, mediaTypes, extensions }: Format): readonly string[] => [
  code(id),
  title,
  code(mediaTypes[0] ?? ''),
  extensions.join(', '),
];

export function generatedFormats(): string {
  const head = ['Type', 'Format', 'Media type', 'Names end in'];
  const of = (role: Format['role']): string =>
    table(head, formats.filter((format) => format.role === role).map(rowOf));
  return `${generatedFrom('formats/registry.ts')}
# Formats

A format is identified by its content, not by its name; a name that says another format is recorded as a \`type-mismatch\`. The first column is what \`type:\` searches for.

## Read: text, metadata, embedded files

${of('extractor')}
## Opened: members become items of their own

${of('container')}
## Identified only

Hashed, with the metadata of the item; the status is \`unsupported\`. With \`--tika\` these, and content of no known format, are sent to a Tika Server ([0110](decisions/0110-tika.md)): what it reads ends like any other document, what it has no parser for stays \`unsupported\`. \`--prefer tika=FORMATS\` sends formats of the lists above there as well.

${of(undefined)}`;
}
