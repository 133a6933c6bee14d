// One owner each: however many claim at once, on one node or two, exactly one wins and the others are told who.
import { pino } from 'pino';
import { type Conversations, createConversations } from '../src/conversation.ts';
import { CaseConflict } from '../src/handoff/staff-actions.ts';
import type { Staff } from '../src/storage/storage/staff.ts';
import type { Storage } from '../src/storage/storage.ts';
import { type Kind, startDatabases, type TestServer } from './databases.ts';
import { addStaff, openLive } from './staff.ts';
import { sampleContent, tuesdayMorning } from './talk.ts';

const rounds = 20;
const claims = 50;

describe.each<[Kind, number]>([
  ['SQLite', 1],
  ['PostgreSQL', 1],
  ['PostgreSQL', 2],
])('%s, nodes: %i', (kind, count) => {
  let server: TestServer;
  let storage: Storage;
  let nodes: Conversations[];
  let staff: Staff[];

  beforeAll(async () => {
    server = await startDatabases(kind);
    const { database, storage: first } = await server.ready();
    storage = first;
    const storages = [first, ...Array.from({ length: count - 1 }, () => database.open())];
    nodes = storages.map((one) =>
      createConversations({
        storage: one,
        content: () => sampleContent,
        log: pino({ level: 'silent' }),
        meter: { turn() {}, reply() {} },
        now: () => tuesdayMorning,
        dueEvery: 60_000,
        staffEvery: 0,
      }),
    );
    staff = [];
    for (let index = 0; index < claims; index++)
      staff.push(await addStaff(storage, `Staff ${index}`, tuesdayMorning, { id: `staff-${index}` }));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await server?.stop();
  });

  const node = (index: number) => nodes[index % nodes.length] as Conversations;

  test('of 50 claims at once one wins, and the 49 others are told who has it and since when', async () => {
    for (let round = 0; round < rounds; round++) {
      const number = await openLive(node(round), `one ${round}`);
      const results = await Promise.allSettled(
        staff.map((who, index) => node(index).staffAct(number, who, { kind: 'claim' })),
      );
      const won = results.flatMap((one, index) => (one.status === 'fulfilled' ? [staff[index]] : []));
      expect(won).toHaveLength(1);
      const lost = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      for (const reason of lost) {
        expect(reason).toBeInstanceOf(CaseConflict);
        const { code, owner, since } = reason as CaseConflict;
        expect({ code, owner, since }).toEqual({
          code: 'already-claimed',
          owner: { id: won[0]?.id, name: won[0]?.name },
          since: tuesdayMorning,
        });
      }
      expect(await storage.case(number)).toMatchObject({ status: 'claimed', owner: won[0]?.id });
      expect((await storage.conversation(`one ${round}`))?.owner).toBe(won[0]?.id);
      const trail = await storage.caseEvents(number);
      expect(trail.map(({ what, actor }) => [what, actor])).toEqual([
        ['opened', 'customer'],
        ['claimed', won[0]?.id],
      ]);
    }
  });

  test('of two cases of one conversation only one is claimed at a time', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = `two ${round}`;
      const numbers = [await openLive(node(round), id), await leaveMessage(node(round), id)];
      const results = await Promise.allSettled(
        staff
          .slice(0, 10)
          .map((who, index) => node(index).staffAct(numbers[index % 2] as number, who, { kind: 'claim' })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const cases = await Promise.all(numbers.map((number) => storage.case(number)));
      const claimed = cases.filter((one) => one?.status === 'claimed');
      expect(claimed).toHaveLength(1);
      expect((await storage.conversation(id))?.owner).toBe(claimed[0]?.owner);
    }
  });

  test('while claims, releases, closes and the customer race, the owner of the conversation is always that of the case', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = `all ${round}`;
      const number = await openLive(node(round), id);
      const kinds = ['claim', 'release', 'claim', 'close', 'reopen', 'claim'] as const;
      await Promise.allSettled([
        ...staff
          .slice(0, 12)
          .map((who, index) => node(index).staffAct(number, who, { kind: kinds[index % kinds.length] ?? 'claim' })),
        ...[0, 1].map((index) =>
          node(index).receive({
            conversationId: id,
            activity: { type: 'message', text: 'End', from: { id: 'me' }, channelData: { action: 'handoff:end' } },
          }),
        ),
      ]);
      const found = await storage.case(number);
      const owner = found?.status === 'claimed' ? found.owner : null;
      expect((await storage.conversation(id))?.owner).toBe(owner);
    }
  });
});

async function leaveMessage(conversations: Conversations, conversationId: string): Promise<number> {
  const press = (action: string, text = 'pressed') =>
    conversations.receive({
      conversationId,
      activity: { type: 'message', text, from: { id: 'me' }, channelData: { action } },
    });
  await press('message:start');
  await conversations.receive({
    conversationId,
    activity: { type: 'message', text: 'Call me please', from: { id: 'me' } },
  });
  await conversations.receive({
    conversationId,
    activity: { type: 'message', text: 'dana@example.com', from: { id: 'me' } },
  });
  await press('message:skip');
  const { stored } = await press('message:send');
  return Number((stored.at(-1)?.activity.channelData as { case?: number } | undefined)?.case);
}
