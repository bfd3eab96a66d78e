/** The table of addresses within `docs/security.md`, from `web/routes.ts`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../web/routes.ts';
import { code, table } from './markdown.ts';

const begin = '<!-- The addresses: made by scripts/generate-docs.ts from web/routes.ts. -->';
const end = '<!-- End of the addresses. -->';

const routeTable = (): string =>
  table(
    ['Asked by', 'Below the case', 'Least role', 'What it is'],
    routes.map(({ method, path, least, title }) => [method.toUpperCase(), code(path), code(least), title]),
  );

/** The whole document, with its table as the code has it. Throws where the document has lost the marks. */
export function withRoutes(root: string): string {
  const text = readFileSync(join(root, 'docs', 'security.md'), 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/security.md has no place for the table of addresses');
  return `${text.slice(0, from + begin.length)}\n\n${routeTable()}\n\n${text.slice(to)}`;
}
