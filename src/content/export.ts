// Writes what staff approved in the console into the YAML files, line by line, so that git shows only that.
import { applyChanges, type ContentChange } from './changes.ts';
import type { ParsedFile } from './parsed.ts';

interface Topic {
  topic?: unknown;
  entries: { id?: unknown; phrasings: unknown[]; must_match: unknown[] }[];
}

/** A file that would be written, or why what it would hold cannot be put there. */
export interface Exported {
  name: string;
  text: string;
}

/**
 * The topic files that change, whole. `read` gives a file's text, `reparse` what a text holds as a file of that name, and
 * `parse` what the YAML of an entry holds. Throws with the file's name where a list cannot be added to by lines.
 */
export function exportChanges(
  knowledge: ParsedFile[],
  changes: ContentChange[],
  by: {
    read: (name: string) => string;
    reparse: (name: string, text: string) => ParsedFile | null;
    parse: (yaml: string) => unknown;
  },
): Exported[] {
  const done = new Map<string, Exported>();
  let files = knowledge;
  for (const change of changes) {
    const next = applyChanges(files, [change], by.parse);
    const at = next.findIndex(({ data }, index) => JSON.stringify(data) !== JSON.stringify(files[index]?.data));
    const [file, wanted] = [files[at], next[at]];
    if (!file || !wanted) continue;
    const text = added(file, wanted, done.get(file.name)?.text ?? by.read(file.name), change);
    const written = by.reparse(file.name, text);
    if (JSON.stringify(written?.data) !== JSON.stringify(wanted.data))
      throw new Error(`${file.name}: change ${change.id} cannot be put into it by a line. Put it in by hand.`);
    done.set(file.name, { name: file.name, text });
    files = files.map((one) => (one === file ? (written as ParsedFile) : one));
  }
  return [...done.values()];
}

function added(file: ParsedFile, wanted: ParsedFile, text: string, change: ContentChange): string {
  if (change.kind === 'entry') {
    const [first = '', ...rest] = (change.yaml ?? '').trimEnd().split('\n');
    const lines = [`  - ${first}`, ...rest.map((line) => (line === '' ? '' : `    ${line}`))];
    return `${text.trimEnd()}\n\n${lines.join('\n')}\n`;
  }
  const lines = text.split('\n');
  const index = (file.data as Topic).entries.findIndex(({ id }) => id === change.entry);
  // From below, so that the lines above stay where they are.
  const lists = (['phrasings', 'must_match'] as const)
    .map((key) => {
      const now = (file.data as Topic).entries[index]?.[key] ?? [];
      const then = (wanted.data as Topic).entries[index]?.[key] ?? [];
      return { more: then.slice(now.length), line: file.line(['entries', index, key, now.length - 1]) };
    })
    .sort((one, other) => other.line - one.line);
  for (const { more, line } of lists) {
    const last = lines[line - 1] ?? '';
    const words = more.map((one) => quoted(String(one)));
    if (words.length === 0) continue;
    const [, indent] = /^(\s*)- /.exec(last) ?? [];
    if (indent !== undefined) lines.splice(line, 0, ...words.map((one) => `${indent}- ${one}`));
    else lines[line - 1] = last.replace(/\](?=[^\]]*$)/, `, ${words.join(', ')}]`);
  }
  return lines.join('\n');
}

function quoted(text: string): string {
  const isPlain = /^[A-Za-z][\w '.?-]*\w\??$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
