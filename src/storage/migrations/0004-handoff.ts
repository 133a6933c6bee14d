// Version 4: who holds a conversation, cases that staff claim, with their trail, staff, and what was not answered.
import type { Migration } from './migrations.ts';

// SQLite cannot let a column be empty that could not: another takes its place.
export const handoff: Migration = ({ counted }) => `
alter table conversations add column owner text;

alter table cases add column kind text not null default 'message';
alter table cases add column email text;
alter table cases rename column contact to needed_contact;
alter table cases add column contact text;
alter table cases add column answers text;
alter table cases add column tried text not null default '[]';
alter table cases add column office_open integer not null default 0;
alter table cases add column owner text;
alter table cases add column claimed_at bigint;
alter table cases add column first_claimed_at bigint;
alter table cases add column closed_by text;
alter table cases add column customer_at bigint;
alter table cases add column staff_at bigint;
alter table cases add column stars integer;
alter table cases add column words text;
alter table cases add column updated_at bigint not null default 0;
alter table cases add column version integer not null default 1;
update cases set contact = needed_contact, updated_at = coalesce(closed_at, opened_at),
  status = case when status = 'open' then 'waiting' else status end,
  closed_by = case when status = 'closed' then 'staff' end;
alter table cases drop column needed_contact;
create index cases_by_change on cases (updated_at, number);
create index cases_waiting on cases (office, number) where kind = 'live' and status = 'waiting';
create index cases_live on cases (opened_at) where kind = 'live';
create index cases_live_by_office on cases (office, opened_at) where kind = 'live';

create table case_events (
  number bigint not null,
  position integer not null,
  at bigint not null,
  actor text not null,
  what text not null,
  detail text,
  primary key (number, position)
);
insert into case_events (number, position, at, actor, what)
  select number, 1, opened_at, 'customer', 'opened' from cases;
insert into case_events (number, position, at, actor, what)
  select number, 2, closed_at, 'system', 'closed' from cases where status = 'closed';

create table unanswered (
  id ${counted},
  conversation_id text not null,
  sequence bigint not null,
  at bigint not null,
  decision text not null,
  entries text not null,
  done_by text,
  done_at bigint
);
create index unanswered_by_conversation on unanswered (conversation_id);
create index unanswered_open on unanswered (id) where done_at is null;

create table staff (
  id text primary key,
  name text not null,
  office text,
  role text not null,
  available integer not null default 0,
  seen_at bigint,
  created_at bigint not null,
  revoked_at bigint
);

create table staff_codes (
  hash text primary key,
  staff_id text not null,
  expires_at bigint not null
);
create index staff_codes_by_staff on staff_codes (staff_id);

create table staff_tokens (
  hash text primary key,
  staff_id text not null,
  created_at bigint not null,
  used_at bigint not null,
  expires_at bigint not null
);
create index staff_tokens_by_staff on staff_tokens (staff_id);
`;
