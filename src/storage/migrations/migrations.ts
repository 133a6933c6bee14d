// The versions of the tables, oldest first, and what is still missing in a database.
import { conversations } from './0001-conversations.ts';
import { cases } from './0002-cases.ts';
import { identities } from './0003-identities.ts';
import { handoff } from './0004-handoff.ts';
import { mails } from './0005-mails.ts';
import { teams } from './0006-teams.ts';
import { teamsPlaces } from './0007-teams-places.ts';
import { holds } from './0008-holds.ts';
import { contentChanges } from './0009-content-changes.ts';
import { teamsAway } from './0010-teams-away.ts';

/** What the two databases name differently. */
export interface Dialect {
  /** The type of a column of bytes. */
  bytes: string;
  /** The type of a primary key that the database counts. */
  counted: string;
  /** The statement that lets an empty table's count begin at this number. */
  countFrom: (table: string, column: string, first: number) => string;
}

/** Gives the statements that bring a database from the version before to this one. */
export type Migration = (dialect: Dialect) => string;

const migrations: Migration[] = [
  conversations,
  cases,
  identities,
  handoff,
  mails,
  teams,
  teamsPlaces,
  holds,
  contentChanges,
  teamsAway,
];

/** The version this code works with. */
export const newestVersion = migrations.length;

/** The statements of each version after `version`; throws where the database is newer than the code. */
export function missingVersions(version: number, dialect: Dialect): string[] {
  if (version > newestVersion) {
    throw new Error(
      `database: its tables have version ${version}, this program knows versions up to ${newestVersion}. ` +
        'Start the program that is at least as new as the database, or restore a backup from before the upgrade.',
    );
  }
  return migrations.slice(version).map((migration) => migration(dialect));
}
