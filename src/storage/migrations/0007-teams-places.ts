// Where in Microsoft Teams cases are shown: chats with staff, channels of offices, threads of cases, and what was posted there.
import type { Migration } from './migrations.ts';

export const teamsPlaces: Migration = () => `
alter table staff add column duty_until bigint;

create table teams_places (
  id text primary key,
  staff_id text unique,
  office text unique,
  reference text not null,
  focus bigint
);

create table teams_threads (
  number bigint not null,
  place_id text not null,
  conversation_id text not null,
  root text,
  thread_id text,
  version bigint not null,
  sequence bigint not null,
  primary key (number, place_id)
);
create index teams_threads_by_conversation on teams_threads (conversation_id);
create index teams_threads_by_thread on teams_threads (thread_id);

create table teams_posts (
  conversation_id text not null,
  number bigint not null,
  place_id text not null,
  sequence bigint not null,
  activity_id text not null,
  primary key (number, place_id, sequence)
);
create table teams_holds (
  conversation_id text primary key,
  held_by text not null,
  until bigint not null
);

create index teams_posts_by_conversation on teams_posts (conversation_id);
`;
