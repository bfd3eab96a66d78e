/** Makes `docs/files.md`: the files that users write, with their schemas, and what each verb gives as JSON. */
import { z } from 'zod';
import { intake } from '../../schemas/intake.ts';
import { screenRow } from '../../schemas/screen.ts';
import { rules } from '../../schemas/rules.ts';
import { jsonAnswers } from './json-answers.ts';

const schemaOf = (schema: z.ZodType): string =>
  `\`\`\`json\n${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), undefined, 2)}\n\`\`\``;

const answers = jsonAnswers
  .map(({ command, gives, fields, summary }) => {
    const rows = Object.entries(fields).map(([name, says]) => `| \`${name}\` | ${says} |`);
    return `### ${command}\n\nGives ${gives}.\n\n| Field | Meaning |\n| --- | --- |\n${rows.join('\n')}${summary === undefined ? '' : `\n\nThe last line is \`{"summary": {…}}\` with ${summary}.`}`;
  })
  .join('\n\n');

export const generatedFiles = (): string => `# Files and JSON

Made by \`scripts/generate-docs.ts\` from the schemas of the code.

## Intake record

JSON, given with \`--intake FILE\`. All fields may be left out. [samples/intake.json](../samples/intake.json) is one. \`manifest\` is a path that counts from the folder of the record; the case keeps a copy of that file; so are those of \`production\`, the load files of a [production](productions.md). \`acquisitionHash\` of a single file is the hash of its bytes; of a folder it is what this gives within it:

\`\`\`sh
find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
\`\`\`

The record belongs to the source: every later run and \`verify\` are held to it. \`evidex custody\` shows it, adds to it and corrects it.

${schemaOf(intake)}

## Manifests and hash sets

A manifest is a list of hashes with names of files; a hash set (\`--hashset known:FILE\`, \`--hashset notable:FILE\`) is the same without names, or with them. What is read, by its heading or by how its lines are made, in UTF-8 or UTF-16:

| Form | As manifest | As hash set |
| --- | --- | --- |
| \`sha256sum\`, \`md5sum\` and the like, with \`*\` and escapes | yes | yes |
| BSD and OpenSSL: \`SHA256 (NAME) = HEX\` | yes | yes |
| hashdeep: \`%%%% size,md5,sha256,filename\` | yes | yes |
| FTK Imager: \`MD5,SHA1,FileNames\` | yes | yes |
| PowerShell: \`Get-FileHash … \\| Export-Csv\` | yes | yes |
| X-Ways, with tabs; \`Name\` and \`Path\` may be two columns | yes | yes |
| certutil, in English and German, one after another in a file | yes | yes |
| BagIt: \`manifest-sha256.txt\`, with the manifest of tag files beside it | yes | yes |
| any table with a heading that names a hash and a path or name; commas, semicolons or tabs | yes | yes |
| two columns without a heading, a hash and a name | yes | yes |
| one hash a line | no | yes |
| NSRL's RDS, as CSV or SQLite | no | yes |

MD5, SHA-1, SHA-256; of a manifest SHA-512 too. Of several hashes of a file the strongest counts. Paths may be absolute, with a drive, with backslashes, or from any folder above: where they begin is found by the files that are there, and said. Anything else is refused by its name (a workbook, XML, JSON, SFV, SHA-384, a table for the screen, columns without a heading), never guessed at.

## Watchlists

Given with \`--watchlist FILE\`; UTF-8, or UTF-16 with its mark. CSV with the heading \`name,kind,country,aliases\` (only \`name\` is needed; aliases are separated by \`;\`), or JSON: an array of names, or of objects with these fields, \`aliases\` an array. Kinds are those of \`evidex entities --kind\`; without one it is \`other\`.

## Screens

Given with \`--screen FILE\`; UTF-8. CSV with the heading \`kind,value,scope,ground\`, or JSON: an array of objects with these fields, or one object a line. Kinds are \`name\`, \`domain\`, \`address\` and \`term\`; scope and ground are words as of \`evidex withhold\`. [Privilege and private matter](privilege.md) says what is found by it.

${schemaOf(screenRow)}

## Lists of a case

Watchlists, screens and hash sets belong to the case: later runs work with them, a newer file of the same name takes the place of the older, \`--only-these-lists\` leaves the earlier ones out.

## Rules

JSON, given with \`--rules FILE\`; of one run. The first rule that matches an item decides.

\`\`\`json
{
  "rules": [
    { "name": "no system files", "action": "skip", "when": { "path": "**/Windows/**" } },
    { "name": "mail first", "action": "order", "priority": 10, "when": { "type": ["mbox", "eml"] } }
  ]
}
\`\`\`

${schemaOf(rules)}

## What \`--json\` gives

One object or JSON Lines on stdout, nothing else. A field whose name ends with \`?\` here may be absent. A list that can be long ends with a line \`{"summary": {…}}\`: \`shown\` is the number of lines before it, \`total\` of how many, \`whole\` is true where nothing was left out by a limit, a stop, or an earlier page. A list without that line was cut off. An error is one object on stderr: \`{"error": {"code", "message", "hint", "details"}}\`.

${answers}

## What \`--csv\` gives

\`search\`, \`mentions\`, \`entities\`, \`report --items\` and \`timeline --list\` give their list as CSV with \`--csv\`, all of it where no \`--limit\` is given: UTF-8 with a byte order mark, so that Excel takes it for UTF-8, commas, lines that end with CR LF, a heading. \`timeline --export\` writes none of that mark, for Timesketch. Control characters, line breaks and marks that turn text around are written as \`\\x1b\`, \`\\n\`, \`\\u{202e}\`. What a spreadsheet would take for a formula, at the beginning of a cell or behind a semicolon in it (where that separates cells), has an apostrophe before it. The exact value is in \`--json\`.
`;
