// How a message of the bot goes out on each channel: its length, its marks, its choices, and where a long one is cut.
import fc from 'fast-check';
import { formatForChannel } from '../src/channels/channel-format.ts';
import { plainText, teamsText } from '../src/channels/plain-text.ts';
import { splitText } from '../src/channels/split-text.ts';

const choice = (title: string, command?: true) => ({
  type: 'imBack',
  title,
  value: title,
  channelData: { action: `x:${title}`, ...(command && { command }) },
});
const message = (text: string, ...actions: ReturnType<typeof choice>[]) => ({
  type: 'message',
  id: 'one',
  text,
  textFormat: 'markdown',
  channelData: { kind: 'guide' },
  attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'Desk', buttons: [] } }],
  suggestedActions: { actions },
});
const asked = message(
  '**Have one?** See [CBP](https://www.cbp.gov).',
  choice('Yes'),
  choice('No'),
  choice('Person', true),
);
const onlyOne = (channel: string, activity: object = asked, isLast = true) => {
  const parts = formatForChannel(channel, activity as never, isLast);
  expect(parts).toHaveLength(1);
  return parts[0] as Record<string, unknown>;
};

test.each(['webchat', 'directline', 'emulator'])('on %s a message goes out as it is', (channel) => {
  expect(formatForChannel(channel, asked, true)).toEqual([asked]);
});

test.each(['msteams', 'email', 'slack', 'facebook', 'telegram', 'line', 'sms', 'groupme', 'whatsapp', 'who-knows'])(
  'on %s channelData of ours, which would be read as a message in the own language of the channel, stays here',
  (channel) => {
    const sent = onlyOne(channel);
    expect(JSON.stringify(sent)).not.toMatch(/channelData|kind|x:Yes/);
    expect(sent).toMatchObject({ type: 'message', id: 'one' });
  },
);

test('Microsoft Teams gets Markdown of the kind it shows everywhere, and choices on cards of six', () => {
  const titles = Array.from({ length: 9 }, (_, index) => `Choice ${index + 1}`);
  const sent = onlyOne('msteams', message('## Title\nOne\n- a **b**\n- c', ...titles.map((title) => choice(title))));
  expect(sent).toMatchObject({ textFormat: 'markdown', text: '**Title**\n\nOne\n\n• a **b**\n\n• c' });
  expect(sent.suggestedActions).toBeUndefined();
  const cards = sent.attachments as { contentType: string; content: { buttons: object[] } }[];
  expect(cards.map(({ content }) => content.buttons.length)).toEqual([6, 3]);
  expect(cards[0]).toEqual({
    contentType: 'application/vnd.microsoft.card.hero',
    content: { buttons: titles.slice(0, 6).map((title) => ({ type: 'imBack', title, value: title })) },
  });
});

test.each(['sms', 'groupme', 'whatsapp', 'who-knows'])(
  'on %s there is plain text, and choices have numbers',
  (channel) => {
    expect(onlyOne(channel)).toEqual({
      type: 'message',
      id: 'one',
      textFormat: 'plain',
      text: 'Have one? See CBP (https://www.cbp.gov).\n\nAnswer with a number:\n1. Yes\n2. No\n\nOr write Person.',
    });
  },
);

test('e-mail has Markdown and numbers', () => {
  expect(onlyOne('email')).toMatchObject({
    textFormat: 'markdown',
    text: '**Have one?** See [CBP](https://www.cbp.gov).\n\nAnswer with a number:\n1. Yes\n2. No\n\nOr write **Person**.',
  });
});

test.each(['facebook', 'telegram', 'line', 'slack'])(
  '%s shows short choices as buttons, and too many as numbers',
  (channel) => {
    const actions = ['Yes', 'No', 'Person'].map((title) => ({ type: 'imBack', title, value: title }));
    expect(onlyOne(channel).suggestedActions).toEqual({ actions });
    const many = Array.from({ length: 101 }, (_, index) => choice(String(index)));
    const sent = onlyOne(channel, message('Which?', ...many));
    expect(sent.suggestedActions).toBeUndefined();
    expect(sent.text).toContain('\n101. 100');
  },
);

test('titles that Messenger would cut off are numbered', () => {
  expect(onlyOne('facebook', message('Which?', choice('Enter the bank for your refund'))).text).toBe(
    'Which?\n\nAnswer with a number:\n1. Enter the bank for your refund',
  );
});

test('only the last message of a turn has choices: a number is taken as one of its', () => {
  expect(onlyOne('sms', asked, false).text).toBe('Have one? See CBP (https://www.cbp.gov).');
  expect(onlyOne('msteams', asked, false)).not.toHaveProperty('attachments');
});

test('commands alone are words to write', () => {
  expect(onlyOne('sms', message('Wait.', choice('Back', true), choice('Person', true))).text).toBe(
    'Wait.\n\nYou can write Back or Person.',
  );
});

describe('behind an answer', () => {
  const answer = (more: object = {}) => ({
    ...message('It costs **nothing**.', choice('Person', true)),
    channelData: {
      kind: 'answer',
      entry: 'cost',
      asOf: '2026-06-16',
      sources: ['bulletin', 'https://www.cbp.gov/x', 'https://sells.example.com/y'],
      ...more,
    },
  });
  const overdue = answer({ reviewBy: '2026-07-31' });

  test('stands in plain text when it was checked and against what, and that a new check is overdue', () => {
    expect(onlyOne('sms', answer()).text).toBe(
      'It costs nothing.\n\nLast checked: June 16, 2026. ' +
        "Source: the broker's bulletin, cbp.gov (https://www.cbp.gov/x), sells.example.com\n\nYou can write Person.",
    );
    expect(onlyOne('sms', overdue).text).toContain(
      'Last checked: June 16, 2026. A new check is overdue since July 31, 2026. Source:',
    );
    expect(onlyOne('email', overdue).text).toContain('**A new check is overdue since July 31, 2026.** Source:');
    expect(onlyOne('sms', message('Hello')).text).not.toContain('checked');
  });

  test('stands in Teams a card whose sources unfold on a press, and an overdue check in the open', () => {
    const [card, buttons] = onlyOne('msteams', overdue).attachments as { content: Record<string, unknown> }[];
    expect(card).toMatchObject({ contentType: 'application/vnd.microsoft.card.adaptive' });
    expect(card?.content.body).toMatchObject([
      { text: 'Last checked: June 16, 2026' },
      { text: 'A new check is overdue since July 31, 2026.', weight: 'Bolder' },
      { text: expect.stringContaining('[cbp.gov](https://www.cbp.gov/x)'), id: 'sources', isVisible: false },
    ]);
    expect(card?.content.actions).toMatchObject([{ type: 'Action.ToggleVisibility', targetElements: ['sources'] }]);
    expect(buttons?.content).toMatchObject({ buttons: [{ title: 'Person' }] });
    expect(JSON.stringify(onlyOne('msteams', answer()))).not.toContain('overdue');
    // Another message of the same turn follows: what is behind this one stays with it.
    expect(onlyOne('msteams', answer(), false).attachments).toHaveLength(1);
  });
});

test('files go along, contact cards stay: the text says what they say', () => {
  const file = { contentType: 'image/png', contentUrl: 'https://desk.example/a.png', name: 'a.png' };
  expect(onlyOne('sms', { ...asked, attachments: [...asked.attachments, file] }).attachments).toEqual([file]);
});

test.each([
  ['sms', 1_600],
  ['groupme', 1_000],
  ['facebook', 2_000],
  ['telegram', 4_096],
  ['slack', 4_000],
  ['line', 5_000],
  ['msteams', 12_000],
])('on %s no message has more than %i characters, and the last one carries the choices', (channel, most) => {
  const text = Array.from({ length: 400 }, (_, index) => `Paragraph ${index} is a sentence of some words.`).join(
    '\n\n',
  );
  const parts = formatForChannel(channel, message(text, choice('Yes')), true);
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect((part.text as string).length).toBeLessThanOrEqual(most);
  const withChoices = parts.filter((one) => /Yes/.test(JSON.stringify(one)));
  expect(withChoices).toEqual([parts.at(-1)]);
  expect(parts.map((one) => one.text).join('\n\n')).toContain('Paragraph 0 ');
});

test.each([
  ['a [link](https://a.example/b_c_d) here', 'a link (https://a.example/b_c_d) here'],
  ['[https://a.example](https://a.example)', 'https://a.example'],
  [
    'mail [desk@example.com](mailto:desk@example.com) or [call](tel:+18665304172)',
    'mail desk@example.com or call (+18665304172)',
  ],
  ['[CSMS (new)](https://a.example/x_(y))', 'CSMS (new) (https://a.example/x_(y))'],
  ['**bold** and _slanted_, *too*, `code`', 'bold and slanted, too, code'],
  ['**A _b_ c**', 'A b c'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['## Title\n> quoted\n- one\n1. two', 'Title\nquoted\n- one\n1. two'],
  ['5\\. not a list, \\<b\\> \\~ \\|', '5. not a list, <b> ~ |'],
])('%j is %j in plain text', (markdown, text) => {
  expect(plainText(markdown)).toBe(text);
});

test('line breaks of a list survive in Teams', () => {
  expect(teamsText('a\nb\n\nc\n  - d')).toBe('a\n\nb\n\nc\n\n  • d');
});

describe('a long text is cut', () => {
  test.each([
    [
      'between paragraphs',
      `${'a '.repeat(30)}\n\n${'b '.repeat(30)}`,
      ['a '.repeat(30).trim(), 'b '.repeat(30).trim()],
    ],
    ['else between lines', `${'a '.repeat(30)}\n${'b '.repeat(30)}`, ['a '.repeat(30).trim(), 'b '.repeat(30).trim()]],
    ['else between sentences', `${'a'.repeat(50)}. ${'b '.repeat(24)}`, [`${'a'.repeat(50)}.`, 'b '.repeat(24).trim()]],
    ['else between words', `${'a'.repeat(50)} ${'b'.repeat(50)}`, ['a'.repeat(50), 'b'.repeat(50)]],
    ['anywhere where there is no border', 'a'.repeat(100), ['a'.repeat(80), 'a'.repeat(20)]],
  ])('%s', (_where, text, parts) => {
    expect(splitText(text, 80)).toEqual(parts);
  });

  test('never inside a link, an address or a mark, never between the halves of a character, and nothing is lost', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '[a link with words](https://a.example/x)',
        '**strong words here**',
        '_slanted words_',
        '`some code`',
      ),
      fc.constantFrom('https://a.example/a/long/address', '\n\n', '\n', '. ', ' ', '🙂🙂🙂'),
      fc.stringMatching(/^[a-z]{1,12}$/),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 60, max: 200 }), (pieces, most) => {
        const text = pieces.join(' ');
        const parts = splitText(text, most);
        expect(parts.every((part) => part.length <= most && part.length > 0)).toBe(true);
        expect(parts.join(' ').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
        const marks = (some: string) =>
          some.match(
            /\[a link with words\]\(https:\/\/a.example\/x\)|\*\*strong words here\*\*|_slanted words_|`some code`|https:\/\/a\.example\/a\/long\/address|🙂/gu,
          )?.length;
        expect(parts.reduce((sum, part) => sum + (marks(part) ?? 0), 0)).toBe(marks(text) ?? 0);
      }),
    );
  });
});

describe('what staff write, and how it ends', () => {
  const staff = { type: 'message', text: 'Good **morning**', channelData: { staff: { name: 'Dana' } } };

  test('where all that is sent stands under the name of the bot, theirs is in the words', () => {
    expect(onlyOne('msteams', staff).text).toBe('**Dana:** Good **morning**');
    expect(onlyOne('sms', staff).text).toBe('Dana: Good morning');
    expect(formatForChannel('directline', staff, true)).toEqual([staff]);
  });

  test('the button that ends it counts by its value, and is not shown where a press comes back as words', () => {
    const bare = { type: 'messageBack', title: 'End', value: 'handoff:end', text: 'End', displayText: 'End' };
    const end = { ...bare, channelData: { action: 'handoff:end', command: true } };
    const present = { type: 'message', text: 'Dana is here.', suggestedActions: { actions: [end] } };
    expect(onlyOne('sms', present).text).toBe('Dana is here.');
    expect(onlyOne('telegram', present).suggestedActions).toBeUndefined();
    expect(formatForChannel('directline', present, true)).toEqual([present]);
    expect(onlyOne('msteams', present).attachments).toMatchObject([{ content: { buttons: [bare] } }]);
  });
});
