-- Proposals: what somebody would have otherwise, kept as differences until it is applied in one step, or dropped.
create table scenario (
  id integer generated always as identity primary key,
  name text not null check (name ~ '\S'),
  note text check (note ~ '\S'),
  state text not null default 'open' check (state in ('open', 'applied', 'dropped')),
  content jsonb not null,
  communes integer[] not null,
  councils integer[] not null,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  author_id integer references account (id),
  author_name text,
  change_id integer references change (id),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check ((author_id is null) = (author_name is null)),
  check ((state = 'applied') = (change_id is not null))
);
create index scenario_author on scenario (author_id);
create index scenario_change on scenario (change_id);
comment on table scenario is 'A proposal: a drawing, communes and links that differ from what is there.';
comment on column scenario.id is 'Stable number.';
comment on column scenario.name is 'What it is called.';
comment on column scenario.note is 'What it is for, as its author puts it.';
comment on column scenario.state is 'What became of it. One whose step is undone is open again (scenario_state).';
comment on column scenario.content is 'The differences (domain/scenario/content.ts).';
comment on column scenario.communes is 'Communes that it names, and those of the councils that it names.';
comment on column scenario.councils is 'Councils that it names. Who does not see all of them and all those communes does not see it.';
comment on column scenario.audience is 'For whom it is beside its author: see council.audience.';
comment on column scenario.author_id is 'Who proposes it; null: the program.';
comment on column scenario.author_name is 'The name that the account bore then.';
comment on column scenario.change_id is 'The step by which it was applied.';
comment on column scenario.revision is 'Raised by each change; a change against an older one is refused (409).';
comment on column scenario.created_at is 'When it was proposed.';
comment on column scenario.changed_at is 'When it was changed last.';

create function scenario_state(state text, change integer) returns text
  language sql stable security definer set search_path = public, pg_temp
  as $$ select case when state = 'applied' and (select c.undone from change c where c.id = change) then 'open' else state end $$;
comment on function scenario_state(text, integer) is 'As the owner: that a step was undone is seen in the territory by everybody who sees the proposal.';

alter table scenario enable row level security;
create policy seen on scenario for select to toparquia_visitor
  using ((author_id = viewer_account() or viewer_sees(audience, communes)) and not names_unseen(communes, councils));
grant select on scenario to toparquia_visitor;
