// Spanish beside the English: the matcher that a Spanish message goes to, made of what stands under `es`.

import { spanish } from '../rules/language.ts';
import { createLanguageRule, type LanguageOf } from '../rules/language-rule.ts';
import { createMatcher, type Matcher, type MatcherOptions, type Topic } from '../rules/matcher.ts';
import type { OutOfScope, SmallTalk, Synonyms } from './broker.ts';
import type { Entry } from './entry.ts';
import type { Office } from './help.ts';

export interface SpanishParts {
  entries: Entry[];
  smallTalk: SmallTalk[];
  synonyms: Synonyms;
  outOfScope: OutOfScope;
  offices: Office[];
}

/** A matcher in which Spanish messages go to one of their own, so that no word of one language disturbs the other. */
export function withSpanish(inEnglish: Matcher, inSpanish: Matcher, languageOf: LanguageOf): Matcher {
  const pick = (text: string) => (languageOf(text) === 'es' ? inSpanish : inEnglish);
  return {
    match: (text) => pick(text).match(text),
    see: (text) => pick(text).see(text),
    explain: (text) => pick(text).explain(text),
  };
}

/** The rule that tells the languages apart, by all words that stand in the content. */
export function languageRule(topics: Topic[], { entries, smallTalk, synonyms, outOfScope, offices }: SpanishParts) {
  const { foreign, examples } = outOfScope.es;
  return createLanguageRule({
    spanish: [
      ...[...entries, ...smallTalk].flatMap(({ es }) => es?.phrasings ?? []),
      ...[...synonyms.es.groups, ...Object.values(examples), foreign].flat(),
    ],
    english: [...topics.flatMap(({ phrasings }) => phrasings), ...synonyms.groups.flat()],
    names: offices.flatMap(({ covers }) => covers.cities),
  });
}

/** The matcher for Spanish: what has nothing under `es` is found by its question alone, through words in both languages. */
export function createSpanishMatcher(topics: Topic[], options: MatcherOptions, parts: SpanishParts): Matcher {
  const { entries, smallTalk, synonyms, outOfScope } = parts;
  const ofEntry = new Map(entries.map(({ id, es }) => [id, es && [es.question, ...es.phrasings]]));
  const ofTalk = new Map(smallTalk.map(({ id, es }) => [id, es?.phrasings]));
  const own = ({ kind, id, phrasings }: Topic) => {
    if (kind === 'small-talk') return ofTalk.get(id) ?? [];
    return (kind === 'entry' && ofEntry.get(id)) || phrasings.slice(0, 1);
  };
  return createMatcher(
    topics.map((topic) => ({ ...topic, phrasings: own(topic) })),
    {
      ...options,
      language: spanish,
      synonyms: joined(synonyms.groups, synonyms.es.groups),
      foreign: [...options.foreign, ...outOfScope.es.foreign],
      outOfScope: Object.values(outOfScope.es.examples),
    },
  );
}

/** The English groups, each with the Spanish ones that share a word with it; the other Spanish ones after them. */
function joined(groups: string[][], more: string[][]): string[][] {
  const result = groups.map((group) => [...group]);
  for (const group of more) {
    const home = result.find((one) => one.some((word) => group.includes(word)));
    if (home) home.push(...group);
    else result.push(group);
  }
  return result;
}
