// Checked content, as everything else reads it: never changed, only replaced as a whole.
import type { OfficeFinder } from '../rules/find-office.ts';
import type { LanguageOf } from '../rules/language-rule.ts';
import type { Matcher } from '../rules/matcher.ts';
import type { Notice } from '../rules/notice.ts';
import type { ReadMessages } from '../rules/screen-messages.ts';
import type { Broker, SmallTalk } from './broker.ts';
import type { Entry } from './entry.ts';
import type { Guide } from './guide.ts';
import type { Desk, Office } from './help.ts';

export interface Content {
  /** A short hash of all files. */
  readonly version: string;
  readonly broker: Broker;
  /** The title of each topic, by id. */
  readonly topics: ReadonlyMap<string, string>;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly guides: ReadonlyMap<string, Guide>;
  readonly desks: readonly Desk[];
  readonly offices: readonly Office[];
  readonly officeFinder: OfficeFinder;
  /** Finds messages of CAPE and ACE in pasted text. */
  readonly readMessages: ReadMessages;
  readonly smallTalk: readonly SmallTalk[];
  /** All that are written down; those in force are a question of the time. */
  readonly notices: readonly Notice[];
  /** In which language a message is written. */
  readonly languageOf: LanguageOf;
  /** Finds what is meant, in either language. */
  readonly matcher: Matcher;
  /** A matcher without some phrasings of each entry and guide, by their places from 0: what would it find? */
  matcherWithout(isLeft: (index: number) => boolean): Matcher;
}
