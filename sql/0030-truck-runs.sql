-- Truck runs: what a truck carries along a corridor on a day, stop by stop. What then left and arrived is in delivery.
alter table corridor
  add column truck_kg double precision check (truck_kg > 0),
  add column truck_count integer check (truck_count > 0),
  add column truck_home integer,
  add check (num_nulls(truck_kg, truck_home) in (0, 2) and (truck_count is null or truck_kg is not null));
comment on column corridor.truck_kg is 'What a truck there carries, kilograms; null: nobody said yet.';
comment on column corridor.truck_count is 'How many trucks there are in a day; null: as many as it takes.';
comment on column corridor.truck_home is 'The commune where they start and end.';

create table truck_run (
  id integer generated always as identity primary key,
  corridor_id integer not null,
  day date not null,
  name text not null check (name ~ '\S'),
  capacity_kg double precision not null check (capacity_kg > 0),
  home integer not null,
  first_way text not null check (first_way in ('on', 'back')),
  communes integer[] not null check (cardinality(communes) >= 2),
  line_km double precision[] not null,
  estimated boolean not null default true,
  loads jsonb not null check (jsonb_typeof(loads) = 'array'),
  demonstration boolean not null default false,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1,
  check (home = any(communes)),
  check (cardinality(line_km) = cardinality(communes))
);
create index truck_run_corridor on truck_run (corridor_id, day);
comment on table truck_run is 'A round of a truck along a corridor on a day: from home to both ends of what it serves and back.';
comment on column truck_run.id is 'Stable number.';
comment on column truck_run.corridor_id is 'Along which corridor. No reference: one that is removed may come back.';
comment on column truck_run.day is 'On which day.';
comment on column truck_run.name is 'What people call it; no number plate, no name of a person.';
comment on column truck_run.capacity_kg is 'What it carries at most, kilograms.';
comment on column truck_run.home is 'The commune where it starts and ends.';
comment on column truck_run.first_way is 'Where it turns first: on to the last commune of the line, or back to the first one.';
comment on column truck_run.communes is 'The communes of the corridor in their order, as it was then.';
comment on column truck_run.line_km is 'How far each lies from the first, kilometres.';
comment on column truck_run.estimated is 'Some of these distances are no road''s.';
comment on column truck_run.loads is 'What it is to carry: [{"flowId", "kg"}]. The order of stops and of loading follows (domain/exchange/truck-runs).';
comment on column truck_run.demonstration is 'An example that ships with the program.';
comment on column truck_run.audience is 'Who sees it.';
comment on column truck_run.revision is 'Raised by each change.';

alter table delivery add column run_id integer references truck_run (id);
create unique index delivery_run on delivery (run_id, flow_id) where run_id is not null;
comment on column delivery.run_id is 'The run that carries it, seen with the flow; null: without one. Each run carries a flow once.';

-- A run names flows: who does not see one of them does not see the run.
create function flows_unseen(flows integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from flow f left join producer p on p.id = f.via_producer
      where f.id = any(flows) and (not sees_exchange(f.audience, array[f.from_commune, f.to_commune])
        or (p.id is not null and not sees_exchange(p.audience, array[p.commune_id]))))
  $$;
comment on function flows_unseen(integer[]) is 'Whether the viewer does not see one of these flows.';
alter table truck_run enable row level security;
create policy seen on truck_run for select to toparquia_visitor using (sees_exchange(audience, communes)
  and not corridors_unseen(array[corridor_id])
  and not flows_unseen(array(select (one ->> 'flowId')::integer from jsonb_array_elements(loads) l (one))));
grant select on truck_run to toparquia_visitor;
