-- What the territory stands on: PostGIS for shapes, unaccent and pg_trgm to find a name however it was typed.
create extension if not exists postgis;
create extension if not exists unaccent;
create extension if not exists pg_trgm;
