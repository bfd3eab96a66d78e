/** What a process does that exports for the server: one export, told as it goes. It can be killed at any moment and gone on with. */
import { exportCase } from '../../cli/export/export-case.ts';
import { columnNames } from '../../cli/export/row.ts';
import type { OpenedCase } from '../../cli/run/opened-case.ts';
import type { OriginalsOptions } from '../../pipeline/originals/originals.ts';
import type { CaseToRead } from '../readers/messages.ts';
import { sentProblem } from '../readers/messages.ts';
import type { ExportAsked, ExportTold } from './messages.ts';

const tellEveryMs = 250;

export interface CaseToExport extends OpenedCase {
  readonly parser: OriginalsOptions['parser'];
  close(): Promise<void>;
}

async function run(
  { of, scope, folder, wanted }: ExportAsked,
  open: (told: CaseToRead) => Promise<CaseToExport>,
  tell: (told: ExportTold) => void,
): Promise<void> {
  const opened = await open(of);
  let last = 0;
  try {
    const result = await exportCase(
      { query: wanted.query },
      {
        ...opened,
        caseId: of.id,
        scope,
        folder,
        prefix: wanted.prefix,
        columns: wanted.columns.length === 0 ? columnNames : columnNames.filter((one) => wanted.columns.includes(one)), // prettier-ignore
        withFamilies: wanted.families,
        withNatives: wanted.natives,
        withTexts: wanted.texts,
        withWorkbook: true,
        signal: new AbortController().signal,
        onProgress(stage, done, all) {
          const now = performance.now();
          if (now - last < tellEveryMs) return;
          last = now;
          tell({ progress: { stage, done, all } });
        },
      },
    );
    tell({ result });
  } finally {
    await opened.close();
  }
}

/** Does what the first message asks, and ends. */
export function runExport(open: (told: CaseToRead) => Promise<CaseToExport>): void {
  const tell = (told: ExportTold): void => void process.send?.(told);
  process.once('message', (asked: ExportAsked) => {
    run(asked, open, tell)
      .catch((problem: unknown) => tell({ problem: sentProblem(problem) }))
      .finally(() => process.disconnect?.());
  });
}
