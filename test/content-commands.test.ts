// The commands that check the content and try it out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

afterAll(removeCopies);

describe('the command', () => {
  const run = (file: string, folder: string, args: string[], input = '') => {
    const node = join(__dirname, '..', 'node_modules', '.bin', 'node');
    const env = { ...process.env, CONTENT_DIR: folder, NODE_ENV: '' };
    return spawnSync(node, [join('src', 'cli', file), ...args], {
      cwd: join(__dirname, '..'),
      env,
      input,
      encoding: 'utf8',
    });
  };

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
});
