// 10,000 claims in rounds of fifty, by two servers on each database, and the last word of each case: one owner, always.
import { pino } from 'pino';
import { loadContent } from '../../src/content/load.ts';
import { type Conversations, createConversations } from '../../src/conversation.ts';
import { CaseConflict } from '../../src/handoff/staff-actions.ts';
import type { Staff } from '../../src/storage/storage/staff.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { type Kind, startDatabases } from '../databases.ts';
import { addStaff, openLive } from '../staff.ts';
import type { Outcome } from './soak.ts';

const claims = 10_000;
const atOnce = 50;
/** Tuesday, 3 March 2026, 10:00 in New York. */
const tuesdayMorning = Date.parse('2026-03-03T10:00:00-05:00');

/** Races on both databases; what is left over of chance is which of the staff acts on which server. */
export async function soakClaims(seed: number): Promise<Outcome> {
  const outcome = { passed: 0, failed: 0 };
  for (const kind of ['SQLite', 'PostgreSQL'] as const) {
    const wrong = await race(kind, seed);
    outcome[wrong.length === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${kind}: ${claims} claims, ${claims / atOnce} cases`);
    for (const line of wrong.slice(0, 5)) console.log(`      ${line}`);
  }
  return outcome;
}

async function race(kind: Kind, seed: number): Promise<string[]> {
  const server = await startDatabases(kind);
  try {
    const { database, storage } = await server.ready();
    // Another process on the same SQLite file is no node.
    const nodes = (kind === 'SQLite' ? [storage] : [storage, database.open()]).map(takeTurns);
    const staff: Staff[] = [];
    for (let index = 0; index < atOnce; index++)
      staff.push(await addStaff(storage, `Staff ${index}`, tuesdayMorning, { id: `staff-${index}` }));
    const wrong: string[] = [];
    for (let round = 0; round < claims / atOnce; round++) {
      const found = await claimOnce(storage, nodes, staff, `customer ${round}`, seed + round);
      if (found) wrong.push(found);
    }
    await Promise.all(nodes.map((node) => node.stop()));
    return wrong;
  } finally {
    await server.stop();
  }
}

function takeTurns(storage: Storage): Conversations {
  const { content } = loadContent('test/fixtures/content/dialogs', 'test/fixtures/content/knowledge');
  if (!content) throw new Error('The content of the tests has errors: npm run check -- --content.');
  return createConversations({
    storage,
    content: () => content,
    log: pino({ level: 'error' }),
    meter: { turn() {}, reply() {} },
    now: () => tuesdayMorning,
    dueEvery: 60_000,
    staffEvery: 0,
  });
}

/** One case and fifty who want it; what went wrong, or nothing. */
async function claimOnce(
  storage: Storage,
  nodes: Conversations[],
  staff: Staff[],
  id: string,
  seed: number,
): Promise<string | undefined> {
  const node = (index: number) => nodes[(index * 7 + seed) % nodes.length] as Conversations;
  const number = await openLive(node(0), id);
  const order = staff.toSorted((one, other) => mixed(one.id, seed) - mixed(other.id, seed));
  const results = await Promise.allSettled(
    order.map((who, index) => node(index).staffAct(number, who, { kind: 'claim' })),
  );
  const winners = results.flatMap((one, index) => (one.status === 'fulfilled' ? [order[index]?.id] : []));
  const others = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const owner = (await storage.conversation(id))?.owner;
  const claimed = (await storage.caseEvents(number)).filter(({ what }) => what === 'claimed');
  if (winners.length !== 1) return `case ${number}: ${winners.length} won`;
  if ((await storage.case(number))?.owner !== winners[0] || owner !== winners[0])
    return `case ${number}: ${winners[0]} won, and ${owner} has it`;
  if (claimed.length !== 1) return `case ${number}: ${claimed.length} claims in its trail`;
  const strange = others.find((reason) => !(reason instanceof CaseConflict && reason.owner?.id === winners[0]));
  return strange && `case ${number}: somebody was told ${strange}`;
}

/** A number that depends on both, so that the order differs from round to round. */
function mixed(text: string, seed: number): number {
  let hash = seed;
  for (const sign of text) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
