// Version 8: what must not be forgotten, and what was done with customers' data.
import type { Migration } from './migrations.ts';

export const holds: Migration = ({ counted }) => `
create table holds (
  id ${counted},
  kind text not null,
  value text not null,
  reason text not null,
  placed_at bigint not null,
  placed_by text not null,
  ended_at bigint,
  ended_by text
);
create index holds_in_force on holds (id) where ended_at is null;

create table data_events (
  id ${counted},
  at bigint not null,
  actor text not null,
  what text not null,
  detail text not null
);
`;
