-- Corridors and exchange. A corridor is an ordered chain of communes along a route, over time; communes of a corridor need
-- not touch. It is a matter of its communes, and is seen by whoever sees it and all of them.
create table corridor (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('corridor', 'axis')),
  name text not null check (name ~ '\S'),
  note text check (note ~ '\S'),
  source text check (source ~ '\S'),
  approximate boolean not null default false,
  demonstration boolean not null default false,
  route geometry(multilinestring, 4326),
  route_km double precision check (route_km >= 0),
  route_estimated_km double precision check (route_estimated_km >= 0),
  part_of integer references corridor (id) on delete set null,
  part_since date,
  began_on date,
  ended_on date check (ended_on >= began_on),
  audience text not null default 'accounts' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1,
  check (part_of <> id),
  check ((part_of is null) = (part_since is null))
);
create index corridor_part_of on corridor (part_of);
comment on table corridor is 'A corridor: communes joined along a route; or an axis: the wider line that joins corridors.';
comment on column corridor.id is 'Stable number.';
comment on column corridor.kind is 'corridor or axis.';
comment on column corridor.name is 'What people call it.';
comment on column corridor.note is 'What is known of it.';
comment on column corridor.source is 'Where that is from.';
comment on column corridor.approximate is 'Its route is invented or known roughly.';
comment on column corridor.demonstration is 'An example that ships with the program.';
comment on column corridor.route is 'Along the roads, or drawn by hand; null: straight from commune to commune.';
comment on column corridor.route_km is 'Length, kilometres.';
comment on column corridor.route_estimated_km is 'How much of it lies on no known road.';
comment on column corridor.part_of is 'The larger one that it was integrated into.';
comment on column corridor.part_since is 'Since when.';
comment on column corridor.began_on is 'First day; null: not known.';
comment on column corridor.ended_on is 'First day on which it is none any more.';
comment on column corridor.audience is 'Who sees it (domain/access/audience.ts).';
comment on column corridor.revision is 'Raised by each change; a change against an older one is refused (409).';

create table corridor_commune (
  corridor_id integer not null references corridor (id) on delete cascade,
  commune_id integer not null,
  place integer not null check (place > 0),
  joined_on date,
  left_on date check (left_on >= joined_on),
  primary key (corridor_id, place)
);
create index corridor_commune_commune on corridor_commune (commune_id);
comment on table corridor_commune is 'The communes of a corridor in their order along it.';
comment on column corridor_commune.corridor_id is 'The corridor.';
comment on column corridor_commune.commune_id is 'The commune. No reference: one that is deleted may come back.';
comment on column corridor_commune.place is 'From 1, along the route.';
comment on column corridor_commune.joined_on is 'First day; null: not known.';
comment on column corridor_commune.left_on is 'First day on which it does not belong to it any more.';

create table producer (
  id integer generated always as identity primary key,
  commune_id integer not null,
  kind text not null check (kind in ('eps-direct', 'eps-indirect', 'mixed', 'upf', 'cooperative', 'exchange-group', 'private')),
  name text not null check (name ~ '\S'),
  role text not null default 'producer' check (role in ('producer', 'hub', 'processor')),
  throughput_kg double precision check (throughput_kg > 0),
  made_of_product text, made_of_form text, makes_product text, makes_form text,
  check ((role = 'processor') = (num_nonnulls(made_of_product, made_of_form, makes_product, makes_form) = 4)),
  note text check (note ~ '\S'),
  demonstration boolean not null default false,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1
);
create index producer_commune on producer (commune_id);
comment on table producer is 'Socio-productive organisations: direct and state-run enterprises, family production units, cooperatives, exchange groups; hubs and processors among them.';
comment on column producer.id is 'Stable number.';
comment on column producer.commune_id is 'In which commune. No reference: one that is deleted may come back.';
comment on column producer.kind is 'What it is; private: bought from, no part of the commune.';
comment on column producer.name is 'What it is called; never a private person.';
comment on column producer.role is 'producer; hub: goods are gathered and shared out there; processor: it makes one form of a product into another.';
comment on column producer.throughput_kg is 'Of a hub or processor: kilograms in a month; null: not known.';
comment on column producer.note is 'What is known of it.';
comment on column producer.made_of_product is 'Of a processor: what goes in.';
comment on column producer.made_of_form is 'In which form.';
comment on column producer.makes_product is 'What comes out; how much of it, the catalogue says.';
comment on column producer.makes_form is 'In which form.';
comment on column producer.demonstration is 'An example that ships with the program.';
comment on column producer.audience is 'Who sees it.';
comment on column producer.revision is 'Raised by each change.';

-- Whatever is known of how much: production, needs, stocks, losses. A quantity keeps the unit in which it was told.
create table quantity (
  id integer generated always as identity primary key,
  commune_id integer not null,
  producer_id integer references producer (id) on delete cascade,
  role text not null check (role in ('production', 'need', 'opening-stock', 'closing-stock', 'own-use', 'seed', 'loss', 'processed')),
  product text not null check (product ~ '\S'),
  form text not null check (form ~ '\S'),
  amount double precision not null check (amount >= 0),
  unit text not null check (unit ~ '\S'),
  kg_min double precision not null check (kg_min >= 0),
  kg_likely double precision not null check (kg_likely >= kg_min),
  kg_max double precision not null check (kg_max >= kg_likely),
  period text not null check (period ~ '^\d{4}(-\d{2})?$'),
  season text check (season ~ '\S'),
  provenance text not null default 'communal' check (provenance in ('communal', 'private-through-commune', 'state-plant', 'private-purchase')),
  source text not null check (source ~ '\S'),
  invented boolean not null default false,
  demonstration boolean not null default false,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1
);
create index quantity_commune on quantity (commune_id, period);
create index quantity_producer on quantity (producer_id);
comment on table quantity is 'How much of a product a commune makes, needs, keeps, uses, loses in a period.';
comment on column quantity.id is 'Stable number.';
comment on column quantity.commune_id is 'The commune.';
comment on column quantity.producer_id is 'The organisation, where it is one''s.';
comment on column quantity.role is 'What is told: its place in the balance.';
comment on column quantity.product is 'Id in the catalogue of products (domain/exchange/products).';
comment on column quantity.form is 'In which form: green coffee, packed sugar.';
comment on column quantity.amount is 'As it was told.';
comment on column quantity.unit is 'In which unit (domain/exchange/units).';
comment on column quantity.kg_min is 'The least that it can mean, kilograms.';
comment on column quantity.kg_likely is 'What it most likely means.';
comment on column quantity.kg_max is 'The most.';
comment on column quantity.period is 'A year or a month: 2015, 2026-11.';
comment on column quantity.season is 'A season within it, as it was told.';
comment on column quantity.provenance is 'Whose product it is: a flow tells it on.';
comment on column quantity.source is 'Who says so.';
comment on column quantity.invented is 'For demonstration: nobody said so.';
comment on column quantity.demonstration is 'An example that ships with the program.';
comment on column quantity.audience is 'Who sees it.';
comment on column quantity.revision is 'Raised by each change.';

create table road_segment (
  id integer generated always as identity primary key,
  network text not null default 'own' check (network ~ '\S'),
  name text check (name ~ '\S'),
  geom geometry(linestring, 4326) not null,
  level integer not null default 0,
  one_way integer not null default 0 check (one_way in (-1, 0, 1)),
  by_hand boolean not null default false,
  km_per_hour double precision check (km_per_hour > 0),
  capacity_kg double precision check (capacity_kg > 0),
  closed_from date,
  closed_until date check (closed_until >= closed_from),
  closed_why text check (closed_why ~ '\S'),
  demonstration boolean not null default false,
  revision integer not null default 1,
  check (closed_from is not null or (closed_until is null and closed_why is null))
);
create index road_segment_geom on road_segment using gist (geom);
comment on table road_segment is 'Roads that people brought in or drew. Noded when they are read (domain/exchange/roads). Public: roads are on every map.';
comment on column road_segment.id is 'Stable number.';
comment on column road_segment.network is 'The file that it came with.';
comment on column road_segment.name is 'What it is called.';
comment on column road_segment.geom is 'Its line.';
comment on column road_segment.level is 'Bridges above 0, tunnels below: lines on different levels cross without meeting.';
comment on column road_segment.one_way is '1 in the direction of its line only, -1 against it only, 0 both ways.';
comment on column road_segment.by_hand is 'A missing link that somebody drew.';
comment on column road_segment.km_per_hour is 'How fast a truck goes; null: as usual.';
comment on column road_segment.capacity_kg is 'Kilograms in a month and a direction; null: no limit known.';
comment on column road_segment.closed_from is 'First day on which it is closed.';
comment on column road_segment.closed_until is 'First day on which it is open again; null: not known.';
comment on column road_segment.closed_why is 'Why.';
comment on column road_segment.demonstration is 'An example that ships with the program.';
comment on column road_segment.revision is 'Raised by each change.';

create table exchange_plan (
  id integer generated always as identity primary key,
  name text not null check (name ~ '\S'),
  first_month text not null check (first_month ~ '^\d{4}-\d{2}$'),
  last_month text not null check (last_month ~ '^\d{4}-\d{2}$' and last_month >= first_month),
  options jsonb not null,
  input_hash text not null check (input_hash ~ '^[0-9a-f]{64}$'),
  solver text not null check (solver ~ '\S'),
  outcome jsonb not null,
  communes integer[] not null default '{}',
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  demonstration boolean not null default false,
  made_at timestamptz(3) not null default clock_timestamp(),
  revision integer not null default 1
);
comment on table exchange_plan is 'A proposal of exchanges, with what it was made from: same input, same plan.';
comment on column exchange_plan.id is 'Stable number.';
comment on column exchange_plan.name is 'What people call it.';
comment on column exchange_plan.first_month is 'From this month.';
comment on column exchange_plan.last_month is 'To this month.';
comment on column exchange_plan.options is 'Fairness, closures, and what else was chosen.';
comment on column exchange_plan.input_hash is 'SHA-256 of its inputs, hexadecimal.';
comment on column exchange_plan.solver is 'Which solver, in which version.';
comment on column exchange_plan.outcome is 'Cost, lower bound, coverage, and needs left uncovered with their reasons (domain/exchange/planning).';
comment on column exchange_plan.communes is 'The communes that it names. Who does not see all of them does not see it.';
comment on column exchange_plan.audience is 'Who sees it.';
comment on column exchange_plan.demonstration is 'An example that ships with the program.';
comment on column exchange_plan.made_at is 'When.';
comment on column exchange_plan.revision is 'Raised by each change.';

create table flow (
  id integer generated always as identity primary key,
  plan_id integer references exchange_plan (id) on delete cascade,
  from_commune integer not null,
  to_commune integer not null,
  via_producer integer references producer (id),
  product text not null check (product ~ '\S'),
  form text not null check (form ~ '\S'),
  kg double precision not null check (kg > 0),
  period text not null check (period ~ '^\d{4}-\d{2}$'),
  provenance text not null check (provenance in ('communal', 'private-through-commune', 'state-plant', 'private-purchase')),
  state text not null default 'proposed' check (state in ('proposed', 'refused', 'agreed')),
  locked boolean not null default false,
  segments jsonb not null default '[]',
  km double precision check (km >= 0),
  quality text not null default 'estimate' check (quality in ('own-roads', 'service', 'estimate', 'unreachable', 'unknown')),
  demonstration boolean not null default false,
  audience text not null default 'scope' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1
);
create index flow_plan on flow (plan_id);
create index flow_from on flow (from_commune);
create index flow_to on flow (to_commune);
create index flow_via on flow (via_producer);
create index flow_period on flow (period);
comment on table flow is 'So much of a product from one commune to another in a month: proposed, agreed or refused; what was sent and received is in delivery.';
comment on column flow.id is 'Stable number.';
comment on column flow.plan_id is 'The plan that proposes it; null: agreed without one.';
comment on column flow.from_commune is 'Whence.';
comment on column flow.to_commune is 'Whither.';
comment on column flow.via_producer is 'The hub through which it goes.';
comment on column flow.product is 'Id in the catalogue.';
comment on column flow.form is 'In which form.';
comment on column flow.kg is 'Kilograms.';
comment on column flow.period is 'In which month.';
comment on column flow.provenance is 'Whose product it is.';
comment on column flow.state is 'proposed by a plan; refused or agreed by people.';
comment on column flow.locked is 'Plans made anew leave it as it is.';
comment on column flow.segments is 'Along which roads: [{"segmentId", "dir", "km"}].';
comment on column flow.km is 'How far, one way.';
comment on column flow.quality is 'What the distance is from.';
comment on column flow.demonstration is 'An example that ships with the program.';
comment on column flow.audience is 'Who sees it.';
comment on column flow.revision is 'Raised by each change.';

create table delivery (
  id integer generated always as identity primary key,
  flow_id integer not null references flow (id) on delete cascade,
  sent_on date not null,
  sent_kg double precision not null check (sent_kg > 0),
  received_on date check (received_on >= sent_on),
  accepted_kg double precision check (accepted_kg >= 0),
  rejected_kg double precision check (rejected_kg >= 0),
  rejected_why text check (rejected_why ~ '\S'),
  lost_kg double precision check (lost_kg >= 0),
  truck text check (truck ~ '\S'),
  note text check (note ~ '\S'),
  demonstration boolean not null default false,
  revision integer not null default 1,
  -- What was sent was accepted, rejected, lost, or is under way.
  check (num_nulls(received_on, accepted_kg, rejected_kg, lost_kg) in (0, 4)),
  check (received_on is null or abs(accepted_kg + rejected_kg + lost_kg - sent_kg) <= 1e-6 * sent_kg),
  check (rejected_why is null or rejected_kg > 0)
);
create index delivery_flow on delivery (flow_id);
comment on table delivery is 'What was sent of an agreed flow, and what became of it. Many deliveries to one flow.';
comment on column delivery.id is 'Stable number.';
comment on column delivery.flow_id is 'The flow.';
comment on column delivery.sent_on is 'When it left.';
comment on column delivery.sent_kg is 'How much, kilograms.';
comment on column delivery.received_on is 'When it came; null: under way.';
comment on column delivery.accepted_kg is 'How much was accepted.';
comment on column delivery.rejected_kg is 'How much was sent back or thrown away.';
comment on column delivery.rejected_why is 'Why.';
comment on column delivery.lost_kg is 'How much never came.';
comment on column delivery.truck is 'Which truck run it went with; no number plate.';
comment on column delivery.note is 'What else is to be said.';
comment on column delivery.demonstration is 'An example that ships with the program.';
comment on column delivery.revision is 'Raised by each change.';

insert into layer (name) values ('exchange');
alter table change add column corridors integer[] not null default '{}';
comment on column change.corridors is 'The corridors that it touches.';

-- Who sees what: the record's audience over its communes, and no record tells of a commune that the viewer does not see.
create function sees_exchange(audience text, communes integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select viewer_sees(audience, communes) and not names_unseen(communes, '{}') $$;
comment on function sees_exchange(text, integer[]) is 'The rule for what is about several communes.';
create function communes_of_corridor(corridor integer) returns integer[]
  language sql stable security definer set search_path = public, pg_temp
  as $$ select coalesce(array_agg(c.commune_id), '{}') from corridor_commune c where c.corridor_id = corridor $$;
comment on function communes_of_corridor(integer) is 'For rules about corridors, asked as the owner.';
revoke execute on function communes_of_corridor(integer) from public;
create function viewer_sees_corridor(corridor integer, audience text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select sees_exchange(audience, communes_of_corridor(corridor)) $$;
comment on function viewer_sees_corridor(integer, text) is 'Whether the viewer sees a corridor and all its communes.';
create function corridors_unseen(corridors integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from unnest(corridors) as named (id) left join corridor c on c.id = named.id
      -- One that is gone is for whom it was for in the end.
      left join lateral (
        select l.audience, l.communes from log l
        where c.id is null and l.subject_kind = 'corridor' and l.subject_id = named.id order by l.seq desc limit 1) last on true
      where case when c.id is null then not viewer_sees(coalesce(last.audience, 'committee'), coalesce(last.communes, '{}'))
        else not viewer_sees_corridor(c.id, c.audience) end)
  $$;
comment on function corridors_unseen(integer[]) is 'Whether the viewer, as things are now, does not see one of these corridors.';

alter table corridor enable row level security;
create policy seen on corridor for select to toparquia_visitor using (viewer_sees_corridor(id, audience));
alter table corridor_commune enable row level security;
create policy seen on corridor_commune for select to toparquia_visitor
  using (exists (select from corridor c where c.id = corridor_id));
alter table producer enable row level security;
create policy seen on producer for select to toparquia_visitor using (sees_exchange(audience, array[commune_id]));
alter table quantity enable row level security;
create policy seen on quantity for select to toparquia_visitor using (sees_exchange(audience, array[commune_id])
  and (producer_id is null or exists (select from producer p where p.id = producer_id)));
alter table exchange_plan enable row level security;
create policy seen on exchange_plan for select to toparquia_visitor using (sees_exchange(audience, communes));
alter table flow enable row level security;
create policy seen on flow for select to toparquia_visitor using (sees_exchange(audience, array[from_commune, to_commune])
  and (via_producer is null or exists (select from producer p where p.id = via_producer)));
alter table delivery enable row level security;
create policy seen on delivery for select to toparquia_visitor using (exists (select from flow f where f.id = flow_id));
create policy seen_corridors on change as restrictive for select to toparquia_visitor
  using (corridors = '{}' or not corridors_unseen(corridors));
create policy seen_corridors on log as restrictive for select to toparquia_visitor
  using (subject_kind <> 'corridor' or not corridors_unseen(array[subject_id]));
grant select on corridor, corridor_commune, producer, quantity, road_segment, exchange_plan, flow, delivery to toparquia_visitor;
