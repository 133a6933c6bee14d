// Reads dialogs/ and knowledge/ and gives the content, or every problem with file and line.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml';
import { buildContent } from './build.ts';
import { applyChanges, type ContentChange } from './changes.ts';
import type { Content } from './content.ts';
import type { ParsedFile, Path } from './parsed.ts';
import { type Problem, sortProblems } from './problem.ts';

export interface Loaded {
  /** Null as long as there is an error; warnings alone do not stop it. */
  content: Content | null;
  /** Sorted by file and line. */
  problems: Problem[];
}

/**
 * Reads and checks all content as of `now` (milliseconds since 1970). Problems are returned, never thrown. Without
 * `tests` the utterances of must_match are not tried, which takes longer than all the rest. `changes` lie over the files.
 */
export function loadContent(
  dialogsDir: string,
  knowledgeDir: string,
  now = Date.now(),
  tests = true,
  changes: ContentChange[] = [],
): Loaded {
  const problems: Problem[] = [];
  const files = readFiles(dialogsDir, knowledgeDir, problems);
  return checkFiles(files, problems, now, tests, changes);
}

/** The same with files that were read before, with the problems that there were. */
export function checkFiles(
  files: ReturnType<typeof readFiles>,
  found: Problem[],
  now: number,
  tests: boolean,
  changes: ContentChange[],
): Loaded {
  const problems = [...found];
  const { guides } = files;
  const knowledge = applyChanges(files.knowledge, changes, (yaml) => parseEntry(yaml, problems));
  const version = changes.length === 0 ? files.version : shortHash(files.version, JSON.stringify(changes));
  // Files that cannot be read hide names that others refer to: what else would be reported is mostly not true.
  const complete = problems.length === 0;
  const content = buildContent({ guides, knowledge, complete, version, now, tests }, problems);
  const failed = problems.some((problem) => problem.severity === 'error');
  return { content: failed ? null : content, problems: sortProblems(problems) };
}

/** All files of both folders that can be read, and a short hash of them; the others are reported. */
export function readFiles(dialogsDir: string, knowledgeDir: string, problems: Problem[]) {
  const hash = createHash('sha256');
  const read = (dir: string, folder: string) =>
    listYaml(dir, folder, problems).flatMap((file) => {
      const name = `${folder}/${file}`;
      const text = readText(join(dir, file), name, problems);
      hash.update(`${name}\0${text}\0`);
      return text === null ? [] : (parseFile(name, text, problems) ?? []);
    });
  const guides = read(dialogsDir, 'dialogs');
  const knowledge = read(knowledgeDir, 'knowledge');
  return { guides, knowledge, version: hash.digest('hex').slice(0, 12) };
}

function shortHash(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);
}

/** The data of one entry that is written as YAML; null where it cannot be read. */
export function parseEntry(yaml: string, problems: Problem[]): unknown {
  return parseFile('the new entry', yaml, problems)?.data ?? null;
}

/** The names of a folder's YAML files; what editors leave beside them, hidden or for a time, is none. */
export function contentFiles(dir: string): string[] {
  return readdirSync(dir).filter((name) => /^[^.~#].*\.ya?ml$/i.test(name));
}

function listYaml(dir: string, folder: string, problems: Problem[]): string[] {
  try {
    const names = contentFiles(dir);
    for (const name of names.filter((one) => !one.endsWith('.yaml'))) {
      problems.push({
        file: `${folder}/${name}`,
        line: null,
        text: 'is not read. Let its name end in .yaml.',
        severity: 'error',
      });
    }
    return names.filter((name) => name.endsWith('.yaml')).sort();
  } catch (error) {
    problems.push({
      file: folder,
      line: null,
      text: `cannot be read (${codeOf(error)}). Look whether ${dir} is the right folder, or set CONTENT_DIR.`,
      severity: 'error',
    });
    return [];
  }
}

function readText(path: string, name: string, problems: Problem[]): string | null {
  const wrong = (text: string) => {
    problems.push({ file: name, line: null, text, severity: 'error' });
    return null;
  };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return wrong(`cannot be read (${codeOf(error)}). Look at its rights.`);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return wrong('is saved as UTF-16. Save it with the encoding UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return wrong('has characters that are not UTF-8. Save it with the encoding UTF-8.');
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** What a file of this name and text holds; null where it cannot be read. */
export function parseFile(name: string, text: string, problems: Problem[]): ParsedFile | null {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  // After the first mistake, what follows in the file is mostly read wrongly.
  for (const found of [...document.errors, ...document.warnings].slice(0, 1)) {
    problems.push({ file: name, line: lineAt(found.pos[0]), text: explainYaml(found), severity: 'error' });
  }
  let aliases = 0;
  // An alias may name nothing, or itself, or the same thing a million times over.
  visit(document, {
    Alias(_, alias) {
      const text = `"*${alias.source}" refers to another place, which is not read here. Put the text in quotes.`;
      problems.push({ file: name, line: lineAt(alias.range?.[0] ?? 0), text, severity: 'error' });
      aliases += 1;
    },
  });
  if (document.errors.length > 0 || aliases > 0) return null;
  if (document.contents === null) {
    // Who puts a notice out takes out all of its lines, and maybe the key above them.
    if (!name.endsWith('/notices.yaml'))
      problems.push({ file: name, line: 1, text: 'is empty. Fill it, or remove it.', severity: 'error' });
    return null;
  }
  return { name, data: document.toJS(), line: (path) => lineAt(offsetOf(document.contents, path)) };
}

/** Where the part of a document stands that the path leads to; as near as there is one. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isNode(one.key) && String(one.key) === String(part));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (!isNode(node)) break;
      offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

function explainYaml(error: YAMLError): string {
  const remedies: Partial<Record<YAMLError['code'], string>> = {
    DUPLICATE_KEY: 'a key stands here twice. Keep one of them.',
    TAB_AS_INDENT: 'a tab stands in front of the text. Use spaces only.',
    BAD_INDENT: 'this line is not in line with the ones it belongs to. Indent it like its neighbours.',
    BLOCK_AS_IMPLICIT_KEY: 'a text holds a colon, or a line is indented too far. Put the text in quotes.',
    MISSING_CHAR:
      'something is not closed or a colon is missing. Look for a quote, bracket or "key:" on this line or above.',
    BAD_SCALAR_START: 'a text begins with a sign that has a meaning in YAML. Put the text in quotes.',
    MULTILINE_IMPLICIT_KEY:
      'a line has no "key:", or a text is not closed. Put the text in quotes, or begin it with "|".',
    MULTIPLE_DOCS: 'a line "---" begins a second document. Take it out.',
    RESOURCE_EXHAUSTION: 'lists or groups of keys stand in each other too deep. Look for a bracket that is not closed.',
    UNEXPECTED_TOKEN: 'something stands here that YAML cannot place. Put the whole text in quotes.',
  };
  return (
    remedies[error.code] ??
    `YAML says: ${error.message.split('\n')[0]}. Compare with the format in README.md of this folder.`
  );
}

/** Where the folders stand in a content folder. */
export function contentDirs(contentDir: string): [dialogsDir: string, knowledgeDir: string] {
  return [join(contentDir, 'dialogs'), join(contentDir, 'knowledge')];
}
