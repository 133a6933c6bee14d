// The table of the fact check follows the content: what is not in it, what is gone, and what Excel makes of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addMissingRows, checkFacts } from '../src/content/fact-check.ts';
import { contentDirs, loadContent, readFiles } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { cut, sentencesOf } from '../src/content/sentences.ts';
import { copySample, edit, removeCopies, sampleFolder, swap } from './content-folder.ts';

const file = 'knowledge/fact-check.csv';
const header = 'place,sentence,verdict,support,source,certainty,as_of,checked_on';
const entry = 'knowledge login-locked';

const path = (folder: string) => join(folder, file);
const table = (folder: string) => readFileSync(path(folder), 'utf8');
const filesOf = (folder: string) => readFiles(...contentDirs(folder), []);
const check = (folder: string) => {
  const { guides, knowledge } = filesOf(folder);
  return checkFacts(path(folder), guides, knowledge).map(describeProblem);
};
const write = (folder: string) => {
  const { guides, knowledge } = filesOf(folder);
  return addMissingRows(path(folder), guides, knowledge);
};

/** A folder whose table has each sentence of the guides and of one entry, judged. */
function checkedFolder(sentence = 'They unlock it.'): string {
  const folder = copySample();
  edit(folder, 'knowledge/accounts.yaml', (text) => text.replace('They unlock it.', sentence));
  edit(folder, file, `${header}\n${entry}\n`);
  write(folder);
  const judged = ',supported,"CBP says, in words, so",https://example.com/page,several,2026-06-16,2026-11-25';
  edit(folder, file, (text) => text.replaceAll(/,,,,,,$/gm, judged));
  return folder;
}

afterAll(removeCopies);

describe('the table', () => {
  test('is quiet while it has every sentence of the guides and of the entries that it names', () => {
    const folder = checkedFolder();
    expect(check(folder)).toEqual([]);
    const places = new Set(sentencesOf(filesOf(folder).guides, filesOf(folder).knowledge).map(({ place }) => place));
    expect(places).toContain('dialogs/open-account');
    expect(places).toContain('knowledge account-cost');
    expect(table(folder)).toContain(`\n${entry},`);
    expect(table(folder)).not.toContain('knowledge account-cost');
  });

  test('is not asked for where there is none, and the content is read as ever', () => {
    expect(check(sampleFolder)).toEqual([]);
    const folder = copySample();
    edit(folder, file, 'nonsense');
    expect(loadContent(...contentDirs(folder)).problems).toEqual(loadContent(...contentDirs(sampleFolder)).problems);
    expect(loadContent(...contentDirs(folder)).content).not.toBeNull();
  });

  test('a changed sentence is missing at its line, and its old row is out of date', () => {
    const folder = checkedFolder();
    edit(folder, 'knowledge/accounts.yaml', swap('They unlock it.', 'They unlock it within a day.'));
    const problems = check(folder);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(
      /^knowledge\/accounts\.yaml:\d+: warning: "They unlock it within a day\." \(knowledge login-locked\) is not in knowledge\/fact-check\.csv\. Check it against its source and add a row/,
    );
    const line = table(folder)
      .split('\n')
      .findIndex((row) => row.includes('They unlock it.'));
    expect(problems[1]).toBe(
      `${file}:${line + 1}: warning: "They unlock it." is not in "${entry}" now. Take the row out.`,
    );
  });

  test('a sentence that stands twice is named with its first line', () => {
    const folder = checkedFolder();
    const row = table(folder).split('\n').at(-2);
    edit(folder, file, (text) => `${text}${row}\n`);
    const lines = table(folder).split('\n');
    expect(check(folder)).toEqual([
      expect.stringMatching(
        new RegExp(`csv:${lines.length - 1}: warning: .* stands already in line ${lines.length - 2}\\. Keep one row`),
      ),
    ]);
  });

  test('a changed label of a choice is missing', () => {
    const folder = checkedFolder();
    edit(folder, 'dialogs/open-account.yaml', swap(/label: .*/, 'label: Something new'));
    expect(check(folder)[0]).toMatch(
      /^dialogs\/open-account\.yaml:\d+: warning: "Something new" \(dialogs\/open-account /,
    );
  });

  test('takes missing rows in beside their neighbours, keeps what was judged, and asks for a verdict', () => {
    const folder = checkedFolder();
    edit(folder, 'knowledge/accounts.yaml', swap('They unlock it.', 'They unlock it. It takes a day, or "two".'));
    const before = table(folder).split('\n');
    expect(write(folder)).toBe(1);
    const after = table(folder).split('\n');
    const added = `${entry},"It takes a day, or ""two"".",,,,,,`;
    expect(after.filter((row) => row !== added)).toEqual(before);
    expect(after.indexOf(added)).toBe(after.findIndex((row) => row.includes('They unlock it.')) + 1);
    expect(check(folder)).toEqual([
      `${file}:${after.indexOf(added) + 1}: warning: "It takes a day, or "two"." is not checked yet. Check it against its source and fill the row in.`,
    ]);
    expect(write(folder)).toBe(0);
  });

  test('is made where there is none, with the guides', () => {
    const folder = copySample();
    expect(existsSync(path(folder))).toBe(false);
    expect(write(folder)).toBeGreaterThan(20);
    expect(check(folder).every((line) => line.includes('is not checked yet'))).toBe(true);
  });
});

describe('a table that Excel saved', () => {
  const saved: [name: string, change: (text: string) => string | Buffer][] = [
    ['with semicolons', (text) => text.replaceAll(/("[^"]*")|,/g, (_, quoted) => quoted ?? ';')],
    [
      'as UTF-16 with tabs',
      (text) =>
        Buffer.from(`\uFEFF${text.slice(1).replaceAll(/("[^"]*")|,/g, (_, quoted) => quoted ?? '\t')}`, 'utf16le'),
    ],
    ['in the letters of Windows', (text) => Buffer.from(text.slice(1), 'latin1')],
    [
      'with Windows line ends and American dates',
      (text) =>
        text.replaceAll('2026-06-16', '6/16/2026').replaceAll('2026-11-25', '11/25/2026').replaceAll('\n', '\r\n'),
    ],
    [
      'with months of its own and an empty column',
      (text) => text.replaceAll('2026-06-16', 'Jun-26').replaceAll(/$/gm, ','),
    ],
  ];
  test.each(saved)('%s is understood', (_, change) => {
    const folder = checkedFolder('They unlock it, Se\u00f1ora.');
    edit(folder, file, change(table(folder)));
    expect(check(folder)).toEqual([]);
  });
});

describe('a mistake in the table is told with line and remedy', () => {
  const mistakes: [name: string, change: (text: string) => string, said: RegExp][] = [
    [
      'a missing column',
      swap(',verdict', ',judgement'),
      /csv:1: has no column "verdict"\. The first row must be: place,sentence/,
    ],
    [
      'an unknown verdict',
      swap(',supported,', ',suported,'),
      /csv:2: "verdict": "suported" is not known here\. Did you mean "supported"\?/,
    ],
    [
      'no source',
      swap(',https://example.com/page,', ',,'),
      /csv:2: "source": "" is empty, but the verdict is "supported"\. Fill it in, or change the sentence\.$/,
    ],
    [
      'a source that is none',
      swap('https://example.com/page', 'the web'),
      /csv:2: "source": "the web" is no source\. Write the address/,
    ],
    [
      'an unknown certainty',
      swap(',several,', ',quite,'),
      /csv:2: "certainty": "quite" is not known here\. Use one of: official, several, single, unknown\.$/,
    ],
    ['a day that is none', swap('2026-11-25', 'today'), /csv:2: "checked_on": "today" is not a day/],
    [
      'a comma outside of quotes',
      swap('"CBP says, in words, so"', 'CBP says, in words, so'),
      /csv:2: cannot be read from here on: a quote is not closed, or a comma/,
    ],
    ['an open quote', (text) => `${text}${entry},"never closed`, /csv:\d+: cannot be read from here on/],
  ];
  test.each(mistakes)('%s', (_, change, said) => {
    const folder = checkedFolder();
    edit(folder, file, change);
    const problems = check(folder);
    expect(problems[0]).toMatch(said);
    expect(problems[0]).not.toContain('warning');
    expect(problems).toHaveLength(1);
  });

  test('stops the writing of rows', () => {
    const folder = checkedFolder();
    edit(folder, file, swap(',verdict', ',judgement'));
    const before = table(folder);
    expect(write(folder)).toEqual([expect.objectContaining({ severity: 'error', line: 1 })]);
    expect(table(folder)).toBe(before);
  });
});

test('sentences are cut without their Markdown, and not behind abbreviations', () => {
  const text = `1. **Ask** the *U.S. Customs* office, e.g. at 8 a.m. ET. Then
go on: _wait_.

- see [the page](https://example.com/a_b) or https://example.com/x_y_z
- call (317) 555-0100 ext. 12. 80 days are left. **Is it open?** Yes`;
  expect(cut(text)).toEqual([
    'Ask the U.S. Customs office, e.g. at 8 a.m. ET.',
    'Then go on: wait.',
    'see the page (https://example.com/a_b) or https://example.com/x_y_z',
    'call (317) 555-0100 ext. 12.',
    '80 days are left.',
    'Is it open?',
    'Yes',
  ]);
});
