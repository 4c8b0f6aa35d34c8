-- A calendar app carries no cookie: it reads what is due by a secret address, which its account makes and withdraws.
create table calendar_feed (
  account_id integer primary key references account (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  with_names boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table calendar_feed is 'The secret address by which an account''s calendar reads what is due, as far as the account sees it then.';
comment on column calendar_feed.account_id is 'Whose it is; one has one at most.';
comment on column calendar_feed.token_hash is 'SHA-256 of the address''s token, which has 256 random bits.';
comment on column calendar_feed.with_names is 'Whether entries carry the name of the case; otherwise only the step.';
comment on column calendar_feed.created_at is 'When it was made.';
