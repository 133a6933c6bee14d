// Notices: when they are in force, in whose time they are said, what an editor may get wrong, and saving the file.
import { contentDirs, loadContent } from '../src/content/load.ts';
import { describeProblem } from '../src/content/problem.ts';
import { describeNotice, noticesInForce } from '../src/rules/notice.ts';
import { copySample, edit, removeCopies } from './content-folder.ts';
import { request, startCustomer } from './direct-line-client.ts';
import { startServer } from './server-process.ts';
import { buttons, kinds, sampleContent, shippedContent, talkTo } from './talk.ts';
import { removeFolders, startTestServer } from './test-server.ts';

jest.setTimeout(20_000);
afterAll(() => {
  removeCopies();
  removeFolders();
});

const file = 'knowledge/notices.yaml';
interface Written {
  text?: string;
  about?: string;
  from?: string;
  until?: string;
  zone?: string;
}

/** notices.yaml with one notice; from line 3 on its keys stand in this order. */
function written({ text, about, from, until, zone }: Written = {}): string {
  return `notices:
  - id: ace-slow
    text: ${text ?? 'ACE is slow.'}
    about: ${about ?? 'ace'}
    from: "${from ?? '2027-03-02 09:10'}"
    until: "${until ?? '2027-03-02 18:00'}"
    time_zone: ${zone ?? 'America/New_York'}
`;
}

/** Loads the sample content with these notices, as of 2 March 2027, 10:00 in New York. */
function loaded(text: string | null, now = Date.parse('2027-03-02T10:00:00-05:00')) {
  const folder = copySample();
  edit(folder, file, text);
  const { content, problems } = loadContent(...contentDirs(folder), now);
  return { content, problems: problems.map(describeProblem) };
}

function noticeOf(one: Written) {
  const { content, problems } = loaded(written(one));
  const [notice] = content?.notices ?? [];
  if (!notice) throw new Error(problems.join('\n'));
  return notice;
}

const inUtc = (at: number | undefined) => new Date(at ?? Number.NaN).toISOString();

describe('times', () => {
  test('a notice is in force from its first minute until, and not in, its last', () => {
    const notice = noticeOf({});
    const isInForce = (at: string) => noticesInForce([notice], Date.parse(at)).length === 1;
    expect(isInForce('2027-03-02T09:09:59.999-05:00')).toBe(false);
    expect(isInForce('2027-03-02T09:10:00-05:00')).toBe(true);
    expect(isInForce('2027-03-02T17:59:59.999-05:00')).toBe(true);
    expect(isInForce('2027-03-02T18:00:00-05:00')).toBe(false);
  });

  test.each([
    ['its own zone alone', '10:00:00-05:00', undefined, 'Since 9:10 AM ET; expected until 6:00 PM ET.'],
    ['the same clocks', '10:00:00-05:00', 'America/Toronto', 'Since 9:10 AM ET; expected until 6:00 PM ET.'],
    ['an unknown zone', '10:00:00-05:00', 'Mars/Base', 'Since 9:10 AM ET; expected until 6:00 PM ET.'],
    [
      'another zone',
      '10:00:00-05:00',
      'America/Los_Angeles',
      'Since 9:10 AM ET, 6:10 AM your time; expected until 6:00 PM ET, 3:00 PM your time.',
    ],
    [
      'a zone where it is another day',
      '10:00:00-05:00',
      'Asia/Tokyo',
      'Since 9:10 AM ET, 11:10 PM your time; expected until 6:00 PM ET, Wednesday, March 3, 8:00 AM your time.',
    ],
  ])('are said for %s', (_, now, zone, said) => {
    const text = describeNotice(noticeOf({}), Date.parse(`2027-03-02T${now}`), zone);
    expect(text).toBe(`ACE is slow. _${said}_`);
  });

  test('of another day are said with the day', () => {
    const notice = noticeOf({ until: '2027-03-04 18:00' });
    expect(describeNotice(notice, Date.parse('2027-03-03T10:00:00-05:00'))).toBe(
      'ACE is slow. _Since Tuesday, March 2, 9:10 AM ET; expected until Thursday, March 4, 6:00 PM ET._',
    );
  });

  test('over a clock change each keep the offset of their day', () => {
    const notice = noticeOf({ from: '2027-03-13 22:00', until: '2027-03-14 05:00' });
    expect([inUtc(notice.from), inUtc(notice.until)]).toEqual(['2027-03-14T03:00:00.000Z', '2027-03-14T09:00:00.000Z']);
  });

  test('that the clocks show twice let the notice hold longer', () => {
    const notice = noticeOf({ from: '2027-11-07 01:30', until: '2027-11-07 01:45' });
    expect([inUtc(notice.from), inUtc(notice.until)]).toEqual(['2027-11-07T05:30:00.000Z', '2027-11-07T06:45:00.000Z']);
  });
});

describe('an editor reads', () => {
  test.each<[string, Written, string]>([
    [
      'that an end is before its beginning',
      { until: '2027-03-02 08:00' },
      `${file}:6: "until": 2027-03-02 08:00 is not after "from" (2027-03-02 09:10). Correct one of them.`,
    ],
    [
      'that a zone is none',
      { zone: 'America/Newark' },
      `${file}:7: "time_zone": "America/Newark" is not a time zone. Write a name such as America/New_York.`,
    ],
    [
      'that a notice is for ever',
      { until: '2028-03-02 18:00' },
      `${file}:6: notice "ace-slow" holds for more than 31 days. Write 2027-04-02 10:10 at most, and move it on by then.`,
    ],
    [
      'that a time does not exist',
      { from: '2027-03-14 02:30', until: '2027-03-14 05:00' },
      `${file}:5: "from": 2027-03-14 02:30 is no time there: no such day, or the clocks are put forward over it. Correct it.`,
    ],
    [
      'that a day does not exist',
      { from: '2027-02-30 09:00' },
      `${file}:5: "from": 2027-02-30 09:00 is no time there: no such day, or the clocks are put forward over it. Correct it.`,
    ],
    [
      'that a time is written otherwise',
      { from: '9:10 AM' },
      `${file}:5: "from": "9:10 AM" is not a day and time. Write "2026-11-25 09:10", in quotes, with 24 hours.`,
    ],
    [
      'that it is about nothing known',
      { about: 'aces' },
      `${file}:4: "about": "aces" is not known here. Did you mean "ace"?`,
    ],
    [
      'that a placeholder is none',
      { text: 'Call {brooker} now.' },
      `${file}:3: {brooker} is not a placeholder. Did you mean "broker"?`,
    ],
  ])('%s', (_, wrong, line) => {
    const { content, problems } = loaded(written(wrong));
    expect(problems).toEqual([line]);
    expect(content).toBeNull();
  });

  test('as a warning alone that a notice is over', () => {
    const { content, problems } = loaded(written(), Date.parse('2027-03-02T18:00:00-05:00'));
    expect(problems).toEqual([
      `${file}:6: warning: notice "ace-slow" ended 2027-03-02 18:00. Take it out, or move "until" on.`,
    ]);
    expect(content?.notices).toHaveLength(1);
  });

  test.each([
    ['no file', null],
    ['an empty list', 'notices: []\n'],
    ['a list of which every line was taken out', 'notices:\n'],
    ['a file of which every line was taken out', '# notices:\n'],
    ['an empty file', ''],
  ])('nothing where there is %s', (_, text) => {
    const { content, problems } = loaded(text);
    expect([content?.notices, problems]).toEqual([[], []]);
  });

  test('that an id stands twice', () => {
    const [, ...lines] = written().split('\n');
    expect(loaded(written() + lines.join('\n')).problems).toEqual([
      `${file}:8: id "ace-slow" stands already in ${file}:2. Give one of them another id.`,
    ]);
  });
});

describe('in a conversation', () => {
  // On the day on which these talks are held.
  const onThatDay = (one: Written) => noticeOf({ from: '2026-03-03 09:10', until: '2026-03-03 18:00', ...one });
  const withNotices = (one: Written) => ({ ...sampleContent, notices: [onThatDay(one)] });
  const without = { ...sampleContent, notices: [] };

  test('a notice that is changed is told again, without a word that the old one is over', () => {
    const talk = talkTo(without);
    talk.content = withNotices({});
    expect(kinds(talk.say('help'))[0]).toBe('notice');
    talk.content = withNotices({ until: '2026-03-03 20:00' });
    const [changed] = talk.say('help');
    expect(changed?.text).toBe('ACE is slow. _Since 9:10 AM ET; expected until 8:00 PM ET._');
    expect(changed?.channelData.notices).toEqual(['ace-slow']);
    expect(kinds(talk.say('help'))).toEqual(['notice']);
  });

  test('a notice that is taken out is said to be over, once, and the buttons stay those of what was asked', () => {
    const talk = talkTo(withNotices({}));
    talk.content = without;
    const replies = talk.say('help');
    expect(replies[0]?.text).toBe('The notice about ACE is over: ACE is slow.');
    expect(buttons(replies.at(-1))).toContain('Person');
    expect(talk.say('help')).toHaveLength(1);
  });

  test('what is about CAPE touches steps that need CAPE, what is about ACE those that need either', () => {
    /** Whether the notice stands above the step, once a choice has led there. */
    const standsAbove = (about: string, guideId: string, target: string) => {
      const steps = shippedContent.guides.get(guideId)?.steps ?? [];
      const [way] = steps.flatMap(({ id, choices }) =>
        choices.filter(({ go }) => go === target).map((choice) => `choose:${guideId}/${id}/${choice.id}`),
      );
      const talk = talkTo({ ...shippedContent, notices: [onThatDay({ about })] });
      const shown = talk.press(way ?? '').at(-1);
      expect(shown?.channelData.step).toBe(target);
      return shown?.text.startsWith('ACE is slow.');
    };
    const reached = (about: string) => [
      standsAbove(about, 'ach-refund', 'open-tab'),
      standsAbove(about, 'cape-declaration', 'file-status'),
    ];
    expect(reached('ace')).toEqual([true, true]);
    expect(reached('cape')).toEqual([false, true]);
    expect(reached('office')).toEqual([false, false]);
    expect(reached('general')).toEqual([false, false]);
  });

  test('every step that leads into ACE or to the form by a link needs it', () => {
    const leading = [...shippedContent.guides.values()].flatMap(({ steps }) =>
      steps.filter(({ say }) => /https:\/\/ace(-accounts)?\.cbp\.gov/.test(say)),
    );
    expect(leading.length).toBeGreaterThan(1);
    expect(leading.filter(({ needs }) => !needs).map(({ id }) => id)).toEqual([]);
  });
});

describe('over a real server', () => {
  test('saving the file shows a notice within five seconds, and saving it again takes it away', async () => {
    const folder = copySample();
    edit(folder, file, null);
    const server = await startServer(['src/main.ts'], { DATA_DIR: `${folder}/data`, CONTENT_DIR: folder });
    try {
      const customer = await startCustomer(server.url);
      const shown = async () => (await request(`${server.url}/chat/page.json`)).body.notices as { text: string }[];
      const until = async (fits: (texts: string[]) => boolean) => {
        const end = performance.now() + 5000;
        while (!fits((await shown()).map(({ text }) => text)))
          if (performance.now() > end) throw new Error('nothing changed within five seconds');
      };
      /** What the bot says to a message. */
      const hears = async (text: string) => {
        const { watermark } = await customer.poll();
        await customer.say(text);
        return (await customer.poll(watermark)).activities.slice(1).map((one) => one.text);
      };
      expect(await shown()).toEqual([]);

      const minute = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
      const from = minute(Date.now() - 60_000);
      edit(folder, file, written({ from, until: minute(Date.now() + 3_600_000), zone: 'UTC' }));
      await until((texts) => texts[0] === 'ACE is slow.');
      expect((await hears('is the account free'))[0]).toMatch(
        /^ACE is slow\. _Since .* UTC; expected until .* UTC\._$/,
      );
      const greeting = (await (await startCustomer(server.url)).poll()).activities[0];
      expect(greeting?.channelData).toMatchObject({ kind: 'greeting', notices: ['ace-slow'] });
      expect(greeting?.text).toMatch(/^ACE is slow\. /);

      edit(folder, file, 'notices: []\n');
      await until((texts) => texts.length === 0);
      expect((await hears('is the account free'))[0]).toBe('The notice about ACE is over: ACE is slow.');
      expect((await (await startCustomer(server.url)).poll()).activities[0]?.channelData).not.toHaveProperty('notices');
    } finally {
      await server.stop();
    }
  });

  test('a notice begins and ends by itself', async () => {
    const server = await startTestServer();
    const shown = async () => {
      const { body } = await request(`${server.url}/chat/page.json`);
      return body.notices.map(({ id }: { id: string }) => id);
    };
    const passTo = (() => {
      let now = Date.now();
      return (at: string) => {
        server.pass(Date.parse(at) - now);
        now = Date.parse(at);
      };
    })();
    expect(await shown()).toEqual([]);
    passTo('2030-03-05T09:10:01-05:00');
    expect(await shown()).toEqual(['portal-slow']);
    passTo('2030-03-05T12:00:01-05:00');
    expect(await shown()).toEqual(['office-early', 'portal-slow']);
    passTo('2030-03-05T18:00:01-05:00');
    expect(await shown()).toEqual([]);
    await server.stop();
  });
});
