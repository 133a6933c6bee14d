// Staff in the channel of an office in Microsoft Teams: cards, claims, words both ways, outages, and the message extension.

import { createPace } from '../src/channels/teams/pace.ts';
import { openLive } from './staff.ts';
import { signIn } from './staff-client.ts';
import { openTeamsDesk, type TeamsDesk, type TeamsPerson } from './teams-desk.ts';
import type { Posted } from './teams-office.ts';
import { removeFolders } from './test-server.ts';

let desk: TeamsDesk;
let dana: TeamsPerson;
let lee: TeamsPerson;
let console_: Awaited<ReturnType<typeof signIn>>;

beforeAll(async () => {
  desk = await openTeamsDesk();
  dana = await desk.staff('Dana');
  lee = await desk.staff('Lee', { office: null, role: 'lead' });
  console_ = await signIn(desk.url, desk.storage, 'Kim', { office: 'newark' });
  await lee.inChannel('connect newark');
});
afterAll(async () => {
  await desk.closeAll();
  removeFolders();
});

let count = 0;
const textOf = (card: Posted) => JSON.stringify(card.activity.attachments?.[0]?.content);
/** The card of this case, as soon as it says this. */
const cardOf = (number: number, words = '') =>
  desk.office.until(({ activity }) => {
    const text = JSON.stringify(activity.attachments?.[0]?.content ?? '');
    return text.includes(`Case ${number},`) && text.includes(words);
  });

/** A customer in the queue of the office, and the card of the case. */
async function customer(question = 'Where is my refund?') {
  const conversationId = `customer-${++count}`;
  const number = await openLive(desk.conversations, conversationId, question);
  return {
    number,
    card: await cardOf(number),
    say: (text: string) =>
      desk.conversations.receive({
        conversationId,
        activity: { type: 'message', text, from: { id: 'me', role: 'user' } },
      }),
    read: async () =>
      (await desk.storage.activitiesAfter(conversationId, 0, 200))
        .filter(({ activity }) => (activity.channelData as { staff?: object } | undefined)?.staff)
        .map(({ activity }) => activity.text),
  };
}
const below = (card: Posted, words: string) =>
  desk.office.until(({ thread, activity }) => thread === card.thread && String(activity.text).includes(words));

test('only a lead connects a channel, and only to an office there is', async () => {
  expect(await dana.inChannel('connect newark')).toContain('Only a lead');
  expect(await lee.inChannel('connect atlantis')).toContain('Which office?');
  expect(await desk.person('oid-stranger').inChannel('connect newark')).toContain('do not know you yet');
});

test('a case gets one card, which is claimed, answered and closed in place, and the customer reads only what was sent', async () => {
  const { number, card, say, read } = await customer('Where is *my* [refund](https://evil.example)?');
  expect(textOf(card)).toContain('"text":"Where is *my* [refund](https://evil.example)?"');
  expect(textOf(card)).not.toContain('"TextBlock"');
  expect((await dana.press(card, 'claim')).text).toContain('Dana has it since');
  await cardOf(number, 'Dana has it since');
  const inbox = (await dana.press(card, 'reply', { reply: 'Good morning.' })).text;
  expect(inbox).toContain('✔ Sent to the customer.');
  await below(card, `Dana to the customer, case ${number}: Good morning.`);
  await say('I filed in March.');
  await below(card, `Customer, case ${number}: I filed in March.`);
  await lee.inChannel('I know this importer.', { thread: card.thread, isMention: false });
  expect(await lee.inChannel('Let me help.', { thread: card.thread })).toContain('Not sent');
  expect(await dana.inChannel('It is on its way.', { thread: card.thread })).toContain('✔ Sent to the customer');
  expect(await dana.inChannel('note asked CBP', { thread: card.thread })).toContain('for staff only');
  await dana.press(card, 'close');
  const closed = await cardOf(number, 'Closed. Dana had it.');
  expect(textOf(closed)).not.toContain('Action.Execute');
  expect(await read()).toEqual(['Good morning.', 'It is on its way.']);
  const notes = (await desk.storage.caseEvents(number)).filter(({ what }) => what === 'note');
  expect(notes.map(({ detail }) => detail?.text)).toEqual(['I know this importer.', 'asked CBP']);
  expect(desk.office.posts.filter(({ activity }) => JSON.stringify(activity).includes(`Case ${number},`))).toHaveLength(
    1,
  );
});

test('of claims on the card, in the chat and in the console at once one holds, and the others read who has it', async () => {
  const { number, card } = await customer();
  const [pressed, said, posted] = await Promise.all([
    dana.press(card, 'claim'),
    lee.say(`claim ${number}`),
    console_.post(`handoffs/${number}/claim`),
  ]);
  const owner = (await desk.storage.case(number))?.owner ?? '';
  const name = { dana: 'Dana', lee: 'Lee', kim: 'Kim' }[owner];
  expect(pressed.text.includes('is claimed already')).toBe(owner !== 'dana');
  expect(pressed.text).toContain(`${name} has it`);
  expect(said).toContain(owner === 'lee' ? 'You have case' : `${name} has it`);
  expect(posted.status).toBe(owner === 'kim' ? 200 : 409);
});

test('a double click does once what it says', async () => {
  const { number, card, read } = await customer();
  const claims = await Promise.all([dana.press(card, 'claim'), dana.press(card, 'claim')]);
  for (const { text } of claims) expect(text).toContain('Dana has it since');
  expect((await desk.storage.caseEvents(number)).filter(({ what }) => what === 'claimed')).toHaveLength(1);
  const now = { ...(await cardOf(number, 'Dana has it since')) };
  await Promise.all([1, 2, 3].map(() => dana.press(now, 'reply', { reply: 'Once.' })));
  expect(await read()).toEqual(['Once.']);
});

test('a transfer to another office takes the card along; who presses an old one reads how it is', async () => {
  const { number, card } = await customer();
  const old = { ...card };
  await dana.press(card, 'claim');
  const claimed = await cardOf(number, 'Dana has it since');
  expect((await dana.press(claimed, 'transfer')).text).toContain('Nobody was chosen.');
  await dana.press(claimed, 'transfer', { to: 'staff:kim' });
  await cardOf(number, 'Kim has it since');
  expect((await dana.press(old, 'claim')).text).toContain('is claimed already: Kim has it');
  expect((await dana.press(old, 'close')).text).toContain('is not yours: Kim has it');
});

test('somebody who is no staff presses in vain', async () => {
  const { number, card } = await customer();
  expect((await desk.person('oid-stranger').press(card, 'claim')).text).toContain('Only staff do that');
  expect((await desk.person('oid-dana', { tenant: 'x' }).press(card, 'claim')).text).not.toContain('Dana has it');
  expect((await desk.storage.case(number))?.owner).toBeNull();
});

test('a channel that is told to slow down does, for as long as it was told, and nothing is lost', async () => {
  desk.office.refuse([429, { 'Retry-After': '5' }]);
  const before = desk.office.calls.length;
  const conversationId = `customer-${++count}`;
  const number = await openLive(desk.conversations, conversationId);
  while (!desk.logged().includes('Teams did not take a post')) await new Promise((next) => setImmediate(next));
  desk.pass(4_500);
  await desk.conversations.lookForDue();
  expect(desk.office.calls).toHaveLength(before + 1);
  const passing = setInterval(() => desk.pass(500), 50);
  await cardOf(number).finally(() => clearInterval(passing));
});

test('what passes is tried again by and by, until the card is there, once', async () => {
  const before = desk.office.calls.length;
  desk.office.refuse([412], [502], [503, { 'Retry-After': '2' }], [504]);
  const passing = setInterval(() => desk.pass(1_000), 50);
  const { card } = await customer().finally(() => clearInterval(passing));
  expect(desk.office.calls.slice(before).map(({ status }) => status)).toEqual([412, 502, 503, 504, 201]);
  expect(desk.office.posts.filter(({ thread }) => thread === card.thread)).toHaveLength(1);
});

test('while Teams is down cases are in the console at once; when it is back the card is there, as the case is then', async () => {
  desk.office.down(true);
  const conversationId = `customer-${++count}`;
  const number = await openLive(desk.conversations, conversationId, 'Asked in the outage.');
  expect((await console_.post(`handoffs/${number}/claim`)).status).toBe(200);
  await console_.post(`handoffs/${number}/messages`, { text: 'We are here.' });
  desk.office.down(false);
  const passing = setInterval(() => desk.pass(1_000), 50);
  const card = await cardOf(number, 'Kim has it since').finally(() => clearInterval(passing));
  await below(card, 'Kim to the customer');
  expect(textOf(card)).toContain('Asked in the outage.');
});

test('cards stay below what Teams takes, with the longest words there can be', async () => {
  const { number, card, say } = await customer('é漢'.repeat(500));
  await dana.press(card, 'claim');
  await cardOf(number, 'Dana has it since');
  await say('漢'.repeat(8_000));
  await below(card, '(the rest is in the console)');
  expect(Math.max(...desk.office.posts.map(({ activity }) => JSON.stringify(activity).length * 2))).toBeLessThan(
    28_000,
  );
});

describe('the message extension', () => {
  const invoke = async (person: TeamsPerson, name: string, value: object) =>
    (await person.send({ type: 'invoke', id: `invoke-${++count}`, name, value })).body as {
      task?: object;
      composeExtension: { type: string; text?: string; attachments?: { content: object; preview?: object }[] };
    };
  const search = (person: TeamsPerson, typed: string) =>
    invoke(person, 'composeExtension/query', {
      commandId: 'answers',
      parameters: [{ name: 'question', value: typed }],
    });

  test('finds answers with their sources for staff, within a second, and below the limit', async () => {
    const started = performance.now();
    const { composeExtension } = await search(dana, 'what does an ace account cost');
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(composeExtension).toMatchObject({ type: 'result', attachmentLayout: 'list' });
    const [first] = composeExtension.attachments ?? [];
    expect(first).toMatchObject({
      contentType: 'application/vnd.microsoft.card.adaptive',
      preview: { content: { title: expect.any(String) } },
    });
    expect(JSON.stringify(first?.content)).toContain('Sources:');
    expect(JSON.stringify(composeExtension).length * 2).toBeLessThan(28_000);
  });

  test('says nothing to who is no staff', async () => {
    const { composeExtension } = await search(desk.person('oid-stranger'), 'cost');
    expect(composeExtension).toEqual({ type: 'message', text: expect.stringContaining('Only staff search here.') });
  });

  test('makes a case of a message, once, without its bank number', async () => {
    const make = (office = 'newark', person = dana) =>
      invoke(person, 'composeExtension/submitAction', {
        commandId: 'makeCase',
        commandContext: 'message',
        data: { office, contact: 'ann@example.com' },
        messagePayload: {
          id: '1700000000000',
          from: { user: { displayName: 'Ann Importer' } },
          body: {
            contentType: 'html',
            content: '<p>Pay to routing number <b>021000021</b>, account number 123456789012 please</p>',
          },
        },
      });
    const said = (words: string) => ({ task: { type: 'message', value: expect.stringContaining(words) } });
    expect(await make('atlantis')).toEqual(said('"atlantis" is not one office.'));
    expect(await make('newark', desk.person('oid-stranger'))).toEqual(said('Only staff make cases.'));
    expect(await desk.storage.cases({ kind: 'message' }, 10)).toEqual([]);
    const [first, second] = [await make(), await make()];
    expect(first.composeExtension.type).toBe('result');
    const [one, ...others] = await desk.storage.cases({ kind: 'message' }, 10);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      office: 'newark',
      name: 'Ann Importer',
      contact: 'ann@example.com',
      status: 'waiting',
    });
    expect(one?.question).not.toMatch(/021000021|123456789012/);
    expect(JSON.stringify(second)).toContain(`Case ${one?.number},`);
    await cardOf(one?.number ?? 0);
  });
});

test('five hundred posts at once keep to the limits of a thread, each in its order, and are done in about four minutes', () => {
  let now = 0;
  const pace = createPace(
    () => now,
    () => 0,
  );
  const ids = Array.from({ length: 500 }, (_, index) => `customer ${index}`);
  const moments = ids.map((id) => pace.moment('channel', id));
  for (const [most, milliseconds] of [
    [7, 1_000],
    [8, 2_000],
    [60, 30_000],
    [1_800, 3_600_000],
  ] as const)
    for (const [index, moment] of moments.entries())
      expect((moments[index + most] ?? Number.POSITIVE_INFINITY) - moment).toBeGreaterThanOrEqual(milliseconds);
  expect(moments).toEqual([...moments].sort((one, other) => one - other));
  expect((moments.at(-1) ?? 0) / 60_000).toBeCloseTo(4, 0);
  // Told to slow down, all keep their order and the limits; who waits longer than that waits no longer for it.
  pace.pause('channel', 60_000);
  expect(ids.map((id) => pace.moment('channel', id))).toEqual(moments.map((moment) => moment + 60_000));
  for (const id of ids.slice(0, 60)) {
    now = pace.moment('channel', id);
    pace.done('channel', id);
  }
  const next = pace.moment('channel', 'customer 60');
  pace.pause('channel', next - now - 1);
  expect(pace.moment('channel', 'customer 60')).toBe(next);
  // Who has posted waits again like anybody else.
  expect(pace.moment('channel', 'customer 0')).toBeGreaterThanOrEqual((moments.at(-1) ?? 0) + 60_000);
});

test('a burst of cases is shown whole under the limits: one card each, none twice, none lost', async () => {
  const before = desk.office.posts.length;
  const numbers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => openLive(desk.conversations, `burst-${index}`)),
  );
  const passing = setInterval(() => desk.pass(500), 20);
  await Promise.all(numbers.map((number) => cardOf(number))).finally(() => clearInterval(passing));
  const cards = desk.office.posts.slice(before).map(({ activity }) => JSON.stringify(activity));
  for (const number of numbers) expect(cards.filter((text) => text.includes(`Case ${number},`))).toHaveLength(1);
});

test('a card that somebody deleted is posted anew, with what was said below it, and the channel stays connected', async () => {
  const { number, card } = await customer();
  desk.office.remove(card);
  await console_.post(`handoffs/${number}/claim`);
  const passing = setInterval(() => desk.pass(500), 50);
  const again = await cardOf(number, 'Kim has it since');
  expect(again.thread).not.toBe(card.thread);
  const { card: other, say } = await customer();
  desk.office.remove(other);
  await say('Are you there?');
  const said = await desk.office.until(({ activity }) => String(activity.text).endsWith('Are you there?'));
  clearInterval(passing);
  expect(said.thread).not.toBe(other.thread);
  await customer();
});

test('a post that Teams refuses holds up no other case, and is tried again when its case changes', async () => {
  const other = await customer();
  desk.office.limit((_place, text) => (text.includes('Refuse me') ? [400, {}] : null));
  const refused = await openLive(desk.conversations, `customer-${++count}`, 'Refuse me.');
  while (!desk.logged().includes('Teams refuses a post')) {
    desk.pass(5_000);
    await desk.conversations.lookForDue();
    await new Promise((next) => setTimeout(next, 10));
  }
  await console_.post(`handoffs/${other.number}/claim`);
  await cardOf(other.number, 'Kim has it since');
  desk.office.limit(() => null);
  await console_.post(`handoffs/${refused}/claim`);
  await cardOf(refused, 'Kim has it since');
});
