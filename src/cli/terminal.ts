// What the commands share that read and write the server's database: how they open it, and how they print.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import type { Content } from '../content/content.ts';
import { loadContent } from '../content/load.ts';
import { describeErrors } from '../content/problem.ts';
import type { Around } from '../handoff/desk.ts';
import { openDatabase, sqliteFile } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';

// Whoever reads what is printed may stop, as "head" does: what is left is for nobody.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

/** The server's settings; ends the command where they are wrong. */
export function readSettings(): Config {
  const read = readConfig(process.env);
  return 'problems' in read ? fail(read.problems.join('\n')) : read.config;
}

/** The content that the server has, too; ends the command where it is wrong. */
export function readContent({ contentDir }: Config): Content {
  const { content, problems } = loadContent(
    join(contentDir, 'dialogs'),
    join(contentDir, 'knowledge'),
    Date.now(),
    false,
  );
  return content ?? fail(describeErrors(problems).join('\n'));
}

/** What a turn with cases is given, as on the server. */
export async function readAround(storage: Storage, config: Config): Promise<Around> {
  return {
    content: readContent(config),
    staff: await storage.staff(true),
    mail: config.mail,
    isShown: config.entra !== null,
    at: Date.now(),
  };
}

/** Runs `work` on the server's database, which must be there; ends the command where it is not. */
export async function withDatabase(config: Config, work: (storage: Storage) => Promise<void>): Promise<void> {
  if (!config.databaseUrl && !existsSync(sqliteFile(config.dataDir))) {
    fail(
      `DATA_DIR (${config.dataDir}): there is no database yet. Set DATA_DIR or DATABASE_URL as for the server, or start the server once.`,
    );
  }
  const storage = await openDatabase(config).catch((error: Error) => fail(error.message));
  try {
    await work(storage);
  } catch (error) {
    complain(`The database did not answer: ${error instanceof Error ? error.message : error}`);
  } finally {
    await storage.close();
  }
}

/** Prints cells in columns. */
export function printRows(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

/** "2026-03-03 10:00", on this machine's clock. */
export function when(instant: number): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' }).format(instant);
}

/** What people wrote, without what would steer the terminal or turn the line around. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\n\P{Cc}]|\p{Bidi_Control}/gu, '');
}

/** Says what is wrong; the command fails once it has ended. */
export function complain(text: string): undefined {
  console.error(text);
  process.exitCode = 1;
}

/** Says what is wrong and ends the command. */
export function fail(text: string): never {
  console.error(text);
  process.exit(1);
}

/** How many of the last questions --questions asks for; ends the command where that is no number. */
export function readQuestions(text: string | undefined, unsaid: number): number {
  if (text === undefined) return unsaid;
  const most = 100_000;
  const isOne = /^\d{1,6}$/.test(text) && Number(text) <= most;
  return isOne ? Number(text) : fail(`--questions: "${text}" is not a number from 0 to ${most}.`);
}

/** The reason in an error of `parseArgs`. */
export function argumentProblem(error: unknown): string {
  return `${error instanceof Error ? error.message.split('.')[0] : error}.`;
}
