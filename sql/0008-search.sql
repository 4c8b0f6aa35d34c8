-- Names are found and sorted however they were typed: without accents, without case, with a slip of the finger.
create function plain_text(text) returns text
  language sql immutable strict parallel safe
  as $$ select lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
comment on function plain_text(text) is 'Lower case without accents. Immutable, unlike unaccent itself, so that it can be indexed.';

create index council_plain_name on council (plain_text(name) collate "C", id);
create index council_name_search on council using gin (plain_text(name) gin_trgm_ops);
