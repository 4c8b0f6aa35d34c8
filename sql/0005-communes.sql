-- Communes, and networks that are registered as such because their members do not share one space.
create table commune (
  id integer generated always as identity primary key,
  code text check (code <> ''),
  name text not null check (name <> ''),
  registered_as text not null default 'commune' check (registered_as in ('commune', 'network')),
  note text,
  source text,
  approximate boolean not null default false,
  import_id integer references import (id),
  revision integer not null default 1
);
comment on table commune is 'Neighbouring councils joined by their own referendum, or a network of dispersed members.';
comment on column commune.id is 'Stable number.';
comment on column commune.code is 'Registry code as written.';
comment on column commune.name is 'Without the word commune.';
comment on column commune.registered_as is 'commune: its members must share one space; network: they exchange at a distance.';
comment on column commune.note is 'What is known of it, and how surely.';
comment on column commune.source is 'Where that is from.';
comment on column commune.approximate is 'Its place or extent is known roughly, or invented for demonstration.';
comment on column commune.import_id is 'The import that brought it.';
comment on column commune.revision is 'Raised by each change; a change against an older one is refused (409).';

create table membership (
  commune_id integer not null references commune (id) on delete cascade,
  council_id integer not null references council (id),
  primary key (commune_id, council_id)
);
create index membership_council on membership (council_id);
comment on table membership is 'Which councils a commune names. One council in two communes is allowed, and shown as a conflict.';
comment on column membership.commune_id is 'The commune.';
comment on column membership.council_id is 'The council.';

create view present_commune as
  select c.* from commune c left join import i on i.id = c.import_id where i.status is distinct from 'undone';
comment on view present_commune is 'Communes whose import was not undone.';
