// Knows which Spanish words are right: those of the Hunspell dictionary, by its own rules for beginnings and endings.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A word with the flag may lose `strip` and get what the rule adds, where it is as `condition` says. */
interface Rule {
  flag: string;
  strip: string;
  condition: RegExp;
  /** Flags of the word that comes of it; null where it keeps those that it had. */
  next: string | null;
}

/** The plural of a noun is two endings away from the verb that it comes from; nothing is further. */
const deepest = 2;

/**
 * Reads the dictionary. A word is taken apart by the rules: writing out all forms of all words, as spelling libraries do,
 * takes seconds.
 */
export function readSpanishDictionary(): (word: string) => boolean {
  const require = createRequire(join(process.cwd(), 'package.json'));
  const folder = dirname(require.resolve('dictionary-es'));
  const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n');
  const words = new Map<string, string>();
  for (const line of lines('index.dic').slice(1)) {
    const [word = '', flags = ''] = line.split('/');
    words.set(word.toLowerCase(), (words.get(word.toLowerCase()) ?? '') + flags);
  }
  const rows = lines('index.aff').map((line) => line.split(/\s+/));
  const endings = readRules(rows, 'SFX');
  const beginnings = readRules(rows, 'PFX');
  /** What of each rule that may have made this word: the word before it. */
  const before = (word: string): [rule: Rule, base: string][] => {
    const found: [Rule, string][] = [];
    for (let at = 1; at <= word.length; at++) {
      for (const rule of endings.get(word.slice(at)) ?? []) found.push([rule, word.slice(0, at) + rule.strip]);
      for (const rule of beginnings.get(word.slice(0, at)) ?? []) found.push([rule, rule.strip + word.slice(at)]);
    }
    return found.filter(([{ condition }, base]) => condition.test(base));
  };
  const flagsOf = (word: string, depth: number): string => {
    const own = words.get(word) ?? '';
    if (depth === 0) return own;
    const made = before(word).map(([rule, base]) => {
      const flags = flagsOf(base, depth - 1);
      return flags.includes(rule.flag) ? (rule.next ?? flags) : '';
    });
    return own + made.join('');
  };
  return (word) =>
    words.has(word) || before(word).some(([rule, base]) => flagsOf(base, deepest - 1).includes(rule.flag));
}

/** The rules by what they add: "SFX A er ición/S [^cn]er" makes "medición", with the flag S, of "medir". */
function readRules(rows: string[][], kind: 'SFX' | 'PFX'): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>();
  for (const [name, flag = '', strip = '', added = '', condition = '.'] of rows) {
    if (name !== kind || /^[YN]$/.test(strip)) continue;
    const [text = '', next = ''] = added.split('/');
    const add = text === '0' ? '' : text;
    const at = kind === 'SFX' ? new RegExp(`${condition}$`) : new RegExp(`^${condition}`);
    const rule = { flag, strip: strip === '0' ? '' : strip, condition: at, next: kind === 'SFX' ? next : null };
    rules.set(add, [...(rules.get(add) ?? []), rule]);
  }
  return rules;
}
