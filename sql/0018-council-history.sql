-- Councils change their area: each row of council is how one is now, and how it was before stays here.
alter table council add column revision integer not null default 1;
alter table council add column since date;
alter table council add column ended_on date check (ended_on >= since);
comment on column council.revision is 'Raised by each change of its area or its facts; a change against an older one is refused (409).';
comment on column council.since is 'First day on which it is as it is now; null where nobody said.';
comment on column council.ended_on is 'First day on which it is no more; null while it is.';

create table former_council (
  id integer generated always as identity primary key,
  council_id integer not null references council (id),
  change_id integer not null references change (id),
  since date,
  until date not null check (until >= since),
  code text,
  name text not null,
  kind text,
  families integer,
  population integer,
  approximate boolean not null,
  geom geometry(MultiPolygon, 4326) not null,
  area_m2 double precision not null
);
create index former_council_council on former_council (council_id);
create index former_council_change on former_council (change_id);
create index former_council_geom on former_council using gist (geom);
comment on table former_council is 'How a council was until a change, which is undone by taking its rows away (LADM VersionedObject).';
comment on column former_council.id is 'Stable number.';
comment on column former_council.council_id is 'The council.';
comment on column former_council.change_id is 'The step that ended this version.';
comment on column former_council.since is 'First day on which it was so; null where nobody said.';
comment on column former_council.until is 'First day on which it was no longer so.';
comment on column former_council.code is 'As then.';
comment on column former_council.name is 'As then.';
comment on column former_council.kind is 'As then.';
comment on column former_council.families is 'As then.';
comment on column former_council.population is 'As then.';
comment on column former_council.approximate is 'As then.';
comment on column former_council.geom is 'Its area then, WGS 84.';
comment on column former_council.area_m2 is 'Square metres on the ellipsoid.';

alter table change add column effective_on date;
comment on column change.effective_on is 'From which day on it holds; null where it is the day of the step.';

create or replace view present_council with (security_invoker = true) as
  select c.* from council c left join import i on i.id = c.import_id
  where i.status is distinct from 'undone' and c.ended_on is null;
comment on view present_council is 'Councils that are: not ended, their import not undone.';

create view council_version with (security_invoker = true) as
  select c.id, c.code, c.name, c.kind, c.families, c.population, c.approximate, c.import_id, c.audience, c.revision,
    c.since, null::date as until, c.geom, c.label, c.area_m2
  from present_council c
  union all
  select f.council_id, f.code, f.name, f.kind, f.families, f.population, f.approximate, c.import_id, c.audience, c.revision,
    f.since, f.until, f.geom, st_pointonsurface(f.geom), f.area_m2
  from former_council f join council c on c.id = f.council_id left join import i on i.id = c.import_id
  where i.status is distinct from 'undone';
comment on view council_version is 'Every version of every council, each with the days of which it is true: from since to before until.';

-- Whoever sees a council sees how it was.
alter table former_council enable row level security;
create policy seen on former_council for select to toparquia_visitor
  using (exists (select from council c where c.id = council_id));
grant select on former_council, council_version to toparquia_visitor;
