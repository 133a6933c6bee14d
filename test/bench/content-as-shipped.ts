// All content, without trying the tests in it.
import type { ContentChange } from '../../src/content/changes.ts';
import type { Content } from '../../src/content/content.ts';
import { contentDirs, loadContent } from '../../src/content/load.ts';

/** With `changes` over it. Throws where it does not load. */
export function contentAsShipped(changes: ContentChange[] = []): Content {
  const { content, problems } = loadContent(...contentDirs('.'), Date.now(), false, changes);
  if (!content) throw new Error(`The content does not load: ${JSON.stringify(problems[0])}`);
  return content;
}
