// The sentences that customers read in guides and answers, each with the place where it stands.
import type { ParsedFile, Path } from './parsed.ts';

export interface Sentence {
  /** "dialogs/ace-setup start", the step of a guide, or "knowledge ace-signup-form", an entry. */
  place: string;
  /** Without Markdown; the address of a link stands behind its words. */
  text: string;
  file: ParsedFile;
  path: Path;
}

/** The keys of a guide whose texts are shown, at any depth. */
const shown = new Set(['title', 'about', 'say', 'label', 'person']);
/** Full stops that mostly end no sentence. */
const abbreviations = /(?:^|[\s(])(?:U\.S\.|a\.m\.|p\.m\.|e\.g\.|i\.e\.|ext\.|No\.|Inc\.|Pub\.|St\.|vs\.)\s*$/;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** All sentences of the guides, then of the entries, in the order of the files; what stands twice at a place, once. */
export function sentencesOf(guides: ParsedFile[], knowledge: ParsedFile[]): Sentence[] {
  const seen = new Set<string>();
  return [...guides.flatMap(guideSentences), ...knowledge.flatMap(entrySentences)].filter(({ place, text }) => {
    const key = `${place}\0${text}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

function guideSentences(file: ParsedFile): Sentence[] {
  const guide = file.name.replace(/\.yaml$/, '');
  const walk = (value: unknown, path: Path, place: string): Sentence[] =>
    childrenOf(value).flatMap(([key, inner]) => {
      const here = [...path, key];
      if (typeof inner !== 'string') {
        const isStep = path.length === 1 && path[0] === 'steps';
        return walk(inner, here, isStep ? `${guide} ${(inner as { id?: string } | null)?.id}` : place);
      }
      return shown.has(String(key)) ? cut(inner).map((text) => ({ place, text, file, path: here })) : [];
    });
  return walk(file.data, [], guide);
}

function entrySentences(file: ParsedFile): Sentence[] {
  const entries = (file.data as { entries?: Record<string, string>[] } | null)?.entries ?? [];
  return entries.flatMap((entry, index) =>
    ['question', 'answer'].flatMap((key) =>
      cut(entry[key] ?? '').map((text) => ({
        place: `knowledge ${entry.id}`,
        text,
        file,
        path: ['entries', index, key],
      })),
    ),
  );
}

function childrenOf(value: unknown): [PropertyKey, unknown][] {
  if (Array.isArray(value)) return value.map((inner, index) => [index, inner]);
  return value !== null && typeof value === 'object' ? Object.entries(value) : [];
}

/** Cuts Markdown into plain sentences; a line of a list is at least one of its own. */
export function cut(markdown: string): string[] {
  const blocks = markdown.split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/);
  return blocks.flatMap((block) => {
    const sentences: string[] = [];
    let open = '';
    for (const segment of segmentsOf(plain(block))) {
      open += segment;
      if (abbreviations.test(open)) continue;
      sentences.push(open);
      open = '';
    }
    return [...sentences, open].map((one) => one.trim()).filter(Boolean);
  });
}

/** By the rules of Unicode, which do not see that a sentence may begin with a number. */
function segmentsOf(text: string): string[] {
  return [...segmenter.segment(text)].flatMap(({ segment }) => segment.split(/(?<=[\p{L}\d)][.!?]\s)(?=\d)/u));
}

/** A block of Markdown as plain text, the address of a link behind its words. */
export function plain(block: string): string {
  return block
    .replace(/^\s*(?:[-*+]|\d+[.)]|#+|>)\s+/, '')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words, url) => (words === url ? url : `${words} (${url})`))
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/(^|[\s("])([*_])(\S(?:[^*_\n]*\S)?)\2(?=[\s.,;:?!)"]|$)/g, '$1$3')
    .replace(/\s+/g, ' ');
}
