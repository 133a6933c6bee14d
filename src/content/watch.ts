// Live reload: what an editor saves is served within seconds; what is broken is reported and the last good goes on.
import { type FSWatcher, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Content } from './content.ts';
import { contentFiles, type Loaded, loadContent } from './load.ts';
import type { Problem } from './problem.ts';

/** Waits this long after the last change, so that a file that is still being written is read once it is whole. */
const settleMs = 300;
/** Network folders send no signs, and a folder that is replaced takes its watcher along. */
const pollMs = 2000;

/**
 * Watches both folders. `onContent` gets each new good content, `onProblems` all problems of each change, also when there
 * are none any more. Returns how to stop.
 */
export function watchContent(
  dirs: { dialogs: string; knowledge: string },
  on: { onContent: (content: Content) => void; onProblems: (problems: Problem[]) => void },
  load: () => Loaded = () => loadContent(dirs.dialogs, dirs.knowledge),
): () => void {
  const folders = [dirs.dialogs, dirs.knowledge];
  const watchers = new Map<string, FSWatcher>();
  let known = fingerprint(folders);
  let settling: NodeJS.Timeout | undefined;

  const look = () => {
    const current = fingerprint(folders);
    if (current === known) return;
    known = current;
    clearTimeout(settling);
    settling = setTimeout(reload, settleMs).unref();
  };
  const reload = () => {
    try {
      const { content, problems } = load();
      on.onProblems(problems);
      if (content) on.onContent(content);
    } catch (error) {
      // Nothing that an editor saves may end the server.
      const text = `The last change cannot be read (${error}). Take it back, or run npm run check.`;
      on.onProblems([{ file: 'content', line: null, text, severity: 'error' }]);
    }
  };
  const attach = () => {
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, look);
        // The poll goes on finding changes, and watches anew once the folder is there.
        const detach = () => {
          watcher.close();
          watchers.delete(folder);
        };
        watchers.set(folder, watcher.on('error', detach));
      } catch {
        // No signs here (no such folder, too many watchers): the poll finds changes all the same.
      }
    }
  };
  attach();
  const poll = setInterval(() => {
    attach();
    look();
  }, pollMs).unref();
  return () => {
    clearInterval(poll);
    clearTimeout(settling);
    for (const watcher of watchers.values()) watcher.close();
  };
}

/** Changes whenever a content file is written, renamed, added or removed. */
function fingerprint(folders: string[]): string {
  return folders
    .flatMap((folder) => {
      try {
        return contentFiles(folder).map((name) => {
          const stat = statSync(join(folder, name), { throwIfNoEntry: false });
          return `${folder}/${name} ${stat?.mtimeMs} ${stat?.size} ${stat?.ino}`;
        });
      } catch (error) {
        return [`${folder} ${(error as NodeJS.ErrnoException).code}`];
      }
    })
    .join('\n');
}
