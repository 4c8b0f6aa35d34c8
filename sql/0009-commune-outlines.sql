-- Outlines of communes, dissolved from their councils when the map first asks for them: a cache, safe to empty.
create table commune_outline (
  commune_id integer primary key references commune (id) on delete cascade,
  commune_revision integer not null,
  geom geometry(MultiPolygon, 4326) not null,
  label geometry(Point, 4326) not null
);
create index commune_outline_geom on commune_outline using gist (geom);
comment on table commune_outline is 'Dissolved outlines, made from the councils. Rows may be deleted at any time.';
comment on column commune_outline.commune_id is 'The commune.';
comment on column commune_outline.commune_revision is 'The revision it was made from; another one is stale.';
comment on column commune_outline.geom is 'Union of its councils, WGS 84.';
comment on column commune_outline.label is 'A point inside, where its name stands.';
