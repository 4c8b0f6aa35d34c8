-- Evidence for what the land record says. The files lie beside the database (DATA_DIR/evidence), named by their hash. What
-- only some may see is in tables of its own, so that row security and not a query decides: the words of a testimony, where
-- and when a file was made, and the copies.
create table evidence (
  id integer generated always as identity primary key,
  unit_id integer not null,
  supports_kind text not null default 'unit' check (supports_kind in ('unit', 'extent', 'assertion', 'case', 'case-event', 'land-use')),
  supports_id integer,
  kind text not null check (kind in ('photo', 'video', 'document', 'track', 'testimony')),
  title text check (title ~ '\S'),
  sha256 text not null check (length(sha256) = 64),
  bytes bigint not null check (bytes > 0),
  media_type text not null check (media_type <> ''),
  state text not null check (state in ('checking', 'kept', 'quarantined')),
  why text check (why ~ '\S'),
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  upload text unique,
  author_id integer references account (id),
  author_name text,
  received_at timestamptz(3) not null default now(),
  receipt_key text,
  receipt_signature text,
  receipt_public_key text,
  revision integer not null default 1,
  check ((supports_kind = 'unit') = (supports_id is null)),
  check ((state = 'quarantined') = (why is not null)),
  check ((author_id is null) = (author_name is null)),
  check (num_nulls(receipt_key, receipt_signature, receipt_public_key) in (0, 3))
);
create index evidence_unit on evidence (unit_id);
create index evidence_sha256 on evidence (sha256);
create index evidence_author on evidence (author_id, received_at);
comment on table evidence is 'Photos, videos, documents, tracks and testimonies for a land unit. The original is never changed.';
comment on column evidence.id is 'Stable number.';
comment on column evidence.unit_id is 'The land unit (land_unit.id, in whichever version).';
comment on column evidence.supports_kind is 'What of its record it supports.';
comment on column evidence.supports_id is 'Its number; null where it is the unit itself.';
comment on column evidence.kind is 'What it is.';
comment on column evidence.title is 'What it shows, as the committee puts it.';
comment on column evidence.sha256 is 'Of the original, hexadecimal: its name in DATA_DIR/evidence/originals. Of a testimony, of its text in UTF-8.';
comment on column evidence.bytes is 'Of the original.';
comment on column evidence.media_type is 'By its content, never by its name.';
comment on column evidence.state is 'checking: received, not looked into yet. quarantined: nobody could read it.';
comment on column evidence.why is 'Why it could not be read; a word of server/evidence.';
comment on column evidence.audience is 'Who sees it beside the committee: see council.audience. Nobody, unless it may be used publicly.';
comment on column evidence.upload is 'The upload by which it came: whoever lost the answer finds it again.';
comment on column evidence.author_id is 'Who added it; null: the program.';
comment on column evidence.author_name is 'The name that the account bore then.';
comment on column evidence.received_at is 'When the last byte was there and checked; in the receipt.';
comment on column evidence.receipt_key is 'SHA-256 of the public key that signed the receipt, hexadecimal.';
comment on column evidence.receipt_signature is 'Ed25519 over the receipt''s text (domain/evidence/receipt.ts), hexadecimal.';
comment on column evidence.receipt_public_key is 'The public key, hexadecimal: receipts outlive a change of keys.';
comment on column evidence.revision is 'Raised by each change; a change against an older one is refused (409).';

create table evidence_consent (
  id integer generated always as identity primary key,
  evidence_id integer not null references evidence (id),
  use text not null check (use in ('committee', 'lawyer', 'court', 'public')),
  given_on date not null,
  withdrawn_on date check (withdrawn_on >= given_on)
);
create index evidence_consent_evidence on evidence_consent (evidence_id);
create unique index evidence_consent_standing on evidence_consent (evidence_id, use) where withdrawn_on is null;
comment on table evidence_consent is 'For what it may be used. What was withdrawn stays, with its day.';
comment on column evidence_consent.id is 'Stable number.';
comment on column evidence_consent.evidence_id is 'The evidence.';
comment on column evidence_consent.use is 'The committee''s work, a lawyer, a court, the public.';
comment on column evidence_consent.given_on is 'The day on which the person said so.';
comment on column evidence_consent.withdrawn_on is 'The day on which they took it back; null: it stands.';

create table evidence_testimony (
  evidence_id integer primary key references evidence (id),
  alias text not null check (alias ~ '\S'),
  text text not null check (text ~ '\S')
);
comment on table evidence_testimony is 'The words of a testimony.';
comment on column evidence_testimony.evidence_id is 'The evidence.';
comment on column evidence_testimony.alias is 'By what name the person wants to be known; never their own.';
comment on column evidence_testimony.text is 'What they said.';

create table evidence_capture (
  evidence_id integer primary key references evidence (id),
  file_name text,
  captured_text text,
  satellite_text text,
  place geometry(Point, 4326),
  accuracy_m double precision check (accuracy_m >= 0)
);
comment on table evidence_capture is 'What the original says of itself. For the committee alone, whoever else sees the evidence.';
comment on column evidence_capture.evidence_id is 'The evidence.';
comment on column evidence_capture.file_name is 'As it was called where it came from.';
comment on column evidence_capture.captured_text is 'What the device''s clock showed: 2009-03-05T14:20:00, with a zone where it had one.';
comment on column evidence_capture.satellite_text is 'What the satellites'' clock showed.';
comment on column evidence_capture.place is 'Where the device believed to be; of a track, where it begins.';
comment on column evidence_capture.accuracy_m is 'How sure it was, metres.';

create table evidence_copy (
  evidence_id integer not null references evidence (id),
  role text not null check (role in ('view', 'thumbnail')),
  sha256 text not null check (length(sha256) = 64),
  bytes integer not null check (bytes > 0),
  media_type text not null check (media_type <> ''),
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  primary key (evidence_id, role)
);
create index evidence_copy_sha256 on evidence_copy (sha256);
comment on table evidence_copy is 'Copies made from an original, without anything that it says of itself. What is shown is a copy, never an original.';
comment on column evidence_copy.evidence_id is 'What it is a copy of.';
comment on column evidence_copy.role is 'view: to look at, at most 2048 pixels. thumbnail: for a list.';
comment on column evidence_copy.sha256 is 'Of the copy, hexadecimal: its name in DATA_DIR/evidence/copies.';
comment on column evidence_copy.bytes is 'Of the copy.';
comment on column evidence_copy.media_type is 'Of the copy.';
comment on column evidence_copy.width is 'Pixels.';
comment on column evidence_copy.height is 'Pixels.';

create function evidence_use_stands(evidence integer, wanted text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select from evidence_consent c where c.evidence_id = evidence and c.use = wanted and c.withdrawn_on is null) $$;
comment on function evidence_use_stands(integer, text) is 'Whether it may be used for that now. As the owner: the rule of evidence must not ask the rule of consents.';

-- Whoever sees the unit, and is of its committee; others only as far as the audience says and public use was consented to.
alter table evidence enable row level security;
create policy seen on evidence for select to toparquia_visitor using (
  exists (select from land_unit u where u.id = unit_id and u.superseded_at is null
    and (viewer_sees('committee', u.seen_in) or viewer_sees(evidence.audience, u.seen_in) and evidence_use_stands(evidence.id, 'public'))));
alter table evidence_consent enable row level security;
create policy seen on evidence_consent for select to toparquia_visitor
  using (exists (select from evidence e where e.id = evidence_id));
-- What the evidence says is gone for a use on the day that its consent is.
alter table evidence_testimony enable row level security;
create policy seen on evidence_testimony for select to toparquia_visitor using (
  exists (select from evidence e join land_unit u on u.id = e.unit_id and u.superseded_at is null where e.id = evidence_id
    and (evidence_use_stands(e.id, 'public') or viewer_sees('committee', u.seen_in) and evidence_use_stands(e.id, 'committee'))));
alter table evidence_copy enable row level security;
create policy seen on evidence_copy for select to toparquia_visitor using (
  exists (select from evidence e join land_unit u on u.id = e.unit_id and u.superseded_at is null where e.id = evidence_id
    and (evidence_use_stands(e.id, 'public') or viewer_sees('committee', u.seen_in) and evidence_use_stands(e.id, 'committee'))));
alter table evidence_capture enable row level security;
create policy seen on evidence_capture for select to toparquia_visitor using (
  exists (select from evidence e join land_unit u on u.id = e.unit_id and u.superseded_at is null where e.id = evidence_id
    and viewer_sees('committee', u.seen_in) and evidence_use_stands(e.id, 'committee')));
grant select on evidence, evidence_consent, evidence_testimony, evidence_capture, evidence_copy to toparquia_visitor;

create function evidence_unit(evidence integer) returns integer
  language sql stable security definer set search_path = public, pg_temp
  as $$ select e.unit_id from evidence e where e.id = evidence $$;
comment on function evidence_unit(integer) is 'Of which unit it is, asked as the owner.';
create policy seen_evidence on log as restrictive for select to toparquia_visitor
  using (subject_kind <> 'evidence' or not land_unseen(array[evidence_unit(subject_id)]));
