// Libraries that find text, over the same questions and phrasings as ours, each as its own pages recommend.
import { containerBootstrap } from '@nlpjs/core';
import { LangEn } from '@nlpjs/lang-en';
import { Nlp } from '@nlpjs/nlp';
import Fuse from 'fuse.js';
import lunr from 'lunr';
import MiniSearch from 'minisearch';
import type { Content } from '../../src/content/content.ts';

export interface Found {
  /** Of an entry. */
  id: string;
  /** The more the better; each library counts by a measure of its own. */
  score: number;
}

/** Gives the entries that come nearest to a text, best first. */
export type Find = (text: string) => Found[] | Promise<Found[]>;

/** Reads the content's entries into each of the libraries: as a document an entry, or as its phrasings, whichever does better. */
export const libraries: Record<string, (content: Content) => Find | Promise<Find>> = {
  MiniSearch: (content) => {
    const index = new MiniSearch({ fields: ['question', 'phrasings'] });
    index.addAll(documentsOf(content));
    return (text) => index.search(text, { fuzzy: 0.2, prefix: true });
  },
  lunr: (content) => {
    const index = lunr(function () {
      this.field('question');
      this.field('phrasings');
      for (const document of documentsOf(content)) this.add(document);
    });
    // By words and not by its query language, in which customers' signs would mean something.
    const search = (text: string) => index.query((query) => query.term(lunr.tokenizer(text), {}));
    return (text) => search(text).map(({ ref, score }) => ({ id: ref, score }));
  },
  'node-nlp': async (content) => {
    const container = await containerBootstrap();
    container.use(LangEn);
    const nlp = new Nlp({ container, autoSave: false, nlu: { log: false } });
    nlp.addLanguage('en');
    for (const { text, entry } of phrasingsOf(content)) nlp.addDocument('en', text, entry);
    await nlp.train();
    return async (text) => {
      const { classifications } = await nlp.process('en', text);
      return classifications
        .filter(({ intent }) => intent !== 'None')
        .map(({ intent, score }) => ({ id: intent, score }));
    };
  },
  'fuse.js': (content) => {
    const phrasings = phrasingsOf(content);
    const fuse = new Fuse(phrasings, { keys: ['text'], includeScore: true, ignoreLocation: true });
    return (text) => bestOf(fuse.search(text).map(({ item, score = 1 }) => ({ id: item.entry, score: 1 - score })));
  },
};

function documentsOf({ entries }: Content) {
  return [...entries.values()].map(({ id, question, phrasings }) => ({
    id,
    question,
    phrasings: phrasings.join('\n'),
  }));
}

function phrasingsOf({ entries }: Content) {
  return [...entries.values()].flatMap(({ id, question, phrasings }) =>
    [question, ...phrasings].map((text) => ({ entry: id, text })),
  );
}

/** Each entry once, at its best phrasing. */
function bestOf(found: Found[]): Found[] {
  const best = new Map<string, Found>();
  for (const one of found) {
    if (!best.has(one.id)) best.set(one.id, one);
    if (best.size === 3) break;
  }
  return [...best.values()];
}
