-- Who may come in. People appear under a name of their choice: no e-mail, no telephone, no civil name is asked.
create table account (
  id integer generated always as identity primary key,
  name text not null check (name <> ''),
  password_hash text,
  totp_secret text,
  totp_step integer,
  handle uuid not null default gen_random_uuid() unique,
  disabled boolean not null default false,
  revision integer not null default 1,
  created_at timestamptz not null default now()
);
create unique index account_name on account (plain_text(name));
comment on table account is 'Somebody who signs in.';
comment on column account.id is 'Stable number; the log names it.';
comment on column account.name is 'As others see it; a pseudonym is welcome. No two differ only in accents or case.';
comment on column account.password_hash is 'Argon2id in PHC form; null where only passkeys are used.';
comment on column account.totp_secret is 'Sealed with the server''s key; null while no second factor is set up.';
comment on column account.totp_step is 'The last half minute since 1970 whose code was used: none is good twice.';
comment on column account.handle is 'Names the account to authenticators; says nothing of who it is.';
comment on column account.disabled is 'May no longer sign in; kept so that the log can name it.';
comment on column account.revision is 'Raised by each change; a change against an older one is refused (409).';
comment on column account.created_at is 'When the invitation was taken up.';

create table role_grant (
  account_id integer not null references account (id) on delete cascade,
  role text not null check (role in ('administrator', 'organiser', 'land-committee', 'coordinator', 'observer')),
  scope_kind text not null check (scope_kind in ('everything', 'commune', 'corridor', 'case')),
  scope_id integer not null default 0 check ((scope_kind = 'everything') = (scope_id = 0)),
  primary key (account_id, role, scope_kind, scope_id)
);
comment on table role_grant is 'A role over a scope. No row, no right.';
comment on column role_grant.account_id is 'Who holds it.';
comment on column role_grant.role is 'What it lets do (domain/access/policy.ts).';
comment on column role_grant.scope_kind is 'Over what.';
comment on column role_grant.scope_id is 'Number of the commune, corridor or case; 0 for everything.';

create table passkey (
  id text primary key,
  account_id integer not null references account (id) on delete cascade,
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_account on passkey (account_id);
comment on table passkey is 'WebAuthn credentials.';
comment on column passkey.id is 'The authenticator''s credential id, base64url.';
comment on column passkey.account_id is 'Whose it is.';
comment on column passkey.public_key is 'COSE key.';
comment on column passkey.counter is 'Signatures so far; one that goes back tells of a copied authenticator.';
comment on column passkey.transports is 'How the browser reaches it.';
comment on column passkey.name is 'As its owner calls the device.';
comment on column passkey.created_at is 'When it was added.';
comment on column passkey.used_at is 'When it last signed in.';

create table passkey_challenge (
  challenge text primary key,
  account_id integer references account (id) on delete cascade,
  expires_at timestamptz not null
);
comment on table passkey_challenge is 'What an authenticator is asked to sign. Deleted by the first answer.';
comment on column passkey_challenge.challenge is '256 random bits, base64url.';
comment on column passkey_challenge.account_id is 'Who adds a passkey; null where somebody signs in, who is not known yet.';
comment on column passkey_challenge.expires_at is 'A few minutes after it was made.';

create table recovery_code (
  account_id integer not null references account (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);
comment on table recovery_code is 'One-time codes in place of the second factor.';
comment on column recovery_code.account_id is 'Whose it is.';
comment on column recovery_code.code_hash is 'SHA-256 of the code, which has 80 random bits.';
comment on column recovery_code.used_at is 'Null while it can be used.';

create table session (
  token_hash bytea primary key,
  account_id integer not null references account (id) on delete cascade,
  device text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_account on session (account_id);
comment on table session is 'A browser that is signed in. No address is kept: it would say where somebody was.';
comment on column session.token_hash is 'SHA-256 of the cookie''s token, which has 256 random bits.';
comment on column session.account_id is 'Who is signed in.';
comment on column session.device is 'Browser and system, for the list of devices.';
comment on column session.created_at is 'When it began.';
comment on column session.seen_at is 'Last use, to the nearest five minutes.';
comment on column session.expires_at is 'When it ends by itself.';

create table invitation (
  id integer generated always as identity primary key,
  token_hash bytea not null unique,
  grants jsonb not null default '[]',
  account_id integer references account (id) on delete cascade,
  note text,
  invited_by integer references account (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create unique index invitation_account on invitation (account_id);
comment on table invitation is 'An open link into the program, deleted when it is used or withdrawn. The first one is printed on the console and makes the administrator.';
comment on column invitation.id is 'Stable number; the log names it.';
comment on column invitation.token_hash is 'SHA-256 of the link''s token, which has 256 random bits.';
comment on column invitation.grants is 'The roles that come with a new account.';
comment on column invitation.account_id is 'The account that it lets in again; null where it makes a new one.';
comment on column invitation.note is 'For the inviter to remember whom it is for; gone with the invitation, so that nothing ties a person to a name.';
comment on column invitation.invited_by is 'Who answers for it: it ends with their right to invite. Null for the one on the console.';
comment on column invitation.created_at is 'When it was made.';
comment on column invitation.expires_at is 'When it ends.';

create table sign_in_failure (
  subject text primary key,
  failures integer not null,
  last_at timestamptz not null default now()
);
comment on table sign_in_failure is 'Wrong passwords and codes in a row, to slow down whoever guesses. Forgotten after a day.';
comment on column sign_in_failure.subject is 'Keyed hash of the name that was tried, known or not, or of the browser where that account signed in before.';
comment on column sign_in_failure.failures is 'In a row.';
comment on column sign_in_failure.last_at is 'The last of them.';
