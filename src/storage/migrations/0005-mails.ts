// E-mails: the outbox, confirmed addresses, and when customers' clients were last there.
import type { Migration } from './migrations.ts';

// Whoever counts mails changes the one row of mail_gate first: so the next one counts what this one adds.
export const mails: Migration = () => `
create table mails (
  id text primary key,
  conversation_id text not null,
  kind text not null,
  address text,
  address_key text not null,
  case_number bigint,
  code text,
  office text,
  made_at bigint not null,
  ready_at bigint not null,
  attempts integer not null,
  under_way integer not null,
  outcome text,
  ended_at bigint,
  link_used_at bigint
);
create index mails_waiting on mails (ready_at) where outcome is null;
create index mails_sent on mails (ended_at) where outcome = 'sent';
create index mails_by_address on mails (address_key, made_at);
create index mails_by_time on mails (made_at);
create index mails_by_conversation on mails (conversation_id, kind);

create table mail_gate (passed bigint not null);
insert into mail_gate (passed) values (0);

create table mail_addresses (
  conversation_id text primary key,
  address text not null
);

create table last_seen (
  conversation_id text primary key,
  at bigint not null
);
`;
