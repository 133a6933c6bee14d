// Version 1: conversations with their activities, what is due, uploads and generated secrets.
import type { Migration } from './migrations.ts';

// Ids and JSON are text: jsonb would refuse \u0000 and give keys back in another order.
export const conversations: Migration = ({ bytes }) => `
create table conversations (
  id text primary key,
  channel text not null,
  user_id text not null,
  created_at bigint not null,
  sequence bigint not null,
  state text,
  resume text,
  reference text
);

create table activities (
  conversation_id text not null,
  sequence bigint not null,
  client_key text,
  activity text not null,
  delivery text,
  primary key (conversation_id, sequence)
);
create unique index activities_by_key on activities (conversation_id, client_key) where client_key is not null;
create index activities_pending on activities (conversation_id, sequence) where delivery = 'pending';

create table due (
  id text primary key,
  conversation_id text not null,
  kind text not null,
  at bigint not null,
  ready_at bigint not null,
  data text not null,
  attempts integer not null,
  unique (conversation_id, kind)
);
create index due_by_time on due (ready_at);

create table files (
  id text primary key,
  conversation_id text not null,
  name text not null,
  content_type text not null,
  size bigint not null,
  created_at bigint not null,
  attached integer not null
);
create index files_by_conversation on files (conversation_id);

create table file_chunks (
  file_id text not null,
  piece integer not null,
  bytes ${bytes} not null,
  primary key (file_id, piece)
);

create table secrets (
  name text primary key,
  value text not null
);
`;
