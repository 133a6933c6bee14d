// A content folder of a test's own: the sample content with some files written, changed or taken out.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sampleFolder = join(__dirname, 'fixtures', 'content');

const made: string[] = [];

/** Copies the sample content and returns the folder. */
export function copySample(): string {
  const folder = mkdtempSync(join(tmpdir(), 'content-'));
  made.push(folder);
  cpSync(sampleFolder, folder, { recursive: true });
  return folder;
}

/** Changes one file of a folder; null takes it out. */
export function edit(folder: string, file: string, change: ((text: string) => string) | string | Buffer | null): void {
  const path = join(folder, file);
  if (change === null) rmSync(path);
  else writeFileSync(path, typeof change === 'function' ? change(readFileSync(path, 'utf8')) : change);
}

/** A copy with a second office, in Houston; each covers its state. */
export function copyWithHouston(): string {
  const folder = copySample();
  edit(folder, 'knowledge/offices.yaml', (text) => {
    const office = text.slice(text.indexOf('  - id: newark'));
    const second = office.replace('newark', 'houston').replace('Newark office', 'Houston office');
    return `offices:\n${office}    covers: { states: [NJ] }\n${second}    covers: { states: [TX] }\n`;
  });
  return folder;
}

/** Removes all folders that were made. */
export function removeCopies(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A change of one place; throws where the place is not there. */
export const swap = (from: string | RegExp, to: string | ((found: string) => string)) => (text: string) => {
  const changed = text.replace(from, to as string);
  if (changed === text) throw new Error(`nothing to swap: ${from}`);
  return changed;
};

/** A copy without anything made up, as production wants it. */
export function realContent(): string {
  const folder = copySample();
  edit(folder, 'knowledge/offices.yaml', (text) =>
    text
      .replace('    sample: true\n', '')
      .replace('973-555-0101', '973-321-0101')
      .replace('newark@example.com', 'newark@broker.test'),
  );
  edit(folder, 'knowledge/link-hosts.yaml', swap('example.com,', 'example.com, broker.test,'));
  edit(folder, 'knowledge/broker.yaml', swap(/^privacy_url: .*\n/m, ''));
  return folder;
}
