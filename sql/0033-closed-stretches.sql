-- A landslide closes a stretch, not the road.
alter table road_segment
  add column closed_from_m double precision,
  add column closed_to_m double precision,
  add check ((closed_from_m is null) = (closed_to_m is null)),
  add check (closed_from_m is null or (closed_from is not null and closed_from_m >= 0 and closed_to_m > closed_from_m));
comment on column road_segment.closed_from_m is 'Metres along its line from which it is closed; null: all of it.';
comment on column road_segment.closed_to_m is 'Metres along its line up to which it is closed.';
