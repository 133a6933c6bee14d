// What staff propose for the content in the console, with who decided and when.
import type { Migration } from './migrations.ts';

export const contentChanges: Migration = ({ counted }) => `
create table content_changes (
  id ${counted},
  kind text not null,
  entry text not null,
  topic text,
  phrasing text,
  test text,
  yaml text,
  status text not null,
  decisions bigint not null,
  proposed_by text not null,
  proposed_at bigint not null,
  decided_by text,
  decided_at bigint,
  rolled_back_by text,
  rolled_back_at bigint
);
create index content_changes_live on content_changes (id) where status = 'live';
`;
