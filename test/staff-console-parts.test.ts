// The parts of the console that need no browser: events of the stream, lists, addresses, and what was said.
import { transcriptOf } from '../src/channels/staff-transcript.ts';
import type { HandoffSummary, HandoffWhole } from '../src/pages/staff/api.ts';
import { questionsIn } from '../src/pages/staff/case-questions.ts';
import { createEventReader } from '../src/pages/staff/event-stream.ts';
import { byOffice, casesOf, isForMe } from '../src/pages/staff/lists.ts';
import { addressOf, placeOf } from '../src/pages/staff/place.ts';
import { merge, renew } from '../src/pages/staff/said.ts';
import { itemsOf } from '../src/pages/staff/talk-items.ts';
import { spanInWords, timeIn } from '../src/pages/staff/when.ts';
import { holding, trailInWords } from '../src/pages/staff/words.ts';
import { withoutPersonal } from '../src/rules/personal.ts';

const dana = { id: 'dana', name: 'Dana', office: 'newark', role: 'staff' as const, available: true };
const offices = ['atlanta', 'newark'].map((id) => ({ id, name: `Office ${id}`, open: true, opensAt: null }));

function summary(number: number, more: Partial<HandoffSummary> = {}): HandoffSummary {
  return {
    id: number,
    number,
    kind: 'live',
    status: 'waiting',
    office: 'newark',
    owner: null,
    since: null,
    openedAt: new Date(Date.UTC(2026, 2, 3, 15, number % 60)).toISOString(),
    closedAt: null,
    closedBy: null,
    updatedAt: '2026-03-03T16:00:00.000Z',
    version: 1,
    customer: { name: null, email: null, contact: null, verified: null, language: null, timeZone: null },
    about: '',
    topic: null,
    guide: null,
    officeOpen: true,
    place: null,
    channel: 'directline',
    lastFrom: null,
    customerAt: null,
    staffAt: null,
    stars: null,
    ...more,
  };
}
const numbers = (cases: HandoffSummary[]) => cases.map(({ number }) => number);

describe('the stream', () => {
  const events =
    'retry: 1000\nid: 7\n\n: comment\nid: 8\nevent: case\ndata: {"a":\ndata: 1}\n\nevent: people\r\ndata: []\r\n\r\n';

  test.each([1, 2, 3, 7, 1000])('is read in pieces of %i characters', (size) => {
    const read = createEventReader();
    const pieces = events.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap(read)).toEqual([
      { id: '8', name: 'case', data: '{"a":\n1}' },
      { id: '8', name: 'people', data: '[]' },
    ]);
  });

  test('an event that is not complete waits for its rest', () => {
    const read = createEventReader();
    expect(read('data: half')).toEqual([]);
    expect(read(' and half\n')).toEqual([]);
    expect(read('\n')).toEqual([{ id: '', name: 'message', data: 'half and half' }]);
  });
});

describe('lists', () => {
  const held = summary(1, { status: 'claimed', owner: { id: 'lee', name: 'Lee' } });
  const mine = summary(2, { status: 'claimed', owner: { id: 'dana', name: 'Dana' }, lastFrom: 'customer' });
  const message = summary(5, { kind: 'message' });
  const closed = summary(6, { status: 'closed', closedAt: '2026-03-03T17:00:00.000Z' });
  const all = [held, mine, summary(4), summary(3), message, closed];

  test('who waits longest stands first, before whom somebody helps', () => {
    expect(numbers(casesOf('queue', all, dana, undefined))).toEqual([3, 4, 1, 2]);
  });

  test('each list has its own cases', () => {
    expect(numbers(casesOf('mine', all, dana, undefined))).toEqual([2]);
    expect(numbers(casesOf('messages', all, dana, undefined))).toEqual([5]);
    expect(numbers(casesOf('closed', all, dana, undefined))).toEqual([6]);
  });

  test('one office keeps the cases of no office, which are anybody’s', () => {
    const other = summary(7, { office: 'atlanta' });
    const nobodys = summary(8, { office: null });
    expect(numbers(casesOf('queue', [other, nobodys, summary(9)], dana, 'newark'))).toEqual([8, 9]);
  });

  test('one’s own office stands first, then what is anybody’s', () => {
    const cases = [
      summary(1, { office: 'atlanta' }),
      summary(2, { office: null }),
      summary(3),
      summary(4, { office: 'gone' }),
    ];
    expect(byOffice(cases, offices, 'newark').map(({ title }) => title)).toEqual([
      'Office newark',
      'Any office',
      'Office atlanta',
      'gone',
    ]);
  });

  test('a case wants my eye while it waits at my office, or its customer wrote to me', () => {
    expect(all.filter((one) => isForMe(one, dana)).map(({ number }) => number)).toEqual([2, 4, 3]);
    expect(isForMe(summary(9, { office: 'atlanta' }), dana)).toBe(false);
  });
});

describe('addresses', () => {
  test.each([
    ['#/mine/1001/history', { list: 'mine', number: 1001, page: 'history' }],
    ['#/closed', { list: 'closed', number: null, page: 'talk' }],
    ['', { list: 'queue', number: null, page: 'talk' }],
    ['#/nothing/5', { list: 'queue', number: null, page: 'talk' }],
    ['#/queue/<b>', { list: 'queue', number: null, page: 'talk' }],
  ] as const)('%s is a place', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });

  test('a place has an address that leads back to it', () => {
    const place = { list: 'messages', number: 7, page: 'history' } as const;
    expect(placeOf(addressOf(place))).toEqual(place);
  });
});

describe('what was said', () => {
  const said = (sequence: number, id: string, text: string, type = 'message') => ({
    sequence,
    activity: { type, id, text, from: { id: 'u', role: 'user' }, timestamp: '2026-03-03T15:00:00.000Z' },
  });

  test('an update stands where its message stood, whatever it was', () => {
    const merged = merge(
      [said(1, 'a', 'my account is 123'), said(2, 'b', 'hello')],
      [said(5, 'a', 'my account is …', 'messageUpdate')],
      2,
    );
    expect(merged.map(({ activity }) => [activity.type, activity.text])).toEqual([
      ['message', 'my account is …'],
      ['message', 'hello'],
    ]);
  });

  test('the server gives the same: a message as it was changed last, in its place and at its time', () => {
    const kept = (sequence: number, type: string, id: string, text: string) => ({
      conversationId: 'one',
      sequence,
      key: null,
      delivery: null,
      activity: { type, id, text, timestamp: `2026-03-03T15:00:0${sequence}.000Z` },
    });
    const lines = transcriptOf([
      kept(1, 'message', 'a', 'my account is 123'),
      kept(2, 'message', 'b', 'hello'),
      kept(3, 'messageUpdate', 'a', 'my account is …'),
      kept(4, 'event', 'c', ''),
      kept(5, 'messageUpdate', 'gone', 'of a message that is not here'),
      kept(6, 'messageUpdate', 'a', 'my account is [removed]'),
    ]);
    expect(lines.map(({ sequence, activity: { type, text, timestamp } }) => [sequence, type, text, timestamp])).toEqual(
      [
        [1, 'message', 'my account is [removed]', '2026-03-03T15:00:01.000Z'],
        [2, 'message', 'hello', '2026-03-03T15:00:02.000Z'],
      ],
    );
  });

  test('what came before the answer is not taken twice', () => {
    expect(merge([said(1, 'a', 'new words')], [said(1, 'a', 'old words')], 1)).toEqual([said(1, 'a', 'new words')]);
  });

  test('a change of a message that is not shown shows nothing', () => {
    expect(merge([said(8, 'b', 'hello')], [said(9, 'a', 'my account is …', 'messageUpdate')], 8)).toEqual([
      said(8, 'b', 'hello'),
    ]);
  });

  test('earlier messages stay where a case comes anew, unless some are missing between or a break hid changes', () => {
    const whole = (from: number, to: number, earlier: number | null, change = '') => ({
      ...summary(1),
      earlier,
      sequence: to,
      transcript: Array.from({ length: to - from + 1 }, (_, index) => said(from + index, `${from + index}`, change)),
    });
    const read = (one: object) => {
      const { transcript, earlier } = one as HandoffWhole;
      return [transcript.map(({ sequence }) => sequence), earlier];
    };
    const known = whole(3, 6, 3) as HandoffWhole;
    expect(read(renew(whole(5, 8, 5) as HandoffWhole, known))).toEqual([[3, 4, 5, 6, 7, 8], 3]);
    expect(read(renew(whole(7, 9, 7) as HandoffWhole, known))).toEqual([[3, 4, 5, 6, 7, 8, 9], 3]);
    expect(read(renew(whole(8, 9, 8) as HandoffWhole, known))).toEqual([[8, 9], 8]);
    expect(read(renew(whole(5, 8, 5) as HandoffWhole, known, true))).toEqual([[5, 6, 7, 8], 5]);
    expect(read(renew(whole(1, 8, null) as HandoffWhole, known))).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], null]);
  });

  test('notes and events stand among the messages by their time', () => {
    const row = (index: number, at: string, what: string) => ({
      index,
      at,
      actor: 'Dana',
      actorId: 'dana',
      what,
      detail: null,
    });
    const items = itemsOf({
      transcript: [said(1, 'a', 'hello')],
      trail: [row(0, '2026-03-03T14:59:00.000Z', 'opened'), row(1, '2026-03-03T15:01:00.000Z', 'note')],
    });
    expect(items.map(({ kind }) => kind)).toEqual(['day', 'event', 'message', 'note']);
    const { activity, ...one } = said(1, 'a', '');
    const back = itemsOf({ transcript: [{ ...one, activity: { ...activity, removed: true } }], trail: [] });
    expect(back).toContainEqual(expect.objectContaining({ text: '(Taken back by the customer)' }));
  });
});

describe('what was asked in a case', () => {
  const customer = { name: 'Lee Park', verified: { sub: '7', name: 'Bo Ångström' } };
  const about = (text: string, transcript: { from: string; text: string; choices?: string[] }[] = []) =>
    questionsIn({
      ...summary(1),
      about: text,
      customer: { ...summary(1).customer, ...customer },
      transcript: transcript.map(({ from, text, choices = [] }, sequence) => ({
        sequence,
        activity: {
          type: 'message',
          text,
          from: { id: from, role: from },
          suggestedActions: { actions: choices.map((title) => ({ type: 'imBack', title, value: title })) },
        },
      })),
    });

  test('stands there once, without what was only chosen, one word, and what the assistant said', () => {
    expect(
      about('why is my refund late', [
        { from: 'user', text: 'Why is my refund late' },
        { from: 'bot', text: 'Shall I fetch somebody?', choices: ['Chat with our staff', 'No, thanks'] },
        { from: 'user', text: 'Chat with our staff' },
        { from: 'user', text: 'Lee Park' },
        { from: 'user', text: 'hello?' },
        { from: 'user', text: 'why is my refund late' },
        { from: 'user', text: 'and the interest' },
      ]),
    ).toEqual(['why is my refund late', 'Why is my refund late', 'and the interest']);
  });

  test('says nobody’s name, and is cut between words', () => {
    expect(about('lee PARK here, Ångström called. Is the parking fee due')).toEqual([
      '… … here, … called. Is the parking fee due',
    ]);
    const [cut = ''] = about('the refund is late '.repeat(20));
    expect(cut).toMatch(/ (the|refund|is|late)$/);
    expect(cut.length).toBeLessThanOrEqual(200);
  });

  test.each([
    ['mail me at lee.park+cbp@example.co.uk please', 'mail me at … please'],
    ['call (973) 555-0112 or +1 973 555 0112', 'call … or …'],
    ['entries ABC-1234567-6 and SP700000014 fail', 'entries … and … fail'],
    ['our EIN 12-3456789 is taken', 'our EIN … is taken'],
    ['routing number 021000021', 'routing number …'],
    ['my [bank account number removed] is new', 'my … is new'],
  ])('takes out what belongs to somebody: "%s"', (text, bare) => {
    expect(withoutPersonal(text)).toBe(bare);
  });

  test.each([
    'is 9903.01.25 on the 5106 or the 7501',
    'no more than 9,999 entries within 80 days',
    'do I write to ACE.Support@cbp.dhs.gov',
    'liquidated on 9/3/26',
  ])('keeps what anybody may say: "%s"', (text) => {
    expect(withoutPersonal(text)).toBe(text);
  });
});

describe('words', () => {
  test.each([
    [42_000, '0:42'],
    [725_000, '12:05'],
    [3_900_000, '1 h 05 min'],
    [86_400_000, '1 day'],
    [-5, '0:00'],
  ])('%i ms are %s', (span, words) => expect(spanInWords(span)).toBe(words));

  test('a zone that nobody knows has no time', () => {
    expect(timeIn('Nowhere/Town', 0)).toBeUndefined();
    expect(timeIn('America/Los_Angeles', Date.UTC(2026, 2, 3, 18))).toBe('10:00 AM');
  });

  test('whose a case is', () => {
    const held = summary(1, { status: 'claimed', owner: { id: 'dana', name: 'Dana' } });
    expect(holding(held, 'dana')).toBe('Yours');
    expect(holding(held, 'lee')).toBe('Dana has it');
    expect(holding(summary(1, { status: 'closed', closedBy: 'idle' }), 'lee')).toBe('Closed, as the customer was gone');
  });

  test('a transfer names whom it went to', () => {
    const people = [{ id: 'lee', name: 'Lee', office: null, role: 'staff' as const, onDuty: true }];
    const row = (to: string) => ({
      index: 1,
      at: '',
      actor: 'Dana',
      actorId: 'dana',
      what: 'transferred',
      detail: { from: null, to },
    });
    expect(trailInWords(row('lee'), offices, people)).toBe('Dana transferred it to Lee');
    expect(trailInWords(row('atlanta'), offices, people)).toBe('Dana transferred it to Office atlanta');
  });
});
