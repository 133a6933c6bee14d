// Whether what is said in a case that is shown in Microsoft Teams is shown there no more, and how far posts were changed.
import type { Migration } from './migrations.ts';

export const teamsAway: Migration = () => `
alter table teams_threads add column away integer not null default 0;
alter table teams_posts add column updated bigint not null default 0;
`;
