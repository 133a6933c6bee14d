// Whether a case that is shown in the channel of an office is with another office by now.
import type { Migration } from './migrations.ts';

export const teamsAway: Migration = () => `
alter table teams_threads add column away integer not null default 0;
`;
