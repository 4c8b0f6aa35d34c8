-- Who did what to what and why: entries that nobody changes any more, each with the hash of the one before (docs/log.md).
create table log_head (
  id integer primary key default 1 check (id = 1),
  seq integer not null,
  hash text not null
);
comment on table log_head is 'Where the log ends: one row, whose lock puts those who write one after the other.';
comment on column log_head.id is 'Always 1.';
comment on column log_head.seq is 'Number of the last entry; 0 before the first.';
comment on column log_head.hash is 'Its hash; zeros before the first.';
insert into log_head (seq, hash) values (0, repeat('0', 64));

create table log (
  seq integer primary key check (seq > 0),
  format integer not null,
  at timestamptz(3) not null,
  account_id integer,
  account_name text,
  action text not null check (action <> ''),
  subject_kind text not null check (subject_kind <> ''),
  subject_id integer,
  subject_name text,
  reason text check (reason <> ''),
  audience text not null check (audience in ('public', 'accounts', 'scope', 'committee', 'administrators')),
  communes integer[] not null,
  councils integer[] not null,
  detail jsonb not null,
  salt text not null check (length(salt) = 32),
  previous text not null,
  hash text not null,
  check ((account_id is null) = (account_name is null))
);
create index log_subject on log (subject_kind, subject_id, seq);
create index log_account on log (account_id, seq);
create index log_action on log (action, seq);
create index log_at on log (at);
comment on table log is 'Who did what to what and why. Appended to, never changed.';
comment on column log.seq is 'From 1, without gaps.';
comment on column log.format is 'Of the text that is hashed (domain/log/canonical-text.ts).';
comment on column log.at is 'When, to the millisecond.';
comment on column log.account_id is 'Who; null: the command line, or the program by itself.';
comment on column log.account_name is 'The name that the account bore then.';
comment on column log.action is 'What was done; the key of its sentence.';
comment on column log.subject_kind is 'To what kind of record.';
comment on column log.subject_id is 'Its number; null where there is but one, or where it has only a name.';
comment on column log.subject_name is 'The name that it bore then.';
comment on column log.reason is 'Why, as the person put it.';
comment on column log.audience is 'Who may read the entry: the narrowest of the records that it touched, or administrators only.';
comment on column log.communes is 'Communes that it touches or names. Who does not see all of them, as they are now, does not see the entry.';
comment on column log.councils is 'The same for councils.';
comment on column log.detail is 'Figures for the sentence, and fields before and after: no shapes, no places, no secrets.';
comment on column log.salt is '128 random bits, hexadecimal: nobody finds out by trial what an entry hides whose hash they know.';
comment on column log.previous is 'Hash of the entry before.';
comment on column log.hash is 'SHA-256 of the canonical text of all other columns, hexadecimal.';

create function log_append() returns trigger
  language plpgsql
  as $$
declare head log_head;
begin
  select * into strict head from log_head for update;
  if new.seq <> head.seq + 1 or new.previous <> head.hash then
    raise exception 'Entry % of the log does not follow entry %.', new.seq, head.seq using errcode = 'integrity_constraint_violation';
  end if;
  update log_head set seq = new.seq, hash = new.hash;
  return new;
end $$;
comment on function log_append() is 'An entry follows the last one and becomes the head, or is refused.';
create trigger append before insert on log for each row execute function log_append();

create function log_refuse() returns trigger
  language plpgsql
  as $$
begin
  -- log_append writes the head; nobody else does.
  if tg_table_name = 'log_head' and tg_op = 'UPDATE' and pg_trigger_depth() > 1 then return null; end if;
  raise exception 'The log is only appended to: % on % is refused.', tg_op, tg_table_name
    using errcode = 'object_not_in_prerequisite_state';
end $$;
comment on function log_refuse() is 'For everybody, the owner of the tables included.';
create trigger refuse before update or delete or truncate on log for each statement execute function log_refuse();
create trigger refuse before insert or update or delete or truncate on log_head
  for each statement execute function log_refuse();

-- Steps follow the same rule. Those of before knew nothing of communes and councils beside themselves: it is in what undoes them.
alter table change add column councils integer[] not null default '{}';
comment on column change.councils is 'The councils that it names.';
update change set
  communes = array(
    select distinct (side.record ->> 'id')::integer from jsonb_array_elements(inverse -> 'communes') altered (one),
      lateral (values (one -> 'before'), (one -> 'after')) side (record) where side.record ->> 'id' is not null order by 1),
  councils = array(
    select distinct council::integer from jsonb_array_elements(inverse -> 'links') altered (one),
      lateral (values (one -> 'before'), (one -> 'after')) side (record),
      lateral (values (side.record ->> 'councilA'), (side.record ->> 'councilB')) named (council) where council is not null order by 1)
where communes = '{}';

create function names_unseen(communes integer[], councils integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from unnest(communes) as named (id) left join commune c on c.id = named.id
      where not viewer_sees(coalesce(c.audience, (
          -- One that is gone is for whom it was for in the end.
          select l.audience from log l where l.subject_kind = 'commune' and l.subject_id = named.id order by l.seq desc limit 1
        ), 'committee'), array[named.id]))
    or exists (
      select from council c
      where c.id = any (councils) and c.audience <> 'public' and not viewer_sees(c.audience, communes_of(c.id)))
  $$;
comment on function names_unseen(integer[], integer[]) is 'Whether the viewer, as things are now, does not see one of these: a record made narrower takes its past with it.';

create function viewer_account() returns integer
  language sql stable parallel safe
  as $$ select nullif(current_setting('toparquia.account', true), '')::integer $$;
comment on function viewer_account() is 'Whom server/access/as-viewer.ts announced; null for nobody.';

create function viewer_administers(communes integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from role_grant g where g.account_id = viewer_account() and g.role = 'administrator'
      and (g.scope_kind = 'everything' or g.scope_kind = 'commune' and g.scope_id = any (communes)))
  $$;
comment on function viewer_administers(integer[]) is 'Everything, or one of these communes.';

alter table log enable row level security;
create policy seen on log for select to toparquia_visitor using (
  case
    when audience <> 'administrators' then viewer_sees(audience, communes)
    -- What was done to somebody's account is for them as well.
    when subject_kind = 'account' and subject_id = viewer_account() then true
    else viewer_administers(communes)
  end and not names_unseen(communes, councils));
drop policy seen on change;
create policy seen on change for select to toparquia_visitor
  using (viewer_sees(audience, communes) and not names_unseen(communes, councils));
grant select on log, log_head to toparquia_visitor;
