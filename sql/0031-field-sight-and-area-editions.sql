-- A field of a record that fewer see than the record may be theirs until a day: {"note": {"audience": "committee", "until":
-- "2027-01-01"}} beside {"name": "committee"}, which is for good.
create or replace function hidden_fields(seen_fields jsonb, seen_in integer[]) returns text[]
  language sql stable parallel safe
  as $$
    select case when seen_fields = '{}' then '{}'::text[] else array(
      select key from jsonb_each(seen_fields)
      where not viewer_sees(coalesce(value ->> 'audience', value #>> '{}'), seen_in)
        and not coalesce((value ->> 'until')::date <= current_date, false)
      order by key) end
  $$;
comment on function hidden_fields(jsonb, integer[]) is 'Names of the fields of a record that the viewer does not see today.';

-- The words for a place say no more than the place itself: beside a cell, a municipality would tell which part of it, and
-- whose committee it is, more than either.
create function hidden_words(place_precision text) returns text[]
  language sql immutable parallel safe
  as $$
    select case place_precision when 'exact' then '{}'::text[] when 'municipality' then '{communes}'::text[]
      else '{municipality,state,communes}'::text[] end
  $$;
comment on function hidden_words(text) is 'Fields of a unit that would tell more than its place, for whoever sees that no finer.';
create or replace function hidden_of_unit(unit land_unit) returns text[]
  language sql stable parallel safe
  as $$
    select hidden_fields(unit.seen_fields, unit.seen_in) || coalesce((
      -- As its place is shown now, whatever was said of it in the version that is asked for.
      select hidden_words(case
        when now.place_until <= current_date or viewer_sees(narrower(unit.seen_by, now.place_audience), unit.seen_in) then 'exact'
        else now.place_precision end)
      from land_unit now where now.id = unit.id order by now.version desc limit 1), hidden_words('nothing'))
  $$;
-- The same of parties and sources is asked where they are read (server/lands/read.ts), once for all rows of a question.
drop function hidden_of_shared(jsonb, integer[]);

do $$
declare
  kind text;
begin
  foreach kind in array array['land_unit', 'land_extent', 'party', 'land_source', 'assertion', 'land_case', 'case_event', 'land_use'] loop
    execute format('comment on column %I.field_audiences is %L', kind,
      'Fields that fewer see than the record, for good or until a day: {"name": "committee", "note": {"audience": "scope", "until": "2027-01-01"}}.');
  end loop;
end $$;

-- Layers of others come in editions. An area keeps its number from one edition to the next, so that what people agreed on
-- its overlaps stays theirs; what an edition changed or took away is kept, so that it can be taken back.
alter table reference_area add column code text check (code ~ '\S');
comment on column reference_area.code is 'What its layer calls it (a code of the census, of a register); null where it has none, and then its name and state stand for it.';
alter table reference_area add constraint reference_area_code unique (kind, source, code) deferrable initially deferred;

create table reference_edition (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('municipality', 'protected-area')),
  source text not null check (source ~ '\S'),
  file_name text not null check (file_name ~ '\S'),
  brought_in_at timestamptz(3) not null default clock_timestamp(),
  areas integer not null check (areas > 0),
  skipped integer not null default 0 check (skipped >= 0),
  added integer[] not null default '{}',
  changed integer not null default 0 check (changed >= 0),
  gone integer not null default 0 check (gone >= 0),
  undone_at timestamptz(3)
);
comment on table reference_edition is 'Files of areas that others drew, as they were brought in one after the other.';
comment on column reference_edition.id is 'Stable number.';
comment on column reference_edition.kind is 'What its areas are.';
comment on column reference_edition.source is 'Who drew them, and when: editions of one source follow each other.';
comment on column reference_edition.file_name is 'What the file was called.';
comment on column reference_edition.brought_in_at is 'When it was brought in.';
comment on column reference_edition.areas is 'How many areas it has.';
comment on column reference_edition.skipped is 'How many had no shape or no name.';
comment on column reference_edition.added is 'The areas that came with it.';
comment on column reference_edition.changed is 'How many it changed.';
comment on column reference_edition.gone is 'How many it no longer has.';
comment on column reference_edition.undone_at is 'When it was taken back; null while it stands.';

create table reference_former (
  edition_id integer not null references reference_edition,
  area_id integer not null,
  code text,
  name text not null,
  state text,
  geom geometry(multipolygon, 4326) not null,
  primary key (edition_id, area_id)
);
comment on table reference_former is 'Areas as they were before an edition changed them or took them away.';
comment on column reference_former.edition_id is 'The edition.';
comment on column reference_former.area_id is 'The area (reference_area).';
comment on column reference_former.code is 'Its code then.';
comment on column reference_former.name is 'Its name then.';
comment on column reference_former.state is 'Its state then.';
comment on column reference_former.geom is 'Its area then.';
