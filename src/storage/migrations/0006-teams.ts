// Version 6: the Entra accounts of staff.
import type { Migration } from './migrations.ts';

export const teams: Migration = () => `
create table entra_accounts (
  tenant_id text not null,
  object_id text not null,
  staff_id text not null unique,
  let_in_by text not null,
  is_guest integer not null,
  checked_at bigint not null,
  primary key (tenant_id, object_id)
);
`;
