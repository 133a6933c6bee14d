// What no client of Microsoft Teams sends, and a new version of one may: nothing fails, nothing is made of it, and it is said.
import { openLive } from './staff.ts';
import { openTeamsDesk, type TeamsDesk, type TeamsPerson } from './teams-desk.ts';
import { removeFolders } from './test-server.ts';

let desk: TeamsDesk;
let dana: TeamsPerson;
beforeAll(async () => {
  desk = await openTeamsDesk();
  dana = await desk.staff('Dana');
});
afterAll(async () => {
  await desk.closeAll();
  removeFolders();
});

const odd: unknown[] = [undefined, null, 0, 1, true, '', 'x', [], [null], {}, { id: {} }];
const press = (action: unknown) => ({ name: 'adaptiveCard/action', value: { action } });
const query = (parameters: unknown) => ({
  name: 'composeExtension/query',
  value: { commandId: 'answers', parameters },
});
const make = (messagePayload: unknown, data?: unknown) => ({
  name: 'composeExtension/submitAction',
  value: { commandId: 'makeCase', messagePayload, data },
});
const words = { content: 'Where is my refund?' };
const claim = { type: 'Action.Execute', verb: 'claim' };

/** What an answer to this has that it should not have. */
async function surprise(activity: object): Promise<unknown[]> {
  const { status, body } = await dana.send({ id: 'odd', ...activity });
  const isSaid = status !== 400 || /"message":"..../.test(JSON.stringify(body));
  // 501: nobody takes this kind of an invoke.
  return [200, 201, 202, 400, 413, 501].includes(status) && isSaid ? [] : [{ activity, status, body }];
}

test.each<[string, (one: unknown) => object]>([
  ['the name of an invoke', (name) => ({ type: 'invoke', name, value: {} })],
  ['the value of a press', (value) => ({ type: 'invoke', name: 'adaptiveCard/action', value })],
  ['the value of a search', (value) => ({ type: 'invoke', name: 'composeExtension/query', value })],
  ['the value of a new case', (value) => ({ type: 'invoke', name: 'composeExtension/submitAction', value })],
  ['an action', (action) => ({ type: 'invoke', ...press(action) })],
  ['the data of an action', (data) => ({ type: 'invoke', ...press({ ...claim, data }) })],
  ['the number of a case', (number) => ({ type: 'invoke', ...press({ ...claim, data: { number } }) })],
  ['a verb', (verb) => ({ type: 'invoke', ...press({ ...claim, verb, data: { number: 1000 } }) })],
  ['parameters', (parameters) => ({ type: 'invoke', ...query(parameters) })],
  ['a parameter', (value) => ({ type: 'invoke', ...query([{ name: 'question', value }]) })],
  ['a message', (payload) => ({ type: 'invoke', ...make(payload) })],
  ['the body of a message', (body) => ({ type: 'invoke', ...make({ id: 'x', body }) })],
  [
    'the words of a message',
    (content) => ({ type: 'invoke', ...make({ id: 'x', body: { content } }, { office: 'x' }) }),
  ],
  ['who wrote a message', (from) => ({ type: 'invoke', ...make({ id: 'x', body: words, from }, { office: 'x' }) })],
  ['whose name', (user) => ({ type: 'invoke', ...make({ id: 'x', body: words, from: { user } }, { office: 'x' }) })],
  ['the form of a new case', (data) => ({ type: 'invoke', ...make({ body: words }, data) })],
  ...['text', 'value', 'entities', 'conversation', 'channelData', 'from', 'recipient', 'attachments', 'id'].flatMap(
    (field) =>
      ['message', 'messageUpdate', 'messageDelete', 'conversationUpdate', 'installationUpdate', 'invoke', 'typing'].map(
        (type): [string, (one: unknown) => object] => [
          `the ${field} of a ${type}`,
          (one) => ({ type, name: 'adaptiveCard/action', value: { action: claim }, text: 'x', [field]: one }),
        ],
      ),
  ),
  ['the tenant of a message', (tenant) => ({ type: 'message', text: 'queue', channelData: { tenant } })],
  ['the members that came', (membersAdded) => ({ type: 'conversationUpdate', membersAdded })],
  ['the kind of an activity', (type) => ({ type })],
])('%s may be anything', async (_what, activity) => {
  const surprises: unknown[] = [];
  for (const one of odd) surprises.push(...(await surprise(activity(one))));
  expect(surprises).toEqual([]);
});

test('no case was made of any of it, and nothing failed inside', async () => {
  expect(await desk.storage.cases({}, 10)).toEqual([]);
  const failures = desk
    .logged()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line));
  expect(failures).toEqual([]);
});

test('of two messages with one moment, in two chats, both become cases; of one that comes twice, one', async () => {
  const send = (chat: string) =>
    dana.send({
      type: 'invoke',
      id: 'made',
      ...make({ id: '1700000000000', body: words }),
      conversation: { conversationType: 'groupChat', id: chat },
    });
  await Promise.all([send('19:one'), send('19:two'), send('19:one'), send('19:one')]);
  expect(await desk.storage.cases({}, 10)).toHaveLength(2);
});

// Last, since it takes the clock along.
test('a channel that is told to wait for a year has the card in little more than an hour', async () => {
  const lee = await desk.staff('Lee', { office: null, role: 'lead' });
  await lee.inChannel('connect newark');
  desk.office.refuse([429, { 'Retry-After': '31536000' }]);
  const number = await openLive(desk.conversations, 'customer');
  while (!desk.logged().includes('"waitMs":3600000')) await new Promise((next) => setTimeout(next, 10));
  desk.pass(80 * 60_000);
  await desk.office.until(({ activity }) => JSON.stringify(activity).includes(`Case ${number},`));
});
