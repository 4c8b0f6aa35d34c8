-- Land that two claims, or a claim and a council or a protected area, both cover. A record of its own, in versions like
-- the land records: found by comparison, closed by a person or because a later shape no longer overlaps.
create table overlap (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  a_id integer not null,
  a_version integer not null,
  a_unit integer not null,
  b_kind text not null check (b_kind in ('claim', 'council', 'protected-area')),
  b_id integer not null,
  b_version integer check ((b_kind = 'claim') = (b_version is not null)),
  b_unit integer check ((b_kind = 'claim') = (b_unit is not null)),
  area_m2 double precision not null check (area_m2 > 0),
  width_m double precision not null check (width_m >= 0),
  share_a double precision not null,
  share_b double precision not null,
  geom geometry(multipolygon, 4326) not null,
  since date,
  found_at timestamptz(3) not null default clock_timestamp(),
  state text not null check (state in ('open', 'acknowledged', 'disputed', 'resolved', 'tolerated', 'no-longer')),
  cause text not null check (cause in ('found', 'found-again', 'grew', 'changed', 'went', 'stated')),
  reason text check (reason ~ '\S'),
  primary key (id, version),
  check (b_kind <> 'claim' or a_id < b_id)
);
create unique index overlap_present on overlap (a_id, b_kind, b_id) where superseded_at is null;
create index overlap_b on overlap (b_kind, b_id);
create index overlap_a_unit on overlap (a_unit);
create index overlap_b_unit on overlap (b_unit);
create sequence overlap_id as integer owned by overlap.id;
comment on table overlap is 'Land that two records both cover, with its state; every row is a version.';
comment on column overlap.id is 'Stable number.';
comment on column overlap.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column overlap.recorded_at is 'When this version was written down.';
comment on column overlap.superseded_at is 'When the next one was; null while it stands.';
comment on column overlap.a_id is 'The claim: a land_extent; of two claims the one with the lower number.';
comment on column overlap.a_version is 'Which version of it was compared.';
comment on column overlap.a_unit is 'Its land unit.';
comment on column overlap.b_kind is 'What the other one is.';
comment on column overlap.b_id is 'A land_extent, a council or a reference_area.';
comment on column overlap.b_version is 'Which version of it was compared, where it is a claim.';
comment on column overlap.b_unit is 'Its land unit, where it is a claim.';
comment on column overlap.area_m2 is 'What both cover, square metres on the ellipsoid; as it was last, where it no longer is.';
comment on column overlap.width_m is 'Mean width of its widest piece, metres.';
comment on column overlap.share_a is 'Of the claim, 0 to 1.';
comment on column overlap.share_b is 'Of the other one, 0 to 1.';
comment on column overlap.geom is 'The land.';
comment on column overlap.since is 'Since when both hold, by the first days that their dates may mean; null where neither says.';
comment on column overlap.found_at is 'When the program found it first.';
comment on column overlap.state is 'open, acknowledged, disputed or resolved, as a person says; tolerated: narrower than the tolerance; no-longer: a later shape does not overlap.';
comment on column overlap.cause is 'What made this version: found, found again, grew, changed, went, or stated by a person.';
comment on column overlap.reason is 'Why, as the person put it.';

-- It tells where both are: only who sees both exactly sees it. Sight of the tables asked is the viewer's own; protected
-- areas are public.
alter table overlap enable row level security;
create policy seen on overlap for select to toparquia_visitor using (
  exists (select from land_place p
    where p.extent_id = a_id and p.extent_version = a_version and p.precision = 'exact')
  and case b_kind
    when 'claim' then exists (select from land_place p
      where p.extent_id = b_id and p.extent_version = b_version and p.precision = 'exact')
    when 'council' then exists (select from council c where c.id = b_id)
    else true end);
grant select on overlap to toparquia_visitor;

-- So are the steps and the entries about it.
create policy seen_overlap on change as restrictive for select to toparquia_visitor
  using (kind <> 'overlap-stated' or exists (select from overlap o where o.id = (facts ->> 'overlap')::integer));
create policy seen_overlap on log as restrictive for select to toparquia_visitor
  using (subject_kind <> 'overlap' or exists (select from overlap o where o.id = subject_id));
