// The commands that check the content and try it out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe as describeAsked, explain } from '../src/cli/explain.ts';
import { contentDirs, loadContent } from '../src/content/load.ts';
import { openSqlite } from '../src/storage/sqlite.ts';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

const folders: string[] = [];

afterAll(() => {
  removeCopies();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the command', () => {
  const node = join(__dirname, '..', 'node_modules', '.bin', 'node');
  const settings = (folder: string, input: string, dataDir = join(folder, 'no-data')) => ({
    cwd: join(__dirname, '..'),
    env: { ...process.env, CONTENT_DIR: folder, DATA_DIR: dataDir, DATABASE_URL: '', NODE_ENV: '' },
    input,
    encoding: 'utf8' as const,
  });
  const run = (file: string, folder: string, args: string[], input = '', dataDir?: string) =>
    spawnSync(node, [join('src', 'cli', file), ...args], settings(folder, input, dataDir));

  test('check ends with a summary and 0 where all is well', () => {
    const { status, stdout } = run('check.ts', sampleFolder, ['--content']);
    expect(stdout.split('\n').at(-2)).toMatch(/^Content: 7 answers, 2 guides; 0 errors, \d warnings?\.$/);
    expect(status).toBe(0);
  });

  test('check ends with 1 where something is wrong, and for production with sample offices', () => {
    const folder = copySample();
    expect(run('check.ts', folder, ['--content', '--production']).stdout).toContain('office "newark" is a sample');
    edit(folder, 'knowledge/bank.yaml', swap('related:', 'relatd:'));
    const { status, stdout } = run('check.ts', folder, ['--content']);
    expect(stdout).toContain('knowledge/bank.yaml');
    expect(status).toBe(1);
  });

  test('check --fact-check writes the rows that are missing, and check asks for their verdicts', () => {
    const folder = copySample();
    const first = run('check.ts', folder, ['--fact-check']);
    expect(first.stdout).toMatch(/^knowledge\/fact-check\.csv: [2-9]\d+ rows added, to be filled in\.$/m);
    expect(first.status).toBe(0);
    expect(run('check.ts', folder, ['--content']).stdout).toContain('is not checked yet');
    edit(folder, 'knowledge/fact-check.csv', swap('place,', 'where,'));
    const { status, stdout } = run('check.ts', folder, ['--fact-check']);
    expect(stdout).toContain('knowledge/fact-check.csv:1: has no column "place".');
    expect(stdout).not.toContain('added');
    expect(status).toBe(1);
  });

  test('ask prints the decision, the matches and the answer', () => {
    const { stdout } = run('ask.ts', sampleFolder, ['how do I unlock', 'my login']);
    expect(stdout).toMatch(/^decision: answer\n {2}[01]\.\d\d {2}entry login-locked: My login is locked/);
    expect(stdout).toContain('They unlock it.');
  });

  test('chat --at holds the conversation at that day and time', () => {
    const held = run('chat.ts', sampleFolder, ['--at', '2026-12-24 09:30'], 'person\n');
    expect(held.stdout).toMatch(/\nat: 2026-12-24 09:30 [\s\S]*Newark office/);
    const wrong = run('chat.ts', sampleFolder, ['--at', 'Christmas']);
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('--at "2026-12-25 10:00"')]);
  });

  test('ask explains what was read, what speaks for each answer, and the limit that decided', () => {
    const folder = copySample();
    edit(
      folder,
      'knowledge/bank.yaml',
      swap('    phrasings:', '    messages: [Bank section unavailable]\n    phrasings:'),
    );
    edit(folder, 'knowledge/matching.yaml', swap(/answer: .*/, 'answer: 0.9'));
    const { content } = loadContent(...contentDirs(folder), Date.parse('2026-11-25'), false);
    if (!content) throw new Error('The content does not load.');
    const ask = (text: string) => describeAsked(content, explain(content, text, Date.parse('2026-11-25')));
    const said = ask('my logon is lokked, where is the zebra. My gmail password is wrong');
    expect(said).toMatch(/^ {8}nearest phrasing: "My login is locked\. How do I get it back\?", \d+ % alike$/m);
    expect(said).toMatch(/^ {8}carried by: .*locked \(.* times likelier\)/m);
    expect(said).toMatch(/^ {8}against it: .*gmail \(.* times less likely\)/m);
    expect(said).toMatch(/^ {2}words +my logon is locked where is the zebra my gmail password is wrong$/m);
    expect(said).toMatch(/^ {2}repaired +lokked -> locked$/m);
    expect(said).toMatch(/^ {2}means the same +logon = sign in, log in, login$/m);
    expect(said).toMatch(/^ {2}foreign +gmail: /m);
    expect(said).toMatch(/^ {2}unknown +zebra: .*\n +wrong: .*\n {2}also/m);
    expect(said).toMatch(/^ {2}also by itself +"my logon is locked where is the zebra"$/m);
    expect(said).toMatch(/^ {2}screen messages +none of CAPE or ACE$/m);
    expect(said).toMatch(/^ {2}for nobody here +0\.\d\d, nearest example ".+"$/m);
    expect(ask('Bank page is missing!')).toMatch(/^ {2}decision +answered: it is a phrasing, word by word$/m);
    expect(ask('how do I unlock my login')).toMatch(/^ {2}decision +answered: 0\.9\d is 0\.90 or more$/m);
    expect(ask('a zebra crossing')).toMatch(/^ {2}decision +declined: 0\.\d\d is less than 0\.90, .*less than 0\.18$/m);
    const several = ask('the bank or my login');
    expect(several).toMatch(/^ {2}decision +asked back: 0\.\d\d is less than 0\.90, .* which is 0\.18 or more$/m);
    expect(several).toMatch(/^ {2}bot: Did you mean one of these\? \[.+ \| None of these \| Person\]$/m);
    const pasted = ask('0123;Bank secton unavailable');
    expect(pasted).toMatch(/^ {2}screen messages +"Bank section unavailable" of bank-page-missing$/m);
    expect(pasted).toContain('bot: [entry: bank-page-missing]');
  });

  test('ask --json explains a question among its arguments, and lines where it is told to', () => {
    const [alone = '', lines = '', plain = ''] = [
      run('ask.ts', sampleFolder, ['--json', 'unlock my login']),
      run('ask.ts', sampleFolder, ['--json', '--explain'], 'unlock my login\n'),
      run('ask.ts', sampleFolder, ['--json'], 'unlock my login\n'),
    ].map(({ stdout }) => stdout);
    const { explanation, ...decided } = JSON.parse(alone);
    expect(decided).toEqual(JSON.parse(plain));
    expect(explanation).toMatchObject({
      decision: 'answer',
      because: 'sure',
      words: ['unlock', 'my', 'login'],
      concepts: [{ said: 'login', means: ['sign in', 'log in', 'login', 'logon'] }],
      replies: [{ channelData: { kind: 'answer', entry: 'login-locked' } }],
    });
    expect(explanation.matches[0].carriedBy[0]).toEqual({ words: 'login', weight: expect.any(Number) });
    expect(JSON.parse(lines)).toEqual(JSON.parse(alone));
  });

  test('ask --json answers each line of its input, and skips empty ones', () => {
    const input = 'how do I unlock my login\r\n\r\nhello\nhelp me open an account\na zebra crossing';
    const { stdout } = run('ask.ts', sampleFolder, ['--json'], input);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        utterance: 'how do I unlock my login',
        decision: 'answer',
        entries: [{ id: 'login-locked', confidence: expect.any(Number) }],
      },
      { utterance: 'hello', decision: 'decline', entries: [], smallTalk: 'hello' },
      { utterance: 'help me open an account', decision: 'decline', entries: [], guide: 'open-account' },
      { utterance: 'a zebra crossing', decision: 'decline', entries: [] },
    ]);
  });

  test('check --against shows which answers change: test utterances, and what customers asked', async () => {
    const folder = copySample();
    edit(folder, 'knowledge/bank.yaml', swap('Only the owner', 'Just the owner'));
    edit(folder, 'knowledge/bank.yaml', swap('bank page is missing', 'a zebra crossing'));
    const { stdout, status } = run(
      'check.ts',
      folder,
      ['--against', sampleFolder, '--questions', '10'],
      '',
      await asked(),
    );
    expect(stdout).toMatch(/^changed text: bank-page-missing, the answer to \d+ of the messages \(asked 3 times\)$/m);
    expect(stdout).toMatch(/^"a zebra crossing" \(asked 2 times\)\n {4}no answer -> bank-page-missing$/m);
    expect(stdout).toMatch(
      /^Against .*: 1 of \d+ messages are answered otherwise, 4 of them customers' last questions; 1 texts differ\.$/m,
    );
    expect(status).toBe(0);
  });

  test('kb:report tells coverage, weak entries, confusions, overdue reviews and what was not answered', async () => {
    const dataDir = await asked();
    const report = JSON.parse(run('kb-report.ts', sampleFolder, ['--json'], '', dataDir).stdout);
    expect(report.coverage).toMatchObject({ questions: 4, before: { answered: 1, askedBack: 0, declined: 3 } });
    expect(report.coverage.now).toEqual({ answered: 1, askedBack: 0, declined: 3 });
    expect(report.coverage.neverAsked).not.toContain('bank-page-missing');
    expect(report.coverage.neverAsked).toContain('account-cost');
    expect(report.unanswered).toEqual([{ count: 2, examples: ['a zebra crossing'], declined: true, offered: [] }]);
    expect(report.weakest[0].found).toBeLessThan(report.weakest[0].of);
    const { stdout } = run('kb-report.ts', sampleFolder, [], '', dataDir);
    expect(stdout).toMatch(/^7 answers with \d+ phrasings, 2 guides/);
    expect(stdout).toMatch(/^2 {2}"a zebra crossing"$/m);
    expect(run('kb-report.ts', sampleFolder, []).stdout).toContain('No database: set DATA_DIR');
  });

  test('kb:report takes a database in which nobody has asked anything, and none at all', async () => {
    const dataDir = newFolder();
    const storage = openSqlite(join(dataDir, 'ace-refund-desk.sqlite'));
    await storage.migrate();
    await storage.close();
    expect(run('kb-report.ts', sampleFolder, [], '', dataDir).stdout).toContain('No customer has asked anything yet.');
    const { status, stdout } = run('kb-report.ts', sampleFolder, ['--json'], '', dataDir);
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { coverage: { questions: 0 }, unanswered: [] }]);
    expect(JSON.parse(run('kb-report.ts', sampleFolder, ['--json']).stdout)).toMatchObject({ coverage: null });
  });

  test.each([
    ['kb-report.ts', ['--nope'], /^Unknown option '--nope'\.\nnpm run -s kb:report/],
    ['kb-report.ts', ['--questions', ''], /^--questions: "" is not a number from 0 to 100000\.$/m],
    [
      'check.ts',
      ['--against', 'no-such-version'],
      /^--against "no-such-version": is neither a folder .* nor a version/,
    ],
    ['check.ts', ['--against', join(tmpdir(), 'no-such-folder')], /no-such-folder": is neither a folder/],
    ['check.ts', ['--against', ''], /^--against "": is neither a folder/],
    ['check.ts', ['--against', 'main', '--questions', '1e9'], /^--questions: "1e9" is not a number/],
    ['check.ts', ['--against'], /^Option '--against <value>' argument missing\.\nnpm run check/],
    ['ask.ts', [''], /^ask: no question\. Write npm run -s ask/],
    ['ask.ts', ['--json', ''], /^ask: no question\./],
    ['ask.ts', ['--jsn', 'a zebra'], /^ask: Unknown option '--jsn'\./],
    ['fit.ts', ['--wirte'], /^fit: Unknown option '--wirte'\./],
    ['fit.ts', ['no-such-file'], /^no-such-file: cannot be read as messages \(ENOENT/],
    ['chat.ts', ['--nope'], /^npm run chat -- --at/],
    ['content.ts', ['exprot'], /^npm run content -- export/],
  ])('%s %j says what is wrong, and ends with 1', (file, args, says) => {
    const { status, stderr } = run(file, sampleFolder, args, 'a zebra\n');
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(1);
  });

  test('check --against says what is wrong in the other folder, and is no way to write a file', () => {
    const folder = copySample();
    edit(folder, 'knowledge/bank.yaml', swap('related:', 'relatd:'));
    const { status, stderr } = run('check.ts', sampleFolder, ['--against', folder]);
    expect(stderr).toMatch(/": its content cannot be used:\nknowledge\/bank\.yaml:\d+: "relatd" is not a key/);
    expect(status).toBe(1);
    const written = join(newFolder(), 'written');
    expect(run('check.ts', sampleFolder, [`--against=--output=${written}`]).stderr).toContain('is neither a folder');
    expect(existsSync(written)).toBe(false);
  });

  test('check --against runs nothing else where the content is broken', () => {
    const folder = copySample();
    edit(folder, 'knowledge/bank.yaml', swap('related:', 'relatd:'));
    const { status, stdout } = run('check.ts', folder, ['--against', sampleFolder]);
    expect(stdout.trimEnd()).toMatch(/^knowledge\/bank\.yaml:.*\nContent: 1 error, \d+ warnings?\.$/);
    expect(status).toBe(1);
  });

  test('ask takes a megabyte, and what is no text', () => {
    const long = 'my login is locked by the bank '.repeat(33_000);
    const { status, stdout, stderr } = run('ask.ts', sampleFolder, ['--json'], `${long}\n{"a": \0\ud800\n`);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => typeof JSON.parse(line).decision),
    ).toEqual(['string', 'string']);
    expect([status, stderr]).toEqual([0, '']);
  });

  test('whoever reads what is printed may stop before its end', () => {
    const script = `"${node}" src/cli/ask.ts --json | head -c 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script], settings(sampleFolder, 'is it free\n'.repeat(5_000)));
    expect([stdout, stderr]).toEqual(['{', '']);
  });
});

/** A database in which customers asked four questions, two of them the same, and pressed one button of a guide. */
async function asked(): Promise<string> {
  const dataDir = newFolder();
  const storage = openSqlite(join(dataDir, 'ace-refund-desk.sqlite'));
  await storage.migrate();
  const said = (role: string, text: string, channelData = {}) => ({
    activity: () => ({ type: 'message', from: { id: role, role }, text, channelData }),
  });
  await storage.turn('one', async (turn) => {
    await turn.create({ channel: 'test', userId: 'u', createdAt: 1 });
    await turn.append([
      said('user', 'where is the tab for the bank'),
      said('bot', 'Only the owner', { kind: 'answer', entry: 'bank-page-missing' }),
      said('user', 'Yes, we have one'),
      said('bot', 'Sign in', { kind: 'guide' }),
      ...['a zebra crossing', 'a zebra crossing', 'who wins'].flatMap((text) => [
        said('user', text),
        said('bot', 'I do not know', { kind: 'decline' }),
      ]),
    ]);
    for (const sequence of [5, 7]) await turn.addUnanswered({ sequence, at: 1, decision: 'decline', entries: [] });
  });
  await storage.close();
  return dataDir;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'content-commands-'));
  folders.push(folder);
  return folder;
}
