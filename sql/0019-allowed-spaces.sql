-- Some gaps and overlaps are meant: a park that nobody has, a market that two councils share.
create table allowed_space (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('gap', 'overlap')),
  councils integer[] not null check (cardinality(councils) > 0 and array_position(councils, null) is null),
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom) and not st_isempty(geom)),
  area_m2 double precision not null check (area_m2 > 0),
  reason text not null check (reason <> ''),
  decided_by text not null check (decided_by <> ''),
  decided_on date not null,
  revision integer not null default 1
);
create index allowed_space_councils on allowed_space using gin (councils);
comment on table allowed_space is 'A gap or an overlap that an assembly left on purpose: verdicts count it apart.';
comment on column allowed_space.id is 'Stable number.';
comment on column allowed_space.kind is 'gap: nobody has the land; overlap: two councils have it.';
comment on column allowed_space.councils is 'Numbers of the councils beside it, ascending; of an overlap, the two that have it.';
comment on column allowed_space.geom is 'The land when it was decided, WGS 84: another gap or overlap is not allowed by it.';
comment on column allowed_space.area_m2 is 'Square metres on the ellipsoid.';
comment on column allowed_space.reason is 'Why it is left.';
comment on column allowed_space.decided_by is 'The assembly or committee that decided; not a private person.';
comment on column allowed_space.decided_on is 'The day it decided.';
comment on column allowed_space.revision is 'Raised by each change; a change against an older one is refused (409).';

-- Its outline is a piece of the outlines beside it: whoever does not see one of them does not see it.
alter table allowed_space enable row level security;
create policy seen on allowed_space for select to toparquia_visitor
  using (not exists (
    select from unnest(councils) beside (id) where not exists (select from council c where c.id = beside.id)));
grant select on allowed_space to toparquia_visitor;
