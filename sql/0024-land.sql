-- The land record, after LADM (ISO 19152) and STDM. Every row is a version: what is corrected or taken back stays, with when
-- it was learned and when it was superseded, so that "as known on K" never changes. Valid time (when it held) is beside it.
create table land_unit (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  kind text not null check (kind in ('estate', 'parcel', 'building', 'urban-block', 'good')),
  name text not null check (name ~ '\S'),
  municipality text check (municipality ~ '\S'),
  state text check (state ~ '\S'),
  country text not null default 'VE' check (country ~ '^[A-Z]{2}$'),
  note text check (note ~ '\S'),
  approximate boolean not null default false,
  demonstration boolean not null default false,
  place_audience text not null default 'committee' check (place_audience in ('public', 'accounts', 'scope', 'committee')),
  place_precision text not null default 'nothing' check (place_precision in ('exact', 'cell-1', 'cell-5', 'cell-10', 'cell-50', 'municipality', 'nothing')),
  place_until date,
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  communes integer[] not null default '{}',
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index land_unit_present on land_unit (id) where superseded_at is null;
create sequence land_unit_id as integer owned by land_unit.id;
comment on table land_unit is 'LA_BAUnit: the thing that people talk about: an estate, a parcel, a building, an urban block, a good (a market, a factory, an antenna).';
comment on column land_unit.id is 'Stable number.';
comment on column land_unit.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column land_unit.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column land_unit.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column land_unit.kind is 'What it is.';
comment on column land_unit.name is 'What people call it.';
comment on column land_unit.municipality is 'In which municipality, as stated.';
comment on column land_unit.state is 'In which state.';
comment on column land_unit.country is 'ISO 3166-1: whose law and holidays hold.';
comment on column land_unit.note is 'What else is to be said.';
comment on column land_unit.approximate is 'The place is invented or known roughly.';
comment on column land_unit.demonstration is 'An example that ships with the program.';
comment on column land_unit.place_audience is 'Who sees the exact place, where that is fewer than see the record.';
comment on column land_unit.place_precision is 'How finely the others see the place.';
comment on column land_unit.place_until is 'From this day whoever sees the record sees the exact place; null: never.';
comment on column land_unit.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column land_unit.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column land_unit.communes is 'The communes whose committees it concerns. None: those with a role over everything.';
comment on column land_unit.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_unit.seen_in is 'The communes for that audience, now.';

create table land_extent (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  unit_id integer not null,
  part text check (part ~ '\S'),
  from_text text, from_earliest date, from_latest date,
  to_text text, to_earliest date, to_latest date,
  method text not null check (method in ('drawn', 'walked', 'surveyed', 'imported', 'described', 'invented')),
  accuracy_m double precision check (accuracy_m >= 0),
  stated_area_m2 double precision check (stated_area_m2 > 0),
  stated_area_text text check (stated_area_text ~ '\S'),
  source_id integer,
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index land_extent_present on land_extent (id) where superseded_at is null;
create index land_extent_unit on land_extent (unit_id);
create sequence land_extent_id as integer owned by land_extent.id;
comment on table land_extent is 'LA_SpatialUnit: where a unit, or a part of it, lies, in one version of one source. The shape itself is in land_place.';
comment on column land_extent.id is 'Stable number.';
comment on column land_extent.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column land_extent.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column land_extent.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column land_extent.unit_id is 'The unit.';
comment on column land_extent.part is 'Which part of the unit, where it is not the whole.';
comment on column land_extent.from_text is 'Since when it held, as it was said: 2009, 2010~early, 2009-03-05.';
comment on column land_extent.from_earliest is 'The first day that this may mean.';
comment on column land_extent.from_latest is 'The last.';
comment on column land_extent.to_text is 'Until when; null: it still does, or nobody says.';
comment on column land_extent.to_earliest is 'The first day that this may mean.';
comment on column land_extent.to_latest is 'The last.';
comment on column land_extent.method is 'How the shape came about; described: there is none.';
comment on column land_extent.accuracy_m is 'Of the measurement, metres.';
comment on column land_extent.stated_area_m2 is 'What the source says, in square metres.';
comment on column land_extent.stated_area_text is 'In its own words: 370 acres.';
comment on column land_extent.source_id is 'The source (land_source).';
comment on column land_extent.note is 'What else is to be said.';
comment on column land_extent.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column land_extent.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column land_extent.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_extent.seen_in is 'The communes for that audience, now.';

-- The shapes, once as they are and once as generalised: what is not for the viewer is a row that the viewer does not see.
create table land_place (
  extent_id integer not null,
  extent_version integer not null,
  unit_id integer not null,
  precision text not null check (precision in ('exact', 'cell-1', 'cell-5', 'cell-10', 'cell-50', 'municipality')),
  geom geometry(geometry, 4326) not null,
  area_m2 double precision check ((precision = 'exact') = (area_m2 is not null)),
  name text,
  seen_by text not null,
  seen_in integer[] not null,
  visible_from date,
  visible_until date,
  primary key (extent_id, extent_version, precision, seen_by)
);
create index land_place_geom on land_place using gist (geom);
create index land_place_unit on land_place (unit_id);
comment on table land_place is 'Shapes of extents by precision: the exact one for those who may see it, a grid cell or a municipality for the others.';
comment on column land_place.extent_id is 'The extent.';
comment on column land_place.extent_version is 'Which version of it.';
comment on column land_place.unit_id is 'The unit.';
comment on column land_place.precision is 'exact; a cell of that many kilometres; the municipality.';
comment on column land_place.geom is 'The shape as it is, or the cell, or the municipality: never a shifted outline.';
comment on column land_place.area_m2 is 'On the ellipsoid, of the exact shape.';
comment on column land_place.name is 'Of the municipality.';
comment on column land_place.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_place.seen_in is 'The communes for that audience, now.';
comment on column land_place.visible_from is 'First day on which it may be seen.';
comment on column land_place.visible_until is 'First day on which it may not any more.';

create table party (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  kind text not null check (kind in ('person', 'family', 'company', 'state-body', 'commune', 'committee', 'group')),
  name text not null check (name ~ '\S'),
  commune_id integer,
  members jsonb not null default '[]',
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  communes integer[] not null default '{}',
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index party_present on party (id) where superseded_at is null;
create sequence party_id as integer owned by party.id;
comment on table party is 'LA_Party and LA_GroupParty: who holds, uses, claims. Persons by pseudonym.';
comment on column party.id is 'Stable number.';
comment on column party.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column party.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column party.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column party.kind is 'What it is.';
comment on column party.name is 'A pseudonym, where it is a person.';
comment on column party.commune_id is 'Which commune, where it is one.';
comment on column party.members is 'LA_PartyMember: [{"partyId", "numerator", "denominator"}].';
comment on column party.note is 'What else is to be said.';
comment on column party.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column party.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column party.communes is 'The communes whose committees it concerns. None: those with a role over everything.';
comment on column party.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column party.seen_in is 'The communes for that audience, now.';

create table land_source (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  kind text not null check (kind in ('book', 'press', 'gazette', 'ruling', 'title', 'registry', 'map', 'testimony', 'visit', 'other')),
  title text not null check (title ~ '\S'),
  publisher text check (publisher ~ '\S'),
  published_text text check (published_text ~ '\S'),
  url text check (url ~ '^https?://'),
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  communes integer[] not null default '{}',
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index land_source_present on land_source (id) where superseded_at is null;
create sequence land_source_id as integer owned by land_source.id;
comment on table land_source is 'LA_AdministrativeSource: where an assertion or an extent is from.';
comment on column land_source.id is 'Stable number.';
comment on column land_source.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column land_source.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column land_source.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column land_source.kind is 'What it is.';
comment on column land_source.title is 'Its title.';
comment on column land_source.publisher is 'Who published or holds it; never a private person.';
comment on column land_source.published_text is 'When, as far as known.';
comment on column land_source.url is 'Where it can be read.';
comment on column land_source.note is 'What else is to be said.';
comment on column land_source.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column land_source.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column land_source.communes is 'The communes whose committees it concerns. None: those with a role over everything.';
comment on column land_source.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_source.seen_in is 'The communes for that audience, now.';

create table assertion (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  unit_id integer not null,
  extent_id integer,
  predicate text not null check (predicate in ('owns', 'holds', 'uses', 'occupies', 'guards', 'claims',
    'granted', 'revoked', 'suspended', 'expropriated', 'split', 'area', 'population', 'harvest', 'other')),
  party_id integer,
  share_numerator integer check (share_numerator > 0),
  share_denominator integer check (share_denominator >= share_numerator),
  from_text text, from_earliest date, from_latest date,
  to_text text, to_earliest date, to_latest date,
  amount double precision,
  amount_unit text check (amount_unit ~ '\S'),
  amount_text text check (amount_text ~ '\S'),
  source_id integer not null,
  cited text check (cited ~ '\S'),
  stance text check (stance in ('supports', 'disputes')),
  about_id integer,
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  check ((share_numerator is null) = (share_denominator is null)),
  check ((stance is null) = (about_id is null)),
  check ((amount is null) = (amount_unit is null)),
  primary key (id, version)
);
create unique index assertion_present on assertion (id) where superseded_at is null;
create index assertion_unit on assertion (unit_id);
create index assertion_party on assertion (party_id);
create sequence assertion_id as integer owned by assertion.id;
comment on table assertion is 'LA_RRR as a source tells it: who holds, owns, uses, occupies, guards, claims, was granted or revoked what, and stated figures. Sources that disagree all stay.';
comment on column assertion.id is 'Stable number.';
comment on column assertion.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column assertion.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column assertion.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column assertion.unit_id is 'The unit.';
comment on column assertion.extent_id is 'The part that it is about, where it is not the whole.';
comment on column assertion.predicate is 'What is asserted. States (owns, holds, uses, occupies, guards, claims) last; the others happen on a day.';
comment on column assertion.party_id is 'Who; null where it is about nobody.';
comment on column assertion.share_numerator is 'Share, as a fraction.';
comment on column assertion.share_denominator is 'Of how many.';
comment on column assertion.from_text is 'Since when it held, as it was said: 2009, 2010~early, 2009-03-05.';
comment on column assertion.from_earliest is 'The first day that this may mean.';
comment on column assertion.from_latest is 'The last.';
comment on column assertion.to_text is 'Until when; null: it still does, or nobody says.';
comment on column assertion.to_earliest is 'The first day that this may mean.';
comment on column assertion.to_latest is 'The last.';
comment on column assertion.amount is 'A stated figure.';
comment on column assertion.amount_unit is 'Its unit.';
comment on column assertion.amount_text is 'In the words of the source.';
comment on column assertion.source_id is 'The source (land_source).';
comment on column assertion.cited is 'Where in the source.';
comment on column assertion.stance is 'Whether it supports or disputes another assertion.';
comment on column assertion.about_id is 'Which.';
comment on column assertion.note is 'What else is to be said.';
comment on column assertion.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column assertion.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column assertion.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column assertion.seen_in is 'The communes for that audience, now.';

create table land_case (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  unit_id integer not null,
  procedure text not null check (procedure ~ '\S'),
  pack_version text not null check (pack_version ~ '\S'),
  title text not null check (title ~ '\S'),
  began_on date not null,
  claimant_id integer,
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index land_case_present on land_case (id) where superseded_at is null;
create index land_case_unit on land_case (unit_id);
create sequence land_case_id as integer owned by land_case.id;
comment on table land_case is 'A procedure about a unit, on the version of the rule pack that was in force when it began.';
comment on column land_case.id is 'Stable number.';
comment on column land_case.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column land_case.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column land_case.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column land_case.unit_id is 'The unit.';
comment on column land_case.procedure is 'Which procedure of the rule packs.';
comment on column land_case.pack_version is 'The version of the pack that was in force when it began.';
comment on column land_case.title is 'What people call it.';
comment on column land_case.began_on is 'First day.';
comment on column land_case.claimant_id is 'The party that claims.';
comment on column land_case.note is 'What else is to be said.';
comment on column land_case.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column land_case.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column land_case.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_case.seen_in is 'The communes for that audience, now.';

create table case_event (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  case_id integer not null,
  unit_id integer not null,
  step text not null check (step ~ '\S'),
  happened_on date not null,
  outcome text not null check (outcome in ('done', 'challenged', 'suspended', 'resumed', 'revoked', 'partly-granted', 'split')),
  share_numerator integer check (share_numerator > 0),
  share_denominator integer check (share_denominator >= share_numerator),
  area_m2 double precision check (area_m2 > 0),
  source_id integer,
  note text check (note ~ '\S'),
  deadlines jsonb not null default '[]',
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  check ((share_numerator is null) = (share_denominator is null)),
  primary key (id, version)
);
create unique index case_event_present on case_event (id) where superseded_at is null;
create index case_event_case on case_event (case_id);
create index case_event_unit on case_event (unit_id);
create sequence case_event_id as integer owned by case_event.id;
comment on table case_event is 'What happened in a case: a step done, challenged, suspended, revoked, partly granted, split. Deadlines that it opened are kept as they were computed then.';
comment on column case_event.id is 'Stable number.';
comment on column case_event.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column case_event.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column case_event.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column case_event.case_id is 'The case.';
comment on column case_event.unit_id is 'The unit.';
comment on column case_event.step is 'Which step of the procedure.';
comment on column case_event.happened_on is 'When.';
comment on column case_event.outcome is 'What became of the step.';
comment on column case_event.share_numerator is 'Share, as a fraction.';
comment on column case_event.share_denominator is 'Of how many.';
comment on column case_event.area_m2 is 'The area that was granted or split off, square metres.';
comment on column case_event.source_id is 'The source (land_source).';
comment on column case_event.note is 'What else is to be said.';
comment on column case_event.deadlines is 'Terms that began with it: [{"step", "dueOn", "days", "count", "law", "article", "confidence"}], as the law was then.';
comment on column case_event.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column case_event.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column case_event.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column case_event.seen_in is 'The communes for that audience, now.';

create table land_use (
  id integer not null,
  version integer not null check (version > 0),
  recorded_at timestamptz(3) not null default clock_timestamp(),
  superseded_at timestamptz(3) check (superseded_at >= recorded_at),
  unit_id integer not null,
  observed_on date not null,
  use text not null check (use ~ '\S'),
  area_m2 double precision check (area_m2 > 0),
  yield_per_ha double precision check (yield_per_ha >= 0),
  yield_unit text check (yield_unit ~ '\S'),
  ideal_yield_per_ha double precision check (ideal_yield_per_ha > 0),
  source_id integer,
  note text check (note ~ '\S'),
  field_audiences jsonb not null default '{}',
  audience text not null default 'committee' check (audience in ('public', 'accounts', 'scope', 'committee')),
  seen_by text not null default 'committee',
  seen_in integer[] not null default '{}',
  primary key (id, version)
);
create unique index land_use_present on land_use (id) where superseded_at is null;
create index land_use_unit on land_use (unit_id);
create sequence land_use_id as integer owned by land_use.id;
comment on table land_use is 'Observations of what the land of a unit is used for, with yields where they are known. The use idle says that it is not.';
comment on column land_use.id is 'Stable number.';
comment on column land_use.version is '1, 2, 3 … of the record; a change against an older one is refused (409).';
comment on column land_use.recorded_at is 'When this version was written down: what was known from then on (VersionedObject.beginLifespanVersion).';
comment on column land_use.superseded_at is 'When it was corrected or taken back; null while it stands (endLifespanVersion).';
comment on column land_use.unit_id is 'The unit.';
comment on column land_use.observed_on is 'When it was seen.';
comment on column land_use.use is 'What the land is used for; idle: for nothing.';
comment on column land_use.area_m2 is 'On how much of it, square metres.';
comment on column land_use.yield_per_ha is 'What a hectare gave.';
comment on column land_use.yield_unit is 'In which unit.';
comment on column land_use.ideal_yield_per_ha is 'What it could give by the rule, in the same unit.';
comment on column land_use.source_id is 'The source (land_source).';
comment on column land_use.note is 'What else is to be said.';
comment on column land_use.field_audiences is 'Fields that fewer see than the record: {"name": "committee"}.';
comment on column land_use.audience is 'Who sees it, as its writer said: see council.audience.';
comment on column land_use.seen_by is 'The narrowest of its own audience and that of its unit, now; the same in all its versions.';
comment on column land_use.seen_in is 'The communes for that audience, now.';

create table reference_area (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('municipality', 'protected-area')),
  name text not null check (name ~ '\S'),
  state text,
  source text not null check (source ~ '\S'),
  geom geometry(multipolygon, 4326) not null
);
create index reference_area_geom on reference_area using gist (geom);
comment on table reference_area is 'Areas that others drew and that the operator brought in: municipalities, to show a place no finer than that, and protected areas, to compare claims with. Public.';
comment on column reference_area.id is 'Stable number.';
comment on column reference_area.kind is 'What it is.';
comment on column reference_area.name is 'What it is called.';
comment on column reference_area.state is 'In which state, where it is a municipality.';
comment on column reference_area.source is 'Who drew it, and when.';
comment on column reference_area.geom is 'Its area.';

insert into layer (name) values ('land');
alter table change add column units integer[] not null default '{}';
comment on column change.units is 'The land units that it touches.';
alter table change add column parties integer[] not null default '{}';
comment on column change.parties is 'The parties that it alters.';
alter table change add column sources integer[] not null default '{}';
comment on column change.sources is 'The sources that it alters.';

-- Who sees what. A record is seen by the narrowest of what it and its unit say, and its past goes with it.
create function narrower(a text, b text) returns text
  language sql immutable parallel safe
  as $$ select case when array_position('{public,accounts,scope,committee}', a) > array_position('{public,accounts,scope,committee}', b) then a else b end $$;
comment on function narrower(text, text) is 'The narrower of two audiences.';
create function own_scope() returns integer[]
  language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('toparquia.scope', true), ''), '{}')::integer[] $$;
comment on function own_scope() is 'Communes over which the viewer holds a role.';
create function own_committee() returns integer[]
  language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('toparquia.committee', true), ''), '{}')::integer[] $$;
comment on function own_committee() is 'Communes over which the viewer holds a committee''s role.';

-- The cell of a fixed grid: rows of equal height, each divided so that its cells are about square. It depends on the place
-- and the size alone, so that asking again tells nothing more.
create function grid_cell(lon double precision, lat double precision, km double precision) returns geometry
  language sql immutable parallel safe
  as $$
    with row_of as (select km / 111.195 as height, least(floor((lat + 90) / (km / 111.195)), ceil(180 / (km / 111.195)) - 1) as row),
    edges as (select height, greatest(-90, row * height - 90) as south, least(90, (row + 1) * height - 90) as north from row_of),
    columns as (select *, greatest(1, round(360 * cos(radians((south + north) / 2)) * 111.195 / km)) as n from edges),
    cell as (select south, north, 360 / n as width, least(floor((lon + 180) / (360 / n)), n - 1) as col from columns)
    select st_makeenvelope(col * width - 180, south, (col + 1) * width - 180, north, 4326) from cell
  $$;
comment on function grid_cell(double precision, double precision, double precision) is 'The cell of about km × km in which a place lies.';

-- A cell must not be smaller than what it stands for, or its edge would say where the land is.
create function generalised(shape geometry, wanted text, out fineness text, out stand_in geometry, out name text)
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
declare
  middle geometry := st_centroid(st_envelope(shape));
  size_km double precision := greatest(
    st_distance(st_makepoint(st_xmin(shape), st_y(middle))::geography, st_makepoint(st_xmax(shape), st_y(middle))::geography),
    st_distance(st_makepoint(st_x(middle), st_ymin(shape))::geography, st_makepoint(st_x(middle), st_ymax(shape))::geography)) / 1000;
  km double precision;
begin
  if wanted = 'municipality' then
    select r.geom, r.name into stand_in, name from reference_area r
      where r.kind = 'municipality' and r.geom && middle and st_intersects(r.geom, middle) order by r.id limit 1;
    fineness := 'municipality';
    if stand_in is not null then return; end if;
    -- No municipalities were brought in: the coarsest cell says no more than one would.
    wanted := 'cell-50';
  end if;
  select step into km from unnest(array[1, 5, 10, 50]::double precision[]) step
    where step >= substr(wanted, 6)::double precision and (step >= size_km or step = 50) order by step limit 1;
  fineness := 'cell-' || km;
  stand_in := grid_cell(st_x(middle), st_y(middle), km);
end $$;
comment on function generalised(geometry, text) is 'What is shown instead of a shape: a cell of the grid or a municipality.';
revoke execute on function generalised(geometry, text) from public;

-- The rows of one extent's versions, from its exact ones and what its unit says now.
create function place_extents(of_unit integer) returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
declare
  unit land_unit;
  exact land_place[];
begin
  select * into unit from land_unit u where u.id = of_unit order by u.version desc limit 1;
  -- One exact row of each version is enough to make the others from.
  select coalesce(array_agg(p), '{}') into exact from (
    select distinct on (p.extent_id, p.extent_version) p.* from land_place p
    where p.unit_id = of_unit and p.precision = 'exact' order by p.extent_id, p.extent_version) p;
  delete from land_place where unit_id = of_unit;
  insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in)
    select p.extent_id, p.extent_version, of_unit, 'exact', p.geom, p.area_m2,
      case when unit.place_precision = 'exact' then e.seen_by else narrower(e.seen_by, unit.place_audience) end, unit.communes
    from unnest(exact) p join land_extent e on e.id = p.extent_id and e.version = p.extent_version;
  if unit.place_precision = 'exact' then return; end if;
  if unit.place_precision <> 'nothing' then
    insert into land_place (extent_id, extent_version, unit_id, precision, geom, name, seen_by, seen_in, visible_until)
      select p.extent_id, p.extent_version, of_unit, g.fineness, g.stand_in, g.name, e.seen_by, unit.communes, unit.place_until
      from unnest(exact) p join land_extent e on e.id = p.extent_id and e.version = p.extent_version,
        generalised(p.geom, unit.place_precision) g;
  end if;
  if unit.place_until is not null then
    insert into land_place (extent_id, extent_version, unit_id, precision, geom, area_m2, seen_by, seen_in, visible_from)
      select p.extent_id, p.extent_version, of_unit, 'exact', p.geom, p.area_m2, e.seen_by, unit.communes, unit.place_until
      from unnest(exact) p join land_extent e on e.id = p.extent_id and e.version = p.extent_version
      where e.seen_by <> narrower(e.seen_by, unit.place_audience);
  end if;
end $$;
comment on function place_extents(integer) is 'Makes the rows of land_place anew, whenever a unit or one of its extents is changed.';
revoke execute on function place_extents(integer) from public;

create function see_land_version() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
declare
  unit record;
begin
  if tg_table_name in ('land_unit', 'party', 'land_source') then
    new.seen_by := new.audience;
    new.seen_in := new.communes;
  else
    select u.audience, u.communes into strict unit from land_unit u where u.id = new.unit_id order by u.version desc limit 1;
    new.seen_by := narrower(new.audience, unit.audience);
    new.seen_in := unit.communes;
  end if;
  return new;
end $$;
comment on function see_land_version() is 'Sets seen_by and seen_in of a version that is written.';

create function spread_sight() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
  as $$
declare
  child text;
begin
  execute format('update %I set seen_by = $1, seen_in = $2 where id = $3 and (seen_by, seen_in) is distinct from ($1, $2)', tg_table_name)
    using new.seen_by, new.seen_in, new.id;
  if tg_table_name = 'land_unit' then
    foreach child in array array['land_extent', 'assertion', 'land_case', 'case_event', 'land_use'] loop
      execute format('update %1$I c set seen_by = narrower(l.audience, $1), seen_in = $2
        from (select distinct on (id) id, audience from %1$I where unit_id = $3 order by id, version desc) l
        where c.id = l.id and (c.seen_by, c.seen_in) is distinct from (narrower(l.audience, $1), $2)', child)
        using new.audience, new.communes, new.id;
    end loop;
    perform place_extents(new.id);
  elsif tg_table_name = 'land_extent' then
    perform place_extents(new.unit_id);
  end if;
  return null;
end $$;
comment on function spread_sight() is 'A record made narrower takes its past, and a unit all that is said of it, with it.';

do $$
declare
  kind text;
begin
  foreach kind in array array['land_unit', 'land_extent', 'party', 'land_source', 'assertion', 'land_case', 'case_event', 'land_use'] loop
    execute format('create trigger sight before insert on %I for each row execute function see_land_version()', kind);
    execute format('create trigger spread after insert on %I for each row execute function spread_sight()', kind);
    execute format('alter table %I enable row level security', kind);
    execute format('create policy seen on %I for select to toparquia_visitor using (
      seen_by = any ((select wholly_seen())::text[])
      or seen_by = ''scope'' and seen_in && (select own_scope())
      or seen_by = ''committee'' and seen_in && (select own_committee()))', kind);
    execute format('grant select on %I to toparquia_visitor', kind);
  end loop;
end $$;
alter table reference_area enable row level security;
create policy seen on reference_area for select to toparquia_visitor using (true);
alter table land_place enable row level security;
create policy seen on land_place for select to toparquia_visitor using (
  (seen_by = any ((select wholly_seen())::text[])
    or seen_by = 'scope' and seen_in && (select own_scope())
    or seen_by = 'committee' and seen_in && (select own_committee()))
  and (visible_from is null or visible_from <= current_date) and (visible_until is null or current_date < visible_until));
grant select on land_place, reference_area to toparquia_visitor;

-- Fields that are not for the viewer, by the record's own word. Who reads records for people leaves them out, of filters too.
create function hidden_fields(field_audiences jsonb, seen_in integer[]) returns text[]
  language sql stable parallel safe
  as $$
    select case when field_audiences = '{}' then '{}'::text[] else array(
      select key from jsonb_each_text(field_audiences) where not viewer_sees(value, seen_in) order by key) end
  $$;
comment on function hidden_fields(jsonb, integer[]) is 'Names of the fields of a record that the viewer does not see.';
-- The words for a place say no more than the place itself: beside a cell, a municipality would tell which part of it, and
-- whose committee it is, more than either. Of parties and sources only their committees learn whose they are.
create function hidden_of_unit(unit land_unit) returns text[]
  language sql stable parallel safe
  as $$
    select hidden_fields(unit.field_audiences, unit.seen_in) || case
      when unit.place_precision = 'exact' or unit.place_until <= current_date
        or viewer_sees(narrower(unit.seen_by, unit.place_audience), unit.seen_in) then '{}'::text[]
      when unit.place_precision = 'municipality' then '{communes}'::text[]
      else '{municipality,state,communes}'::text[] end
  $$;
comment on function hidden_of_unit(land_unit) is 'The same of a unit, with the words for its place where that is not for the viewer.';
create function hidden_of_shared(field_audiences jsonb, seen_in integer[]) returns text[]
  language sql stable parallel safe
  as $$
    select hidden_fields(field_audiences, seen_in)
      || case when viewer_sees('committee', seen_in) then '{}'::text[] else '{communes}'::text[] end
  $$;
comment on function hidden_of_shared(jsonb, integer[]) is 'The same of a party or a source, which no unit has to itself.';

-- Where the shape a viewer sees meets a box: numbers of extents only (see councils_in).
create function places_in(box geometry) returns table (extent_id integer, extent_version integer)
  language sql stable security definer set search_path = public, pg_temp rows 1000
  as $$
    select distinct p.extent_id, p.extent_version from land_place p
    where p.geom && box and (p.seen_by = any ((select wholly_seen())::text[])
        or p.seen_by = 'scope' and p.seen_in && (select own_scope())
        or p.seen_by = 'committee' and p.seen_in && (select own_committee()))
      and (p.visible_from is null or p.visible_from <= current_date) and (p.visible_until is null or current_date < p.visible_until)
  $$;
comment on function places_in(geometry) is 'Extents whose shape, as the viewer sees it, meets the box, by the spatial index.';

-- Steps about land are for those who see what they are about, as things are now; entries of the log too.
create function land_unseen(units integer[], parties integer[] default '{}', sources integer[] default '{}') returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from unnest(units) as named (id)
      left join lateral (select u.seen_by, u.seen_in from land_unit u where u.id = named.id order by u.version desc limit 1) u on true
      where not viewer_sees(coalesce(u.seen_by, 'committee'), coalesce(u.seen_in, '{}')))
    or exists (
      select from unnest(parties) as named (id)
      left join lateral (select p.seen_by, p.seen_in from party p where p.id = named.id order by p.version desc limit 1) p on true
      where not viewer_sees(coalesce(p.seen_by, 'committee'), coalesce(p.seen_in, '{}')))
    or exists (
      select from unnest(sources) as named (id)
      left join lateral (select s.seen_by, s.seen_in from land_source s where s.id = named.id order by s.version desc limit 1) s on true
      where not viewer_sees(coalesce(s.seen_by, 'committee'), coalesce(s.seen_in, '{}')))
  $$;
comment on function land_unseen(integer[], integer[], integer[]) is 'Whether the viewer, as things are now, does not see one of these land units, parties or sources.';
create policy seen_land on change as restrictive for select to toparquia_visitor
  using (units = '{}' and parties = '{}' and sources = '{}' or not land_unseen(units, parties, sources));
create policy seen_land on log as restrictive for select to toparquia_visitor
  using (case subject_kind
    when 'land-unit' then not land_unseen(array[subject_id])
    when 'party' then not land_unseen('{}', array[subject_id])
    when 'land-source' then not land_unseen('{}', '{}', array[subject_id])
    else true end);
