// `npm run check -- --against main`: which answers change beside another version, before it goes live.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { compareContent, type Outcome, type Radius, utterancesOf } from '../content/compare.ts';
import type { Content } from '../content/content.ts';
import { contentDirs, loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import { lastQuestions, type Question } from './questions.ts';
import { fail, printable, withDatabase } from './terminal.ts';

/** Compares the content with a folder's, or with a version of git's; `questions` is how many of the database's are asked too. */
export async function printBlastRadius(
  config: Config,
  now: Content,
  against: string,
  questions: number,
): Promise<void> {
  const before = loadOther(config.contentDir, against);
  let asked: Question[] = [];
  if (questions > 0)
    await withDatabase(config, async (storage) => {
      asked = await lastQuestions(storage, questions);
    });
  const radius = compareContent(before, now, utterancesOf([before, now], asked));
  for (const line of describeRadius(radius, asked.length, against)) console.log(line);
}

/** What changes, a line each, and a sum. */
export function describeRadius({ tried, changes, texts }: Radius, questions: number, against: string): string[] {
  const often = (times: number) => (times > 0 ? ` (asked ${times === 1 ? 'once' : `${times} times`})` : '');
  const lines = [
    ...texts.map(
      ({ id, what, messages, times }) =>
        `${what} text: ${id}, the answer to ${messages} of the messages${often(times)}`,
    ),
    ...changes.flatMap(({ text, times, wanted, before, after }) => {
      const found = (outcome: Outcome) => outcome.decision === 'answer' && outcome.ids[0] === wanted;
      const lost = wanted !== null && found(before) && !found(after) ? ` LOST: it must find ${wanted}` : '';
      return [`"${printable(text)}"${often(times)}`, `    ${describe(before)} -> ${describe(after)}${lost}`];
    }),
  ];
  const from = questions > 0 ? `, ${questions} of them customers' last questions` : '';
  const sum = `Against ${against}: ${changes.length} of ${tried} messages are answered otherwise${from}; ${texts.length} texts differ.`;
  return [...lines, sum];
}

function describe({ decision, ids }: Outcome): string {
  if (decision === 'decline') return 'no answer';
  return decision === 'answer' ? (ids[0] ?? '') : `did you mean ${ids.join(', ')}`;
}

function loadOther(contentDir: string, against: string): Content {
  if (against !== '' && existsSync(join(against, 'knowledge'))) return load(against, against);
  const folder = mkdtempSync(join(tmpdir(), 'content-against-'));
  try {
    // What begins with a dash would be an option of git, one that writes a file among them; no version does.
    const version = against.startsWith('-') ? '' : against;
    const archive = spawnSync('git', ['-C', contentDir, 'archive', '--format=tar', version, 'dialogs', 'knowledge'], {
      maxBuffer: 100_000_000,
    });
    const unpacked = archive.status === 0 && spawnSync('tar', ['-x', '-C', folder], { input: archive.stdout });
    if (!(unpacked && unpacked.status === 0))
      return fail(`--against "${against}": is neither a folder with knowledge/ nor a version that git knows here.`);
    return load(folder, against);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function load(folder: string, name: string): Content {
  const { content, problems } = loadContent(...contentDirs(folder), Date.now(), false);
  return content ?? fail([`--against "${name}": its content cannot be used:`, ...describeErrors(problems)].join('\n'));
}
