/** What a receiver of an export finds in it, in words; the same in every export. */
export const readme = `An export of a case of Evidex.

list.csv, list.xlsx   one row for each item, by its number
natives/              the bytes of each item as they were found, under its number
texts/                the text that was read of it, in UTF-8, kinds of text one behind the other
exceptions.csv        items of which something is missing here, and why
withheld.csv          how many items of each source are withheld, by ground; of the whole source
load/export.dat       the list for programs of review: Concordance, in UTF-8 (field 0x14, quote U+00FE, line U+00AE)
load/export.opt       natives that are images of pages (Opticon)
export.json           counts, for programs
manifest.sha256       SHA-256 of every file here but itself: sha256sum -c manifest.sha256

A number stands for one item in one family and is never given to another. Pages are not numbered: BEGBATES and ENDBATES are
the same. A family is a message or document with all that it attaches or embeds; its numbers lie from "first" to "last".
Extensions follow from what a content is, not from its name. Values that a spreadsheet would take for a formula have an
apostrophe before them in the CSV; characters that cannot be seen are written out. Times are in UTC (Z), so that they sort
by the moment, with the offset and where it is from behind them: stated beside the time, or declared for a source whose
clock states none. "no zone" and "zone unclear" stand behind a clock whose zone is not known, which is not moved. In the load file
TIMEZONE is the zone of DATESENT and TIMESENT, and the BASIS behind a date says where its zone is from.
`;
