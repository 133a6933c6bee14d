// What an editor saves is served within seconds; what is broken is reported, and the last good content goes on.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Content } from '../src/content/content.ts';
import { contentDirs } from '../src/content/load.ts';
import { describeProblem, type Problem } from '../src/content/problem.ts';
import { watchContent } from '../src/content/watch.ts';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

// Two waits of five seconds each, and room for a busy machine.
jest.setTimeout(20_000);
afterAll(removeCopies);

describe('while it is served', () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
  });

  /** Watches a folder; `next` waits for what comes after it is called, five seconds at most. */
  function watching(folder: string) {
    const [dialogs, knowledge] = contentDirs(folder);
    const contents: Content[] = [];
    const told: Problem[][] = [];
    let wake = () => {};
    const onContent = (content: Content) => {
      contents.push(content);
      wake();
    };
    const onProblems = (problems: Problem[]) => {
      told.push(problems);
      wake();
    };
    stops.push(watchContent({ dialogs, knowledge }, { onContent, onProblems }));
    const until = (fits: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('nothing came within five seconds')), 5000);
        wake = () => {
          if (!fits()) return;
          clearTimeout(late);
          resolve();
        };
        wake();
      });
    return { contents, told, until };
  }
  const answerOf = (content: Content | undefined) => content?.entries.get('bank-page-missing')?.answer ?? '';
  const bank = 'knowledge/bank.yaml';

  test('a saved file is served within five seconds', async () => {
    const folder = copySample();
    const { contents, until } = watching(folder);
    edit(folder, bank, swap('Only the owner', 'None but the owner'));
    await until(() => answerOf(contents.at(-1)).startsWith('None but the owner'));
  });

  test.each([
    ['an alias that names nothing', '*Important*'],
    ['an alias that names itself', '&loop [*loop, *loop]'],
  ])('%s is reported and ends nothing', async (_, value) => {
    const folder = copySample();
    const { contents, told, until } = watching(folder);
    edit(folder, bank, (text) => text.replace(/^topic: .*$/m, `topic: ${value}`));
    await until(() => told.length > 0);
    expect(told.at(-1)?.map(describeProblem).join()).toContain('knowledge/bank.yaml:1: "*');
    expect(contents).toEqual([]);
  });

  test('a broken file is reported and nothing is replaced, until it is mended', async () => {
    const folder = copySample();
    const { contents, told, until } = watching(folder);
    edit(folder, bank, swap('related:', 'relatd:'));
    await until(() => told.length > 0);
    expect(told[0]?.map(describeProblem)).toEqual([expect.stringContaining('Did you mean "related"?')]);
    expect(contents).toEqual([]);
    edit(folder, bank, swap('relatd:', 'related:'));
    await until(() => contents.length > 0);
    expect(told.at(-1)).toEqual([]);
  });

  test('a file that is written with a pause is served once it is whole, and not reported before', async () => {
    const folder = copySample();
    const { contents, told, until } = watching(folder);
    const whole = readFileSync(join(folder, bank), 'utf8').replace('Only the owner', 'None but the owner');
    writeFileSync(join(folder, bank), whole.slice(0, 300));
    // No wait for something: this is the writer's own pause.
    await new Promise((resume) => setTimeout(resume, 100));
    writeFileSync(join(folder, bank), whole);
    await until(() => answerOf(contents.at(-1)).startsWith('None but the owner'));
    expect(told).toEqual([[]]);
  });

  test('an editor that writes another file and renames it is followed', async () => {
    const folder = copySample();
    const { contents, until } = watching(folder);
    const path = join(folder, bank);
    writeFileSync(`${path}.tmp`, readFileSync(path, 'utf8').replace('Only the owner', 'None but the owner'));
    renameSync(`${path}.tmp`, path);
    await until(() => answerOf(contents.at(-1)).startsWith('None but the owner'));
  });

  test('a folder that is replaced as a whole is followed', async () => {
    const folder = copySample();
    const { contents, until } = watching(folder);
    const other = copySample();
    edit(other, bank, swap('Only the owner', 'None but the owner'));
    renameSync(join(folder, 'knowledge'), join(folder, 'knowledge-before'));
    renameSync(join(other, 'knowledge'), join(folder, 'knowledge'));
    await until(() => answerOf(contents.at(-1)).startsWith('None but the owner'));
    edit(folder, bank, swap('None but the owner', 'Nobody but the owner'));
    await until(() => answerOf(contents.at(-1)).startsWith('Nobody but the owner'));
  });

  test('a folder that was taken out and put back is followed', async () => {
    const folder = copySample();
    const { contents, told, until } = watching(folder);
    rmSync(join(folder, 'dialogs'), { recursive: true });
    await until(() => told.length > 0);
    expect(contents).toEqual([]);
    mkdirSync(join(folder, 'dialogs'));
    for (const name of ['add-bank.yaml', 'open-account.yaml']) {
      edit(folder, `dialogs/${name}`, readFileSync(join(sampleFolder, 'dialogs', name)));
    }
    await until(() => contents.at(-1)?.guides.size === 2);
  });
});
