-- Communal councils with their own area (Ley Orgánica de los Consejos Comunales 2009, art. 4).
create table council (
  id integer generated always as identity primary key,
  code text check (code <> ''),
  name text not null check (name <> ''),
  kind text check (kind in ('urban', 'rural', 'indigenous')),
  families integer check (families >= 0),
  population integer check (population >= 0),
  approximate boolean not null default false,
  import_id integer references import (id),
  geom geometry(MultiPolygon, 4326) not null check (st_isvalid(geom) and not st_isempty(geom)),
  label geometry(Point, 4326) not null,
  area_m2 double precision not null check (area_m2 > 0)
);
create index council_geom on council using gist (geom);
create index council_import on council (import_id);
comment on table council is 'A neighbourhood assembly with its own area. Spatial unit of the territory (LADM LA_SpatialUnit).';
comment on column council.id is 'Also the feature id in vector tiles.';
comment on column council.code is 'Registry code as written (SITUR or older).';
comment on column council.name is 'As the council writes it.';
comment on column council.kind is 'Urban, rural or indigenous: the law sets another size for each.';
comment on column council.families is 'Families by its census; null where unknown.';
comment on column council.population is 'Inhabitants; null where unknown.';
comment on column council.approximate is 'The place is known roughly, or the area was invented for demonstration.';
comment on column council.import_id is 'The import that brought it.';
comment on column council.geom is 'Its area, WGS 84.';
comment on column council.label is 'A point inside, where its name stands.';
comment on column council.area_m2 is 'Square metres on the ellipsoid.';

create view present_council as
  select c.* from council c left join import i on i.id = c.import_id where i.status is distinct from 'undone';
comment on view present_council is 'Councils whose import was not undone.';
