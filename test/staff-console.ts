// The console in a real browser: staff who were invited and signed in, and customers who wait for them.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { sqliteFile } from '../src/storage/open.ts';
import type { Storage } from '../src/storage/storage.ts';
import { choose, type Desk, hear, openDesk, say, visit } from './chat-page.ts';
import { openStorage } from './databases.ts';

export interface StaffDesk extends Desk {
  /** The server's database, opened once more beside it. */
  storage: Storage;
  /** Runs `npm run -s staff` beside the server, and gives what it prints. */
  command(...args: string[]): Promise<string>;
  /** A new link to sign in with. */
  invite(name: string, more?: string[]): Promise<string>;
  /** Invites somebody, and opens the console on a device of their own. */
  staff(name: string, options?: BrowserContextOptions, more?: string[]): Promise<Page>;
  /** A customer on a phone, in the queue; with `where` of several offices. */
  customer(about: string, where?: string): Promise<Page>;
}

/** In SQLite, or in the PostgreSQL database at this URL. */
export async function openStaffDesk(databaseUrl?: string, content = 'test/fixtures/content'): Promise<StaffDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'ace-refund-desk-staff-'));
  const data = join(folder, 'data');
  const env = {
    DATA_DIR: data,
    CONTENT_DIR: content,
    NODE_ENV: 'test',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  };
  const desk = await openDesk(content, env);
  const storage = openStorage(databaseUrl ?? sqliteFile(data));
  const all: StaffDesk = {
    ...desk,
    storage,
    async command(...args) {
      const options = { env: { ...process.env, ...env } };
      return (await promisify(execFile)(process.execPath, ['src/cli/staff.ts', ...args], options)).stdout;
    },
    async invite(name, more = ['--office', 'newark']) {
      const said = await all.command('invite', name, ...more);
      const [, code] = /\/staff\?code=([\w-]+)/.exec(said) ?? [];
      if (!code) throw new Error(`No link: ${said}`);
      return `${desk.url()}/staff?code=${code}`;
    },
    async staff(name, options = { viewport: { width: 1440, height: 850 } }, more) {
      const device = await desk.device(options);
      const page = await device.newPage();
      await page.goto(await all.invite(name, more));
      await page.getByRole('heading', { name: 'Queue' }).waitFor();
      return page;
    },
    async customer(about, where) {
      const device = await desk.device({ viewport: { width: 390, height: 800 }, hasTouch: true });
      const page = await visit(device, desk.url());
      await say(page, 'person');
      await choose(page, 'Chat with our staff');
      await hear(page, 'What is it about?');
      await say(page, about);
      if (where) {
        await hear(page, 'Which state or ZIP are you in?');
        await say(page, where);
      }
      await hear(page, 'Your name');
      await say(page, 'Lee Park');
      await hear(page, 'in the queue');
      return page;
    },
    async stop() {
      await storage.close();
      await desk.stop();
      rmSync(folder, { recursive: true });
    },
  };
  return all;
}

/** The row of a case in the list. */
export const rowOf = (page: Page, about: string) => page.locator('a.case').filter({ hasText: about });

/** Opens the case that is about this. */
export async function openCase(page: Page, about: string): Promise<void> {
  await rowOf(page, about).click();
  await page.locator('.page .message').filter({ hasText: about }).first().waitFor();
}

/** Claims the case that is open. */
export async function claim(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Claim', exact: true }).click();
  await page.getByText('Yours since').waitFor();
}

/** Writes to the customer of the case that is open. */
export async function reply(page: Page, text: string): Promise<void> {
  const box = page.getByLabel('Message to the customer');
  await box.fill(text);
  await box.press('Enter');
  await page.locator('.message.staff:not(.outgoing)').filter({ hasText: text }).waitFor();
}
