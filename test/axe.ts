// Asks axe what is wrong with a page by WCAG 2.0 to 2.2, A and AA.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** Every violation in the page and its frames, with the elements concerned. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    // By evaluation, not by a script tag: the page's policy allows no foreign script.
    await frame.evaluate(axe);
    const results = await frame.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(options: unknown): Promise<{ violations: Violation[] }> } };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      return (await axe.run({ runOnly: tags, iframes: false })).violations;
    });
    found.push(...results.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
  }
  return found;
}
