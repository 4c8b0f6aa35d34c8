-- What a unit weighs where it is used, and what an organisation gets out of what it processes.
create table local_unit (
  id integer generated always as identity primary key,
  commune_id integer,
  name text not null check (name ~ '\S'),
  product text check (product ~ '\S'),
  form text check (form ~ '\S'),
  kg_min double precision not null check (kg_min > 0),
  kg_likely double precision not null check (kg_likely >= kg_min),
  kg_max double precision not null check (kg_max >= kg_likely),
  valid_from text check (valid_from ~ '^\d{4}-\d{2}$'),
  valid_to text check (valid_to ~ '^\d{4}-\d{2}$'),
  source text not null check (source ~ '\S'),
  demonstration boolean not null default false,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1,
  check (form is null or product is not null),
  check (valid_from <= valid_to)
);
create index local_unit_commune on local_unit (commune_id);
comment on table local_unit is 'Units as a commune uses them: the sack of coffee, the bunch of plantain. Whoever changes one states anew what was told in it.';
comment on column local_unit.id is 'Stable number; quantities name it as local-<id>.';
comment on column local_unit.commune_id is 'Where it is used; null: everywhere. No reference: a commune that is deleted may come back.';
comment on column local_unit.name is 'As people write it.';
comment on column local_unit.product is 'Of which product (domain/exchange/products); null: of any.';
comment on column local_unit.form is 'In which form; null: in any.';
comment on column local_unit.kg_min is 'The least that one weighs, kilograms.';
comment on column local_unit.kg_likely is 'What one most likely weighs.';
comment on column local_unit.kg_max is 'The most.';
comment on column local_unit.valid_from is 'First month in which that holds, 2026-11; null: since ever.';
comment on column local_unit.valid_to is 'Last month in which it holds; null: still.';
comment on column local_unit.source is 'Who says so.';
comment on column local_unit.demonstration is 'An example that ships with the program.';
comment on column local_unit.audience is 'Who sees it.';
comment on column local_unit.revision is 'Raised by each change.';

alter table local_unit enable row level security;
create policy seen on local_unit for select to toparquia_visitor
  using (sees_exchange(audience, array_remove(array[commune_id], null)));
grant select on local_unit to toparquia_visitor;

alter table producer
  add column rate_min double precision check (rate_min > 0),
  add column rate_max double precision check (rate_max >= rate_min),
  add column rate_source text check (rate_source ~ '\S'),
  add check (num_nulls(rate_min, rate_max, rate_source) in (0, 3));
comment on column producer.rate_min is 'Of a processor: the least that comes out of one kilogram, as it says itself; null: as the catalogue has it.';
comment on column producer.rate_max is 'The most.';
comment on column producer.rate_source is 'Who says so.';
