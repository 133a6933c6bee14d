// A program for the tests: commits turns until it ends, and says of each that it is kept once its promise has resolved.
// Arguments: the database, the conversation's prefix, how many turns (0 for no end), and the length of their text.
import { openPostgres } from '../src/storage/postgres.ts';
import { openSqlite } from '../src/storage/sqlite.ts';

const [location = '', prefix = '', count = '0', length = '500'] = process.argv.slice(2);
const storage = location.startsWith('postgres://') ? openPostgres(location) : openSqlite(location);

async function write(id: string): Promise<void> {
  await storage.turn(id, (turn) => turn.create({ channel: 'test', userId: 'u', createdAt: 1 }));
  for (let number = 1; Number(count) === 0 || number <= Number(count); number++) {
    await storage.turn(id, async (turn) => {
      await turn.append([
        { key: `${number}`, activity: (sequence) => ({ sequence, text: 'x'.repeat(Number(length)) }) },
      ]);
      await turn.update({ state: { number } });
    });
    process.stdout.write(`kept ${id} ${number}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, number) => write(`${prefix}${number}`))).catch((error) => {
  process.stdout.write(`failed ${error.message}\n`);
});
await storage.close();
