/** A statement as a page of HTML of its own: nothing in it is run, fetched or linked, and it prints on paper. */
import type { ItemZones } from '../run/display-zone.ts';
import type { Statement } from './statement.ts';
import { statementSections, titleOf } from './statement-words.ts';

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const marked = (text: string): string => text.replaceAll(/[&<>"']/gu, (sign) => signs[sign] ?? sign);

const style = `body{font:11pt/1.4 serif;max-width:46em;margin:2em auto;padding:0 1em}h1{font-size:1.3em;overflow-wrap:anywhere}
h2{font-size:1em;margin:1.2em 0 .2em}table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:normal;color:#444;width:9em;vertical-align:top}
td{overflow-wrap:anywhere}.sign{margin-top:3em;border-top:1px solid #000;width:20em}@page{margin:2cm}`;

/** Values of evidence stand each in a direction of their own, so that none turns what lies beside it. */
export function statementPage(statement: Statement, zones: ItemZones): string {
  const title = marked(titleOf(statement));
  const sections = statementSections(statement, zones)
    .map(
      ({ title: name, rows }) =>
        `<h2>${marked(name)}</h2>\n<table>\n${rows.map(([of, says]) => `<tr><th scope="row">${marked(of)}</th><td><bdi>${marked(says)}</bdi></td></tr>`).join('\n')}\n</table>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${sections}
<p class="sign">Name, date, signature</p>
</body>
</html>
`;
}
